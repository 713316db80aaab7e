"""What a flow pattern is, in the plainest words: whether a tape shows it now.

These are not the rules of the detectors, and they ask for less: they know the whole tape so far and
look at fixed stretches of it. `sign` is 1 for the side of the buyers, -1 for that of the sellers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from mia_core.sim.recent import SLICES_A_SECOND, Recent, Slice
from mia_core.sim.truth import FlowPattern

__all__ = ["SIGNS", "Sign"]

Sign = Callable[[Recent, int], bool]
_S = SLICES_A_SECOND
_NOTHING = (0, 0)


def _burst(recent: Recent, sign: int) -> bool:
    net = sign * recent.net_2s[-1]
    return net >= 4.5 * recent.net.at(500) and 2 * net >= recent.volume_of(2 * _S)


def _flip(recent: Recent, sign: int) -> bool:
    """The cumulative difference went one way to an extreme and has come back from there."""
    enough = 5 * recent.net.at(500)
    delta = lowest = highest = swing = 0
    for item in recent.last(7 * _S):
        delta -= sign * (item.bought - item.sold)
        lowest = min(lowest, delta)
        if delta - lowest >= enough and delta >= highest:
            highest, swing = delta, 1
    return swing > 0 and highest - delta >= enough


def _stack(recent: Recent, sign: int) -> bool:
    needed = recent.level.at(500) // 2
    return any(
        sign * recent.net_of(count) > 2 * needed and _run(recent, count, sign, needed) >= 3
        for count in (_S, 2 * _S, 4 * _S, 7 * _S, 10 * _S)
    )


def _run(recent: Recent, count: int, sign: int, needed: int) -> int:
    """Prices in a row at which a side did three times what the other did diagonally across."""
    own, other = (0, 1) if sign > 0 else (1, 0)
    levels = recent.levels_of(count)
    longest = run = 0
    last = None
    for price in sorted(levels):
        across = levels.get(price - sign, _NOTHING)[other]
        is_imbalanced = levels[price][own] >= max(needed, 3 * max(1, across))
        run = (run + 1 if last == price - 1 else 1) if is_imbalanced else 0
        last = price if is_imbalanced else None
        longest = max(longest, run)
    return longest


def _spike(recent: Recent, sign: int) -> bool:
    trades = recent.trades_of(_S)
    if trades < 4.5 * recent.trades_1s.at(500):
        return False
    before = recent.trades_of(5 * _S) - trades
    return 2 * trades >= before and 10 * sign * recent.net_of(_S) >= -recent.volume_of(_S)


def _exhaustion(recent: Recent, sign: int) -> bool:
    """The other side pushed, the end of its push is thin, and the price is back from there."""
    ends = recent.highs[-9 * _S :] if sign < 0 else [-low for low in recent.lows[-9 * _S :]]
    top = max(ends)
    if top - _start(recent.slices[-1], sign) < 2:
        return False
    count = len(ends)
    at = count - 1 - ends[::-1].index(top)
    slices, enough = recent.last(count), 3.5 * recent.net.at(500)
    pusher, net = (1 if sign > 0 else 0), 0
    pushed: dict[int, int] = {}
    for k in range(at, -1, -1):
        net -= sign * (slices[k].bought - slices[k].sold)
        for price, level in slices[k].levels.items():
            pushed[-sign * price] = pushed.get(-sign * price, 0) + level[pusher]
        if net >= enough and top - _start(slices[k], sign) >= 3:
            end = pushed.get(top, 0) + pushed.get(top - 1, 0)
            rest = [volume for price, volume in pushed.items() if price < top - 1]
            if rest and end * len(rest) <= 1.4 * sum(rest):
                return True
    return False


def _start(item: Slice, sign: int) -> int:
    return -sign * (item.low if sign < 0 else item.high)


def _divergence(recent: Recent, sign: int) -> bool:
    """A new extreme that the cumulative difference missed, and the price is back from there."""
    ends = recent.highs[-12 * _S :] if sign < 0 else [-low for low in recent.lows[-12 * _S :]]
    if max(ends) - _start(recent.slices[-1], sign) < 2:
        return False
    first: tuple[int, int] | None = None
    high = low = -(1 << 40)
    delta = most = least = 0
    for item, top in zip(recent.last(12 * _S), ends, strict=True):
        before = delta
        delta -= sign * (item.bought - item.sold)
        if top >= high:
            if high - low >= 2 and (first is None or most > first[1]):
                first = (high, most)
            high = low = top
            most, least = max(before, delta), min(before, delta)
        low = min(low, _start(item, sign))
    if first is None or first[0] >= high:
        return False
    return first[1] - least >= 3.5 * recent.net.at(500)


def _money(recent: Recent, sign: int) -> bool:
    since = recent.number - 9 * _S
    large = [order for number, order in recent.large[-40:] if number > since]
    own = [sign * order for order in large if order * sign > 0]
    if own and max(own) >= 2 * recent.order.at(995):
        return True
    if len(own) >= 4 and sum(own) >= 0.7 * sum(map(abs, large)):
        return True
    net = sign * recent.net_of(10 * _S)
    if net < 6 * recent.net.at(500) or 10 * net < 4 * recent.volume_of(10 * _S):
        return False
    nets = [sign * recent.net_of(k * _S) for k in range(11)]
    return sum(later > earlier for earlier, later in pairwise(nets)) >= 8


def _profile(recent: Recent, sign: int) -> bool:
    return _accumulation(recent, sign) or _gap(recent, sign)


def _accumulation(recent: Recent, sign: int) -> bool:
    volume = recent.volume_of(10 * _S)
    if volume < 1.2 * recent.volume_10s.at(500) or 10 * sign * recent.net_of(10 * _S) < 2 * volume:
        return False
    levels, own = recent.levels_of(10 * _S), 0 if sign > 0 else 1
    for price in levels:
        zone = [levels.get(price + k, _NOTHING) for k in (-1, 0, 1)]
        total = sum(map(sum, zone))
        if total >= 0.75 * volume and sum(level[own] for level in zone) >= 0.68 * total:
            return True
    return False


def _gap(recent: Recent, sign: int) -> bool:
    """The price went on, and over a few of its prices nearly nothing was traded."""
    thin = 0.2 * recent.level.at(500)
    for count in (_S, 2 * _S, 4 * _S, 5 * _S):
        if sign * (recent.closes[-1] - recent.closes[-count:][0]) < 3:
            continue
        levels = {price: sum(level) for price, level in recent.levels_of(count).items()}
        ends = recent.closes[-1], recent.closes[-count:][0]
        traded = sorted({*ends, *(price for price, volume in levels.items() if volume > thin)})
        if any(later - earlier >= 4 for earlier, later in pairwise(traded)):
            return True
    return False


def _anomaly(recent: Recent, sign: int) -> bool:
    volume = recent.volume_of(2 * _S)
    if volume < 2.5 * recent.volume.at(500) or 10 * sign * recent.net_2s[-1] < 6 * volume:
        return False
    return recent.range_of(2 * _S) >= max(4.0, 2.5 * recent.range.at(500))


SIGNS: Mapping[FlowPattern, Sign] = {
    "delta_burst": _burst,
    "delta_flip": _flip,
    "stacked_imbalance": _stack,
    "trade_spike": _spike,
    "exhaustion": _exhaustion,
    "delta_divergence": _divergence,
    "smart_money": _money,
    "volume_profile_imbalance": _profile,
    "microstructure_anomaly": _anomaly,
}

"""Battle Navale as its rules say it, over all bars of a chart: what the compiled detectors are held against.

Each function goes through the bars once and returns every episode: when it was reported, where it began, side, price,
and when and why it ended. Rises and falls are written out apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from tests.mia_core.bar_rules import B


class Told(NamedTuple):
    """One episode, in bars; one that is open at the end ended nowhere."""

    at: int
    began: int
    pattern: str
    side: str
    price: int
    ended: int | None = None
    reason: str = ""


class Base(NamedTuple):
    green: bool
    first: int
    found: int
    high: int
    low: int
    mean_range: float


def base_at(bars: Sequence[B], at: int, not_before: int, size: int, percent: int) -> Base | None:
    """Find the base that the bar completes."""
    first = at - size + 1
    if first < 1 or first < not_before:
        return None
    own = bars[first : at + 1]
    high, low = max(bar.high for bar in own), min(bar.low for bar in own)
    ranges = sum(bar.high - bar.low for bar in own)
    if 100 * (high - low) * size > percent * ranges:
        return None
    steps = [bars[k].close - bars[k - 1].close for k in range(at - 3, at + 1)]
    if sum(step > 0 for step in steps) >= 3:
        return Base(True, first, at, high, low, ranges / size)
    if sum(step < 0 for step in steps) >= 3:
        return Base(False, first, at, high, low, ranges / size)
    return None


def quality(bars: Sequence[B], base: Base, until: int, percent: int) -> float:
    """How good the base was over its bars before `until`."""
    own = bars[base.first : until]
    volumes = [bar.sold + bar.bought for bar in own]
    mean = sum(volumes) / len(own)
    variance = sum((volume - mean) ** 2 for volume in volumes) / len(own)
    even = max(0.0, 1 - sqrt(variance) / mean) if mean else 0.0
    quarter = (base.high - base.low) / 4
    centre = (base.high + base.low) / 2
    inside = sum(abs(bar.close - centre) <= quarter for bar in own) / len(own)
    allowed = percent / 100 * base.mean_range
    spare = allowed - base.mean_range
    narrow = (allowed - (base.high - base.low)) / spare if spare > 0 else 1.0
    return (
        0.30 * min(len(own) / 10, 1) + 0.20 * min(max(narrow, 0), 1) + 0.25 * even + 0.25 * inside
    )


def bases(bars: Sequence[B], size: int = 8, percent: int = 250) -> list[tuple[Base, int | None]]:
    """Return every base and the bar that left it."""
    found: list[tuple[Base, int | None]] = []
    base, left = None, 0
    for at, bar in enumerate(bars):
        if base is None:
            base = base_at(bars, at, left, size, percent)
        elif not base.low <= bar.close <= base.high:
            found.append((base, at))
            base, left = None, at
    return found if base is None else [*found, (base, None)]


def navale_base(bars: Sequence[B], size: int = 8, percent: int = 250) -> list[Told]:
    told = []
    for base, left in bases(bars, size, percent):
        side, price = ("bid", base.low) if base.green else ("ask", base.high)
        reason = ""
        if left is not None:
            above = bars[left].close > base.high
            reason = "left-with" if above == base.green else "left-against"
        told.append(Told(base.found, base.first, "navale_base", side, price, left, reason))
    return told


def golden_rule(
    bars: Sequence[B],
    size: int = 8,
    percent: int = 250,
    quality_min: float = 0.5,
    tolerance: int = 0,
) -> list[Told]:
    starts = {
        left: base
        for base, left in bases(bars, size, percent)
        if left is not None
        and (bars[left].close > base.high) == base.green
        and quality(bars, base, left, percent) > quality_min
    }
    told: list[Told] = []
    rise: Told | None = None
    fall: Told | None = None
    for at, bar in enumerate(bars):
        if rise and bar.close < bar.open and bar.close < rise.price - tolerance:
            told.append(rise._replace(ended=at, reason="violated"))
            rise = None
        if fall and bar.close > bar.open and bar.close > fall.price + tolerance:
            told.append(fall._replace(ended=at, reason="violated"))
            fall = None
        base = starts.get(at)
        if base and base.green:
            if rise:
                told.append(rise._replace(ended=at, reason="renewed"))
            rise = Told(at, base.first, "golden_rule", "bid", base.low)
        elif base:
            if fall:
                told.append(fall._replace(ended=at, reason="renewed"))
            fall = Told(at, base.first, "golden_rule", "ask", base.high)
    return [*told, *(trend for trend in (rise, fall) if trend)]


def vikings_share(bars: Sequence[B]) -> float:
    """What part of the last five bars, the newest of these, the buyers have."""
    known = bars[-20:]
    usual = sum(bar.sold + bar.bought for bar in known) / len(known)
    vikings = defenders = 0.0
    for bar in reversed(bars[-5:]):
        volume = bar.sold + bar.bought
        body, reach = bar.close - bar.open, bar.high - bar.low
        by_body = 0.8 * abs(body) / reach if 10 * abs(body) > 6 * reach else 0.0
        by_volume = 0.2 * min(volume / usual, 2.0) if body and volume else 0.0
        by_flow = by_ratio = 0.0
        if volume:
            by_flow = 0.5 * min(1.5 * abs(bar.bought - bar.sold) / usual, 1.0)
            by_ratio = 0.3 if 10 * max(bar.bought, bar.sold) > 6 * volume else 0.0
        for points, is_up in (
            (by_body, body > 0),
            (by_volume, body > 0),
            (by_flow, bar.bought > bar.sold),
            (by_ratio, bar.bought > bar.sold),
        ):
            vikings += points if is_up else 0.0
            defenders += 0.0 if is_up else points
    return vikings / (vikings + defenders) if vikings + defenders else 0.5


def _party(
    bars: Sequence[B], pattern: str, side: str, share: float, keep_share: float
) -> list[Told]:
    told: list[Told] = []
    party: Told | None = None
    for at in range(4, len(bars)):
        buyers = vikings_share(bars[max(0, at - 19) : at + 1])
        own = buyers if side == "bid" else 1 - buyers
        if party and own < keep_share:
            told.append(party._replace(ended=at, reason="passed"))
            party = None
        elif not party and own >= share:
            party = Told(at, at - 4, pattern, side, bars[at].close)
    return [*told, party] if party else told


def vikings(bars: Sequence[B], share: float = 0.7, keep_share: float = 0.6) -> list[Told]:
    return _party(bars, "vikings", "bid", share, keep_share)


def defenders(bars: Sequence[B], share: float = 0.7, keep_share: float = 0.6) -> list[Told]:
    return _party(bars, "defenders", "ask", share, keep_share)

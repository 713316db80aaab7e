"""Acts of a price that turns: the planted exhaustion and delta divergence, and their decoys.

The side is the one that takes over; the other one pushed before.
"""

from __future__ import annotations

from collections.abc import Generator

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.flow import Tally, calm, flow, pause
from mia_core.sim.stage import MS, SECOND, Act, Stage
from mia_core.sim.truth import Episode, Pattern, PlantKind

__all__ = [
    "confirmed_high",
    "delta_divergence",
    "exhaustion",
    "heavy_end",
    "lower_high",
    "renewed_push",
    "unfinished_divergence",
]

_GAP_NS = 16 * MS


def exhaustion(stage: Stage, side: BookSide) -> Act:
    """Plant an exhaustion: a push of several ticks dries up at its end, and this side takes over."""
    pusher = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, "exhaustion", "planted", "exhaustion", side=side, price=side.best)
    yield from _push(stage, pusher, ticks=between(stage.rng, 5, 7))
    yield from _step(stage, pusher, ticks=2)
    yield from _note_extreme(stage, pusher, episode)
    yield 300 * MS
    yield from _turn(stage, side, episode, ticks=between(stage.rng, 3, 4))
    _close(stage, episode)


def heavy_end(stage: Stage, side: BookSide) -> Act:
    """Decoy of an exhaustion: the push ends where most is traded, and turns from there."""
    pusher = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, "exhaustion", "decoy", "heavy_end", side=side, price=side.best)
    yield from _push(stage, pusher, ticks=between(stage.rng, 5, 7))
    stage.exchange.pin(side, 2)
    for _ in range(45):
        stage.hit(side)
        side.add(stage.now_ns, 0, stage.sized(6))
        yield exponential_ns(stage.rng, _GAP_NS)
    stage.exchange.unpin()
    episode.price_ticks = side.best
    yield from _turn(stage, side, episode, ticks=3)
    _close(stage, episode)


def renewed_push(stage: Stage, side: BookSide) -> Act:
    """Decoy of an exhaustion: the push dries up and goes on after a pause; nobody takes over."""
    pusher = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, "exhaustion", "decoy", "renewed_push", side=side, price=side.best)
    yield from _push(stage, pusher, ticks=between(stage.rng, 5, 7))
    yield from _step(stage, pusher, ticks=2)
    episode.price_ticks = side.best
    yield from pause(stage, 700 * MS)
    yield from _push(stage, pusher, ticks=4)
    _close(stage, episode)


def delta_divergence(stage: Stage, side: BookSide) -> Act:
    """Plant a divergence: a high is bought, the next one is not, and the price turns from there."""
    pusher = stage.exchange.other(side)
    episode = yield from _two_highs(stage, side, "planted", "delta_divergence")
    yield from _note_extreme(stage, pusher, episode)
    yield from _turn(stage, side, episode, ticks=4)
    _close(stage, episode)


def unfinished_divergence(stage: Stage, side: BookSide) -> Act:
    """Decoy of a divergence: the new high is not bought, but then it is, and the price goes on."""
    pusher = stage.exchange.other(side)
    episode = yield from _two_highs(stage, side, "decoy", "unfinished_divergence")
    episode.price_ticks = side.best
    yield from _push(stage, pusher, ticks=between(stage.rng, 4, 6))
    _close(stage, episode)


def confirmed_high(stage: Stage, side: BookSide) -> Act:
    """Decoy of a divergence: both highs are bought, the second one more; then the price turns."""
    pusher = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(
        stage, "delta_divergence", "decoy", "confirmed_high", side=side, price=side.best
    )
    yield from _push(stage, pusher, ticks=4)
    yield from _step(stage, side, ticks=3)
    yield from _push(stage, pusher, ticks=5)
    episode.price_ticks = side.best
    yield from _turn(stage, side, episode, ticks=4)
    _close(stage, episode)


def lower_high(stage: Stage, side: BookSide) -> Act:
    """Decoy of a divergence: the difference falls, and the second high stays below the first."""
    pusher = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, "delta_divergence", "decoy", "lower_high", side=side, price=side.best)
    yield from _push(stage, pusher, ticks=4)
    episode.price_ticks = side.best
    yield from _pull(stage, side, ticks=4)
    yield from _lift(stage, pusher, until=side.price(0) + side.away * 2)
    yield from _turn(stage, side, episode, ticks=3)
    _close(stage, episode)


def _two_highs(
    stage: Stage, side: BookSide, kind: PlantKind, name: str
) -> Generator[int, None, Episode]:
    """Make a high that is bought, sell from there, and let the price rise above it unbought."""
    pusher = stage.exchange.other(side)
    yield from calm(stage)
    begin = side.best
    yield from _push(stage, pusher, ticks=6)
    first = _last_of(side, begin)
    episode = _begin(stage, "delta_divergence", kind, name, side=side, price=first)
    yield from _pull(stage, side, ticks=4)
    yield from _lift(stage, pusher, until=first + side.away * between(stage.rng, 1, 2))
    return episode


def _push(stage: Stage, pusher: BookSide, *, ticks: int) -> Act:
    """Trade through some prices on volume."""
    rng, hit = stage.rng, stage.exchange.other(pusher)
    begin, gap_ns = hit.best, stage.difficulty.gap(_GAP_NS)
    stage.exchange.driven = hit
    stage.background.ask_lean(hit)
    stop_ns = stage.now_ns + 5 * SECOND
    while stage.now_ns < stop_ns and -hit.index(begin) < ticks:
        stage.hit(hit)
        yield exponential_ns(rng, gap_ns)
    stage.exchange.driven = None
    stage.background.ask_lean(None)


def _pull(stage: Stage, side: BookSide, *, ticks: int) -> Act:
    """Trade back on volume, at least half a second of it."""
    stage.background.ask_lean(stage.exchange.other(side))
    yield from flow(stage, side, Tally(), span_ns=600 * MS, gap_ns=_GAP_NS, share=250)
    hit = stage.exchange.other(side)
    left = ticks + hit.index(hit.best)
    yield from _push(stage, side, ticks=max(1, left - 2))


def _step(stage: Stage, pusher: BookSide, *, ticks: int) -> Act:
    """Move the price on hardly any volume: the other side steps away from a few tiny trades."""
    rng, hit = stage.rng, stage.exchange.other(pusher)
    stage.exchange.driven = hit
    for _ in range(ticks):
        while stage.exchange.spread > 1:
            yield 5 * MS
        stage.exchange.trade(stage.now_ns, hit, between(rng, 1, 3))
        yield between(rng, 15, 40) * MS
        stage.exchange.cancel_touch(stage.now_ns, hit, hit.total(0))
        yield between(rng, 30, 60) * MS
    while stage.exchange.spread > 1:
        yield 5 * MS
    stage.exchange.trade(stage.now_ns, hit, between(rng, 1, 3))
    stage.exchange.driven = None


def _lift(stage: Stage, pusher: BookSide, *, until: int) -> Act:
    """Move the price to a level although the other side trades more: what is hit steps away."""
    rng, hit = stage.rng, stage.exchange.other(pusher)
    stop_ns = stage.now_ns + 8 * SECOND
    stage.exchange.driven = hit
    while stage.now_ns < stop_ns and hit.index(until) > 0:
        for _ in range(3):
            size = min(stage.sized(between(rng, 4, 10)), max(0, pusher.total(0) - 2))
            if size:
                stage.exchange.trade(stage.now_ns, pusher, size)
                pusher.add(stage.now_ns, 0, size)
            yield between(rng, 30, 60) * MS
        stage.exchange.cancel_touch(stage.now_ns, hit, hit.total(0))
        while stage.exchange.spread > 1:
            yield 5 * MS
    stage.exchange.trade(stage.now_ns, hit, 1)
    stage.exchange.driven = None
    yield 100 * MS


def _turn(stage: Stage, side: BookSide, episode: Episode, *, ticks: int) -> Act:
    """Let the side take over until the price has come some ticks back; two of them are evident."""
    rng, hit = stage.rng, stage.exchange.other(side)
    gap_ns = stage.difficulty.gap(2 * _GAP_NS)
    stage.exchange.driven = hit
    stage.background.ask_lean(hit)
    stop_ns = stage.now_ns + 5 * SECOND
    traded = 0
    while stage.now_ns < stop_ns and -hit.index(episode.price_ticks) < ticks:
        traded += stage.hit(hit)
        is_back = -hit.index(episode.price_ticks) >= 2
        if is_back and traded > 0 and episode.kind == "planted" and episode.t_evident_ns is None:
            episode.t_evident_ns = stage.now_ns
        yield exponential_ns(rng, gap_ns)
    stage.exchange.driven = None


def _note_extreme(stage: Stage, pusher: BookSide, episode: Episode) -> Act:
    """Take the touch that was pushed to, where a last small trade is done, as the extreme."""
    hit = stage.exchange.other(pusher)
    while stage.exchange.spread > 1:
        yield 5 * MS
    if hit.index(episode.price_ticks) > 0 or episode.price_ticks != hit.best:
        stage.exchange.trade(stage.now_ns, hit, 1)
    episode.price_ticks = hit.best


def _last_of(side: BookSide, begin: int) -> int:
    return side.best if side.index(begin) < 0 else begin


def _begin(
    stage: Stage, pattern: Pattern, kind: PlantKind, name: str, *, side: BookSide, price: int
) -> Episode:
    return stage.begin(pattern, kind, name=name, side=side, price_ticks=price)


def _close(stage: Stage, episode: Episode) -> None:
    stage.exchange.driven = None
    stage.background.ask_lean(None)
    episode.close(stage.now_ns, "turned" if episode.kind == "planted" else "over")

"""Acts of one-sided flow at the touch: the planted absorption and its two decoys."""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.stage import MS, SECOND, Act, Stage, drive
from mia_core.sim.truth import Episode

__all__ = ["absorption", "burst_through", "spread_volume"]

_FLOW_GAP_NS = 26 * MS
_REFILL_GAP_NS = 9 * MS
_BURST_GAP_NS = 24 * MS
_OUT_OF_THE_WAY = 8


def absorption(stage: Stage, side: BookSide, *, brief: bool = False) -> Act:
    """Plant an absorption: the touch is hit again and again, refills, and the price holds.

    One in four finally breaks; a brief one lasts four or five seconds and does not.
    """
    rng = stage.rng
    breaks = not brief and rng.getrandbits(2) == 0
    last_ns = between(rng, *((4_000, 5_500) if brief else (3_000, 10_000))) * MS
    displayed = between(rng, 40, 85)
    yield from _calm(stage, side)
    episode = stage.begin(
        "absorption", "planted", name="absorption", side=side, price_ticks=side.best
    )
    traded_before = side.traded
    end_ns = stage.now_ns + last_ns
    yield from _hold(stage, side, displayed=displayed, end_ns=end_ns)
    held_until_ns = stage.now_ns
    if breaks:
        yield from _break(stage, side)
    broke = breaks and side.index(episode.price_ticks) < 0
    traded = side.traded - traded_before
    episode.close(
        stage.now_ns if broke else held_until_ns,
        "broke" if broke else "flow-ended",
        displayed=displayed,
        traded=traded,
    )
    if not broke:
        yield from _bounce(stage, side)


def burst_through(stage: Stage, side: BookSide) -> Act:
    """Decoy: a burst of the same flow that simply goes through the level and on."""
    yield from _calm(stage, side)
    episode = stage.begin(
        "absorption", "decoy", name="burst_through", side=side, price_ticks=side.best
    )
    traded_before = side.traded
    yield from _leg(stage, side, ticks=between(stage.rng, 4, 8))
    _close_decoy(stage, side, episode, traded=side.traded - traded_before)


def spread_volume(stage: Stage, side: BookSide) -> Act:
    """Decoy: a large volume in a few seconds, but over several prices and both ways."""
    exchange = stage.exchange
    yield from _calm(stage, side)
    episode = stage.begin(
        "absorption", "decoy", name="spread_volume", side=side, price_ticks=side.best
    )
    traded_before = exchange.bid.traded + exchange.ask.traded
    for leg in range(between(stage.rng, 2, 3)):
        hit = side if leg % 2 == 0 else exchange.other(side)
        yield from _leg(stage, hit, ticks=between(stage.rng, 3, 6))
    traded = exchange.bid.traded + exchange.ask.traded - traded_before
    _close_decoy(stage, side, episode, traded=traded)


def _calm(stage: Stage, side: BookSide) -> Act:
    """Wait for a one-tick spread, with no block where the flow will go."""
    stage.clear(side, within=_OUT_OF_THE_WAY)
    stage.clear(stage.exchange.other(side), within=_OUT_OF_THE_WAY)
    while stage.exchange.spread > 1:
        yield 5 * MS


def _hold(stage: Stage, side: BookSide, *, displayed: int, end_ns: int) -> Act:
    """Hit the touch and bring it back to about what it showed, until the time is over."""
    rng = stage.rng
    exchange = stage.exchange
    exchange.pin(side, max(4, displayed // 6))
    while stage.now_ns < end_ns:
        side.targets[0] = displayed
        stage.hit(side)
        yield exponential_ns(rng, _REFILL_GAP_NS)
        missing = displayed - side.sizes[0]
        if missing > 0:
            side.add(stage.now_ns, 0, between(rng, (missing + 1) // 2, missing))
        yield exponential_ns(rng, _FLOW_GAP_NS)
    exchange.unpin()


def _break(stage: Stage, side: BookSide) -> Act:
    """Nothing refills the level any more and the flow goes through it."""
    price_ticks = side.best
    yield from drive(
        stage,
        side,
        until=lambda: side.index(price_ticks) < 0,
        mean_gap_ns=_BURST_GAP_NS,
        limit_ns=4 * SECOND,
    )


def _bounce(stage: Stage, side: BookSide) -> Act:
    """The flow has ended in vain: for a moment the market leans the other way."""
    stage.background.ask_lean(stage.exchange.other(side))
    yield between(stage.rng, 800, 2_000) * MS
    stage.background.ask_lean(None)


def _leg(stage: Stage, side: BookSide, *, ticks: int) -> Act:
    """Drive the price a number of ticks through a side."""
    begin = side.best
    yield from drive(
        stage,
        side,
        until=lambda: side.index(begin) <= -ticks,
        mean_gap_ns=_BURST_GAP_NS,
        limit_ns=5 * SECOND,
    )


def _close_decoy(stage: Stage, side: BookSide, episode: Episode, *, traded: int) -> None:
    moved = -side.index(episode.price_ticks)
    episode.close(stage.now_ns, "went-through", moved_ticks=moved, traded=traded)

"""Acts of one-sided flow at the touch: the planted absorption and its two decoys."""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.stage import MS, SECOND, Act, Stage, calm, drive, turn_away
from mia_core.sim.truth import Episode

__all__ = ["absorption", "burst_through", "spread_volume"]

_FLOW_GAP_NS = 26 * MS
_REFILL_GAP_NS = 9 * MS
_BURST_GAP_NS = 24 * MS
_SPREAD_VOLUME = 500
_EVIDENT_TIMES = 4  # so often what is on display was traded, at one price: no burst does that


def absorption(stage: Stage, side: BookSide, *, brief: bool = False) -> Act:
    """Plant an absorption: the touch is hit again and again, refills, and the price holds.

    One in four breaks in the end; a brief one lasts four or five seconds and does not.
    """
    rng, difficulty = stage.rng, stage.difficulty
    breaks = not brief and rng.getrandbits(2) == 0
    last_ms = between(rng, *((4_000, 5_500) if brief else (3_000, 6_500)))
    last_ns = difficulty.duration(last_ms * MS)
    yield from calm(stage, side)
    displayed = stage.sized(between(rng, 40, 85))
    episode = stage.begin(
        "absorption", "planted", name="absorption", side=side, price_ticks=side.best
    )
    traded_before = side.traded
    end_ns = stage.now_ns + last_ns
    yield from _hold(stage, side, episode, displayed=displayed, end_ns=end_ns)
    if breaks:
        yield from _wear_out(stage, side)
    broke = breaks and stage.exchange.spare(side) == 0
    stage.exchange.unpin()
    if broke:
        stage.hit(side)
    episode.close(
        stage.now_ns,
        "broke" if broke else "flow-ended",
        displayed=displayed,
        traded=side.traded - traded_before,
    )
    if broke:
        yield 2 * MS
        yield from _leg(stage, side, ticks=between(rng, 1, 3))
    else:
        yield from turn_away(stage, side)


def burst_through(stage: Stage, side: BookSide) -> Act:
    """Decoy: a burst of the same flow that simply goes through the level and on."""
    yield from calm(stage, side)
    episode = stage.begin(
        "absorption", "decoy", name="burst_through", side=side, price_ticks=side.best
    )
    traded_before = side.traded
    yield from _leg(stage, side, ticks=between(stage.rng, 4, 8))
    _close_decoy(stage, side, episode, traded=side.traded - traded_before)


def spread_volume(stage: Stage, side: BookSide) -> Act:
    """Decoy: a large volume in a few seconds, but over several prices and both ways."""
    exchange = stage.exchange
    yield from calm(stage, side)
    episode = stage.begin(
        "absorption", "decoy", name="spread_volume", side=side, price_ticks=side.best
    )
    traded_before = exchange.bid.traded + exchange.ask.traded
    traded = 0
    hit = side
    while traded < stage.sized(_SPREAD_VOLUME):
        yield from _leg(stage, hit, ticks=between(stage.rng, 3, 6))
        traded = exchange.bid.traded + exchange.ask.traded - traded_before
        hit = exchange.other(hit)
    _close_decoy(stage, side, episode, traded=traded)


def _hold(stage: Stage, side: BookSide, episode: Episode, *, displayed: int, end_ns: int) -> Act:
    """Hit the touch and bring it back to about what it showed, until the time is over."""
    rng = stage.rng
    exchange = stage.exchange
    flow_gap_ns = stage.difficulty.gap(_FLOW_GAP_NS)
    evident_traded = side.traded + _EVIDENT_TIMES * displayed
    exchange.pin(side, max(4, displayed // 6))
    while stage.now_ns < end_ns:
        side.targets[0] = displayed
        stage.hit(side)
        if episode.t_evident_ns is None and side.traded >= evident_traded:
            episode.t_evident_ns = stage.now_ns
        yield exponential_ns(rng, _REFILL_GAP_NS)
        missing = displayed - side.sizes[0]
        if missing > 0:
            side.join(stage.now_ns, 0, between(rng, (missing + 1) // 2, missing))
        yield exponential_ns(rng, flow_gap_ns)


def _wear_out(stage: Stage, side: BookSide) -> Act:
    """Nothing refills the level any more: the flow goes on until one contract is left."""
    stage.exchange.pin(side, 1)
    yield from drive(
        stage,
        side,
        until=lambda: stage.exchange.spare(side) == 0,
        mean_gap_ns=_BURST_GAP_NS,
        limit_ns=4 * SECOND,
    )


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

"""Acts that go through the levels of a side: the planted sweep, and what only looks like one."""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.stage import MS, SECOND, Act, Stage, settle
from mia_core.sim.truth import Episode, PlantKind

__all__ = ["burst_that_holds", "quotes_retreat", "slow_volume", "sweep"]

_OUT_OF_THE_WAY = 10
_LEVELS = (4, 7)
_EVIDENT_LEVELS = 3
_TRADE_GAP_NS = 16 * MS


def sweep(stage: Stage, side: BookSide) -> Act:
    """Plant a sweep: somebody takes several levels, one after another, in half a second."""
    rng, difficulty = stage.rng, stage.difficulty
    yield from _calm(stage, side)
    levels = max(_EVIDENT_LEVELS, between(rng, *difficulty.sizes(*_LEVELS)))
    gap_ns = difficulty.gap(_TRADE_GAP_NS)
    episode = _begin(stage, side, kind="planted", name="sweep")
    begin, traded = side.best, 0
    stage.exchange.driven = side
    while -side.index(begin) < levels:
        traded += stage.exchange.trade(stage.now_ns, side, stage.sized(between(rng, 12, 50)))
        if episode.t_evident_ns is None and -side.index(begin) >= _EVIDENT_LEVELS:
            episode.t_evident_ns = stage.now_ns
        if -side.index(begin) < levels:
            yield exponential_ns(rng, gap_ns)
    stage.exchange.driven = None
    episode.close(stage.now_ns, "over", levels=levels, traded=traded)


def quotes_retreat(stage: Stage, side: BookSide) -> Act:
    """Decoy: the price goes as far and as fast, but the orders step back and hardly any trades.

    Others may say as rightly that the side withdrew.
    """
    rng = stage.rng
    yield from _calm(stage, side)
    decoy = _begin(stage, side, kind="decoy", name="quotes_retreat")
    squeeze = stage.begin("squeeze", "background", name="retreat", side=side, price_ticks=side.best)
    levels, traded = between(rng, *_LEVELS), 0
    stage.exchange.driven = side
    for _ in range(levels):
        price = side.best
        if side.total(0) > stage.sized(6):
            traded += stage.exchange.trade(stage.now_ns, side, stage.sized(between(rng, 1, 4)))
        stage.exchange.cancel_touch(stage.now_ns, side, side.total(0))
        while side.best == price:
            stage.exchange.cancel_touch(stage.now_ns, side, side.total(0))
            yield MS
        yield between(rng, 20, 130) * MS
    stage.exchange.driven = None
    for episode in (decoy, squeeze):
        episode.close(stage.now_ns, "retreated", levels=levels, traded=traded)


def slow_volume(stage: Stage, side: BookSide) -> Act:
    """Decoy: as many levels and as much volume, but over many seconds."""
    rng = stage.rng
    yield from _calm(stage, side)
    decoy = _begin(stage, side, kind="decoy", name="slow_volume")
    begin, levels, traded = side.best, between(rng, 3, 5), 0
    gap_ns = 150 * MS * 100 // stage.difficulty.likeness(100)
    stop_ns = stage.now_ns + 9 * SECOND
    stage.background.ask_lean(stage.exchange.other(side))  # or it is fast with others' help
    while stage.now_ns < stop_ns and side.index(begin) > -levels:
        traded += stage.hit(side)
        yield exponential_ns(rng, gap_ns)
    stage.background.ask_lean(None)
    decoy.close(stage.now_ns, "over", levels=-side.index(begin), traded=traded)


def burst_that_holds(stage: Stage, side: BookSide) -> Act:
    """Decoy: the volume of a sweep at one level, which is filled up again: an absorption."""
    rng, exchange = stage.rng, stage.exchange
    yield from _calm(stage, side)
    decoy = _begin(stage, side, kind="decoy", name="burst_that_holds")
    absorption = stage.begin(
        "absorption", "background", name="burst_that_holds", side=side, price_ticks=side.best
    )
    volume, traded = stage.sized(between(rng, 220, 420)), 0
    displayed = max(side.total(0), stage.sized(30))
    exchange.pin(side, stage.sized(4))
    while traded < volume:
        traded += stage.hit(side)
        yield exponential_ns(rng, 5 * MS)
        missing = displayed - side.total(0)
        if missing > 0:
            side.join(stage.now_ns, 0, missing)
        yield exponential_ns(rng, 5 * MS)
    exchange.unpin()
    for episode in (decoy, absorption):
        episode.close(stage.now_ns, "held", traded=traded)
    yield between(rng, 500, 1_000) * MS


def _calm(stage: Stage, side: BookSide) -> Act:
    """Wait until no block is where the flow will go and the spread is one tick."""
    yield from settle(stage, (side,), within=_OUT_OF_THE_WAY)


def _begin(stage: Stage, side: BookSide, *, kind: PlantKind, name: str) -> Episode:
    return stage.begin("sweep", kind, name=name, side=side, price_ticks=side.best)

"""Acts of a tape that suddenly runs: the planted trade spike and its decoys."""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between
from mia_core.sim.flow import Tally, calm, flow, pause
from mia_core.sim.stage import MS, SECOND, Act, Stage
from mia_core.sim.truth import Episode, PlantKind

__all__ = ["gathering_pace", "single_sweep", "trade_spike"]

_SPIKE_GAP_NS = 9 * MS
_EVIDENT_TRADES = 60


def trade_spike(stage: Stage, side: BookSide) -> Act:
    """Plant a spike: out of nothing a hundred trades a second, of both sides but more of one."""
    yield from calm(stage)
    episode = _begin(stage, side, "planted", name="trade_spike")
    tally, span_ns = Tally(), stage.difficulty.duration(between(stage.rng, 1_200, 2_200) * MS)
    gap_ns = stage.difficulty.gap(_SPIKE_GAP_NS)
    for wait in flow(stage, side, tally, span_ns=span_ns, gap_ns=gap_ns, share=185):
        if episode.t_evident_ns is None and tally.trades >= _EVIDENT_TRADES:
            episode.t_evident_ns = stage.now_ns
        yield wait
    _close(stage, episode, tally)


def single_sweep(stage: Stage, side: BookSide) -> Act:
    """Decoy: as many contracts at once, but in a handful of trades."""
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", name="single_sweep")
    tally = Tally()
    for _ in range(between(stage.rng, 4, 6)):
        tally.own += stage.exchange.trade(stage.now_ns, stage.exchange.other(side), stage.sized(60))
        tally.trades += 1
        yield 25 * MS
    yield from pause(stage, 1 * SECOND)
    _close(stage, episode, tally)


def gathering_pace(stage: Stage, side: BookSide) -> Act:
    """Decoy: the tape gets fast step by step; no second is out of line with the one before."""
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", name="gathering_pace")
    tally = Tally()
    for gap_ms in (80, 60, 45, 34, 26):
        span_ns = between(stage.rng, 1_200, 1_800) * MS
        yield from flow(stage, side, tally, span_ns=span_ns, gap_ns=gap_ms * MS, share=160)
    _close(stage, episode, tally)


def _begin(stage: Stage, side: BookSide, kind: PlantKind, *, name: str) -> Episode:
    price = stage.exchange.other(side).best
    return stage.begin("trade_spike", kind, name=name, side=side, price_ticks=price)


def _close(stage: Stage, episode: Episode, tally: Tally) -> None:
    episode.close(stage.now_ns, "over", own=tally.own, against=tally.against, trades=tally.trades)

"""Acts of a sudden one-sided flow and of one that turns: delta burst, delta flip, and their decoys."""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between
from mia_core.sim.flow import Tally, calm, flow, pause
from mia_core.sim.stage import MS, SECOND, Act, Stage
from mia_core.sim.truth import Episode, Pattern, PlantKind

__all__ = [
    "delayed_answer",
    "delta_burst",
    "delta_flip",
    "gradual_volume",
    "large_print",
    "two_sided_rush",
    "unanswered_burst",
]

_BURST_GAP_NS = 15 * MS
_EVIDENT = 160  # contracts of difference: several times what two seconds usually bring
_EVIDENT_TURN = 140


def delta_burst(stage: Stage, side: BookSide) -> Act:
    """Plant a burst: for two or three seconds nearly all trades are of one side, and there are many."""
    yield from calm(stage)
    episode = _begin(stage, side, "delta_burst", planted=True, name="delta_burst")
    tally = Tally()
    span_ns = stage.difficulty.duration(between(stage.rng, 1_800, 3_200) * MS)
    gap_ns = stage.difficulty.gap(_BURST_GAP_NS)
    stage.background.ask_lean(stage.exchange.other(side))
    for wait in flow(stage, side, tally, span_ns=span_ns, gap_ns=gap_ns, share=250):
        if episode.t_evident_ns is None and tally.net >= stage.sized(_EVIDENT):
            episode.t_evident_ns = stage.now_ns
        yield wait
    _close(stage, episode, tally)


def delta_flip(stage: Stage, side: BookSide) -> Act:
    """Plant a flip: the other side pushes for two seconds, then this one does as much at once."""
    rng, other = stage.rng, stage.exchange.other(side)
    gap_ns = stage.difficulty.gap(_BURST_GAP_NS)
    span_ns = stage.difficulty.duration(between(rng, 1_500, 2_300) * MS)
    yield from calm(stage)
    stage.background.ask_lean(side)
    yield from flow(stage, other, Tally(), span_ns=span_ns, gap_ns=gap_ns, share=250)
    while stage.exchange.spread > 1:
        yield 5 * MS
    episode = _begin(stage, side, "delta_flip", planted=True, name="delta_flip")
    tally = Tally()
    stage.background.ask_lean(other)
    for wait in flow(stage, side, tally, span_ns=span_ns, gap_ns=gap_ns, share=250):
        if episode.t_evident_ns is None and tally.net >= stage.sized(_EVIDENT_TURN):
            episode.t_evident_ns = stage.now_ns
        yield wait
    _close(stage, episode, tally)


def two_sided_rush(stage: Stage, side: BookSide) -> Act:
    """Decoy of a burst: as many trades as fast, but of both sides."""
    yield from calm(stage)
    episode = _begin(stage, side, "delta_burst", planted=False, name="two_sided_rush")
    yield from _decoy_flow(stage, side, episode, gap_ns=_BURST_GAP_NS, share=150)


def gradual_volume(stage: Stage, side: BookSide) -> Act:
    """Decoy of a burst: as much volume of one side, over many times the time."""
    yield from calm(stage)
    episode = _begin(stage, side, "delta_burst", planted=False, name="gradual_volume")
    tally, span_ns = Tally(), between(stage.rng, 12_000, 16_000) * MS
    yield from flow(stage, side, tally, span_ns=span_ns, gap_ns=160 * MS, share=230)
    _close(stage, episode, tally)


def large_print(stage: Stage, side: BookSide) -> Act:
    """Decoy of a burst: one or two trades take the whole touch, and nobody follows."""
    yield from calm(stage)
    episode = _begin(stage, side, "delta_burst", planted=False, name="large_print")
    tally = Tally()
    for _ in range(between(stage.rng, 2, 3)):
        tally.own += stage.exchange.trade(stage.now_ns, stage.exchange.other(side), stage.sized(80))
        tally.trades += 1
        yield 30 * MS
    yield from pause(stage, 2 * SECOND)
    _close(stage, episode, tally)


def unanswered_burst(stage: Stage, side: BookSide) -> Act:
    """Decoy of a flip: the other side pushes, and nobody turns it."""
    other = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, side, "delta_flip", planted=False, name="unanswered_burst")
    tally, span_ns = Tally(), between(stage.rng, 1_500, 2_300) * MS
    stage.background.ask_lean(side)
    yield from flow(stage, other, tally, span_ns=span_ns, gap_ns=_BURST_GAP_NS, share=250)
    yield from pause(stage, 3 * SECOND)
    _close(stage, episode, tally)


def delayed_answer(stage: Stage, side: BookSide) -> Act:
    """Decoy of a flip: the answer comes, but only when the push is long over."""
    other = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, side, "delta_flip", planted=False, name="delayed_answer")
    tally, span_ns = Tally(), between(stage.rng, 1_500, 2_000) * MS
    stage.background.ask_lean(side)
    yield from flow(stage, other, tally, span_ns=span_ns, gap_ns=_BURST_GAP_NS, share=250)
    yield from pause(stage, between(stage.rng, 7_000, 9_000) * MS)
    stage.background.ask_lean(other)
    yield from flow(stage, side, tally, span_ns=span_ns, gap_ns=_BURST_GAP_NS, share=250)
    _close(stage, episode, tally)


def _decoy_flow(stage: Stage, side: BookSide, episode: Episode, *, gap_ns: int, share: int) -> Act:
    tally, span_ns = Tally(), between(stage.rng, 1_800, 3_200) * MS
    yield from flow(stage, side, tally, span_ns=span_ns, gap_ns=gap_ns, share=share)
    _close(stage, episode, tally)


def _begin(stage: Stage, side: BookSide, pattern: Pattern, *, planted: bool, name: str) -> Episode:
    kind: PlantKind = "planted" if planted else "decoy"
    price = stage.exchange.other(side).best
    return stage.begin(pattern, kind, name=name, side=side, price_ticks=price)


def _close(stage: Stage, episode: Episode, tally: Tally) -> None:
    stage.background.ask_lean(None)
    episode.close(
        stage.now_ns, "over", bought=tally.own, answered=tally.against, trades=tally.trades
    )

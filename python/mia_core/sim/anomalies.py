"""Acts out of line in everything at once: the planted microstructure anomaly and its decoys."""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.flow import Tally, calm, flow
from mia_core.sim.stage import MS, Act, Stage, drive
from mia_core.sim.truth import Episode, PlantKind

__all__ = ["empty_range", "held_volume", "microstructure_anomaly", "two_way_volume"]

_GAP_NS = 12 * MS
_EVIDENT_TICKS = 6
_EVIDENT = 200


def microstructure_anomaly(stage: Stage, side: BookSide) -> Act:
    """Plant an anomaly: much volume of one side takes the price far within two seconds."""
    hit = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, side, "planted", "microstructure_anomaly")
    begin, ticks, before = hit.best, between(stage.rng, 9, 12), hit.traded
    acts = drive(
        stage,
        hit,
        until=lambda: -hit.index(begin) >= ticks,
        mean_gap_ns=stage.difficulty.gap(_GAP_NS),
        limit_ns=3_000 * MS,
    )
    for wait in acts:
        is_far = -hit.index(begin) >= _EVIDENT_TICKS
        if episode.t_evident_ns is None and is_far and hit.traded - before >= stage.sized(_EVIDENT):
            episode.t_evident_ns = stage.now_ns
        yield wait
    episode.close(stage.now_ns, "over", ticks=-hit.index(begin), traded=hit.traded - before)


def empty_range(stage: Stage, side: BookSide) -> Act:
    """Decoy: the price goes as far, on hardly any volume."""
    hit = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", "empty_range")
    stage.exchange.driven = hit
    for _ in range(between(stage.rng, 8, 10)):
        stage.exchange.trade(stage.now_ns, hit, 1)
        stage.exchange.cancel_touch(stage.now_ns, hit, hit.total(0))
        yield exponential_ns(stage.rng, 120 * MS)
    stage.exchange.driven = None
    episode.close(stage.now_ns, "over")


def held_volume(stage: Stage, side: BookSide) -> Act:
    """Decoy: as much volume of one side, and the price does not move."""
    hit = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", "held_volume")
    stage.exchange.pin(hit, 2)
    end_ns = stage.now_ns + between(stage.rng, 1_500, 2_500) * MS
    while stage.now_ns < end_ns:
        stage.hit(hit)
        hit.add(stage.now_ns, 0, stage.sized(6))
        yield exponential_ns(stage.rng, _GAP_NS)
    stage.exchange.unpin()
    episode.close(stage.now_ns, "over")


def two_way_volume(stage: Stage, side: BookSide) -> Act:
    """Decoy: much volume and a price that goes to and fro, but of both sides."""
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", "two_way_volume")
    tally, at = Tally(), side
    for _ in range(between(stage.rng, 9, 11)):
        yield from flow(stage, at, tally, span_ns=250 * MS, gap_ns=_GAP_NS, share=250)
        at = stage.exchange.other(at)
    episode.close(stage.now_ns, "over")


def _begin(stage: Stage, side: BookSide, kind: PlantKind, name: str) -> Episode:
    price = stage.exchange.other(side).best
    return stage.begin("microstructure_anomaly", kind, name=name, side=side, price_ticks=price)

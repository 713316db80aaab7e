from __future__ import annotations

from typing import Literal

import pytest

from mia_core.sim.ambient import AmbientSweeps
from mia_core.sim.events import DepthChange, MarketEvent, SideName, TapeTrade
from mia_core.sim.market import SimMarket
from mia_core.sim.truth import Episode, PlantedPattern, TruthLog
from tests.mia_core.sim.market_replay import MINUTE, MS, SECOND, START, Day

SIDES: tuple[SideName, ...] = ("bid", "ask")


def gone(
    t_ns: int, side: SideName, price: int, *, traded: int, displayed: int
) -> list[MarketEvent]:
    """A level of which so much is traded, and that then is gone."""
    aggressor: Literal["buy", "sell"] = "sell" if side == "bid" else "buy"
    return [
        TapeTrade(t_ns, price, traded, aggressor, 0, 0, displayed, displayed),
        DepthChange(t_ns, side, price, 0, 0),
    ]


def label(*levels: list[MarketEvent], truth: TruthLog | None = None) -> list[PlantedPattern]:
    truth = TruthLog(0.25) if truth is None else truth
    AmbientSweeps(truth).see(event for level in levels for event in level)
    return [e for e in truth.patterns(60 * SECOND) if e.name == "background_sweep"]


def prices(side: SideName, count: int) -> list[int]:
    return [1000 - k if side == "bid" else 1000 + k for k in range(count)]


@pytest.mark.parametrize("side", SIDES)
def test_levels_eaten_within_a_second_are_one_sweep(side: SideName) -> None:
    levels = [
        gone(k * 300 * MS, side, price, traded=40, displayed=60)
        for k, price in enumerate(prices(side, 5))
    ]

    (sweep,) = label(*levels)

    assert (sweep.pattern, sweep.kind, sweep.side) == ("sweep", "background", side)
    assert (sweep.t_start_ns, sweep.t_end_ns) == (0, 1_200 * MS)
    assert sweep.evidence["levels"] == 5


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("gap_ms", "traded"), [(700, 40), (100, 20)])
def test_slow_or_mostly_cancelled_is_none(side: SideName, gap_ms: int, traded: int) -> None:
    levels = [
        gone(k * gap_ms * MS, side, price, traded=traded, displayed=60)
        for k, price in enumerate(prices(side, 5))
    ]

    assert label(*levels) == []


@pytest.mark.parametrize("side", SIDES)
def test_the_same_levels_again_and_again_are_none(side: SideName) -> None:
    levels = [
        gone(k * 100 * MS, side, prices(side, 2)[k % 2], traded=40, displayed=60) for k in range(8)
    ]

    assert label(*levels) == []


@pytest.mark.parametrize("side", SIDES)
def test_what_was_planted_is_not_labelled_again(side: SideName) -> None:
    truth = TruthLog(0.25)
    planted = Episode("sweep", "planted", name="sweep", side=side, price_ticks=0, t_start_ns=0)
    truth.open(planted).close(200 * MS, "over")
    levels = [
        gone(k * 100 * MS, side, price, traded=40, displayed=60)
        for k, price in enumerate(prices(side, 3))
    ]

    assert label(*levels, truth=truth) == []
    assert len(label(*levels)) == 1


def test_it_makes_no_difference_how_far_a_market_is_advanced_at_once() -> None:
    steps = SimMarket(7, start_ns=START, opening_after_ns=0)
    for tenth in range(1, 3000):
        steps.advance(START + tenth * 100 * MS)
    steps.advance(START + 5 * MINUTE)

    assert steps.truth == Day(7, minutes=5).truth
    assert any(episode.name == "background_sweep" for episode in steps.truth)

from __future__ import annotations

import pytest

from mia_core.sim.events import DepthChange, SideName, TapeTrade
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.sim.market_replay import SECOND, Day, played

SEEDS = [1, 7, 42]


def eaten(day: Day, episode: PlantedPattern) -> tuple[int, int]:
    """Prices of the side at which it was traded, and contracts, in the time of an episode."""
    hits: dict[int, int] = {}
    for event in day.during(episode):
        if isinstance(event, TapeTrade):
            side: SideName = "bid" if event.aggressor == "sell" else "ask"
            if side == episode.side:
                hits[event.price_ticks] = hits.get(event.price_ticks, 0) + event.size
    return len(hits), sum(hits.values())


def gone(day: Day, episode: PlantedPattern) -> int:
    """Levels of the side that vanished in the time of an episode."""
    return sum(
        isinstance(event, DepthChange) and event.side == episode.side and event.size == 0
        for event in day.during(episode)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sweep_trades_through_several_levels_in_less_than_two_seconds(seed: int) -> None:
    day = played(seed)
    sweeps = day.named("sweep")

    assert {sweep.side for sweep in sweeps} == {"bid", "ask"}
    for sweep in sweeps:
        levels, traded = eaten(day, sweep)
        assert sweep.evidence["levels"] >= 4
        assert levels >= sweep.evidence["levels"] - 1  # the background may cancel one of them
        assert traded >= sweep.evidence["traded"]
        assert sweep.t_end_ns - sweep.t_start_ns < 2 * SECOND
        assert sweep.t_evident_ns is not None
        assert sweep.t_start_ns <= sweep.t_evident_ns <= sweep.t_end_ns


@pytest.mark.parametrize("seed", SEEDS)
def test_quotes_that_retreat_go_as_far_with_hardly_a_trade(seed: int) -> None:
    day = played(seed)
    for decoy in (e for e in day.named("quotes_retreat") if e.pattern == "sweep"):
        assert decoy.kind == "decoy"
        assert gone(day, decoy) >= decoy.evidence["levels"]
        assert decoy.evidence["traded"] <= 4 * decoy.evidence["levels"]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_slow_one_takes_seconds(seed: int) -> None:
    for decoy in played(seed).named("slow_volume"):
        assert decoy.kind == "decoy"
        assert decoy.t_end_ns - decoy.t_start_ns > SECOND


@pytest.mark.parametrize("seed", SEEDS)
def test_a_burst_that_holds_stays_at_one_price_and_is_an_absorption_as_well(seed: int) -> None:
    day = played(seed)
    bursts = [e for e in day.truth if e.name == "burst_that_holds" and e.outcome == "held"]

    for burst in bursts:
        assert burst.evidence["traded"] >= 220
        assert eaten(day, burst)[0] == 1
    kinds = [(burst.pattern, burst.kind) for burst in bursts]
    assert kinds.count(("sweep", "decoy")) == kinds.count(("absorption", "background"))

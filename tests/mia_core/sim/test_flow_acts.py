"""What acts of aggressors leave on the tape, judged by the trades alone."""

from __future__ import annotations

from functools import cache
from statistics import median

import pytest

from mia_core.sim.events import TapeTrade
from mia_core.sim.truth import FLOW_PATTERNS, PlantedPattern
from tests.mia_core.sim.market_replay import SECOND, Day

NAMES_OF = {
    "delta_burst": {"delta_burst"},
    "delta_flip": {"delta_flip"},
    "stacked_imbalance": {"stacked_imbalance"},
    "trade_spike": {"trade_spike"},
    "exhaustion": {"exhaustion"},
    "delta_divergence": {"delta_divergence"},
    "smart_money": {"block", "institutional", "persistent"},
    "volume_profile_imbalance": {"accumulation", "gap"},
    "microstructure_anomaly": {"microstructure_anomaly"},
}


@cache
def day() -> Day:
    return Day(7, minutes=60, programme="flow")


def trades(episode: PlantedPattern) -> list[TapeTrade]:
    return [event for event in day().during(episode) if isinstance(event, TapeTrade)]


def sign(episode: PlantedPattern) -> int:
    return 1 if episode.side == "bid" else -1


def net(episode: PlantedPattern, of: list[TapeTrade]) -> int:
    """What the side of an episode did more than the other."""
    signed = (t.size if t.aggressor == "buy" else -t.size for t in of)
    return sign(episode) * sum(signed)


def volume(of: list[TapeTrade]) -> int:
    return sum(trade.size for trade in of)


def ahead(episode: PlantedPattern, trade: TapeTrade) -> int:
    """How far beyond the price of an episode a trade lies, as its side pushes."""
    return sign(episode) * (trade.price_ticks - episode.price_ticks)


def named(*names: str) -> list[PlantedPattern]:
    found = day().named(*names)
    assert len(found) >= 3, names
    return found


def test_the_table_of_names_is_complete() -> None:
    assert set(NAMES_OF) == set(FLOW_PATTERNS)


@pytest.mark.parametrize("pattern", FLOW_PATTERNS)
def test_each_pattern_is_planted_on_both_sides_beside_its_decoys(pattern: str) -> None:
    episodes = [e for e in day().truth if e.pattern == pattern and e.outcome != "under-way"]
    plants = [e for e in episodes if e.kind == "planted"]
    decoys = [e for e in episodes if e.kind == "decoy"]

    assert {e.side for e in plants} == {e.side for e in decoys} == {"bid", "ask"}
    assert len(plants) >= 10
    assert len(decoys) >= 10
    assert {e.name for e in plants} == NAMES_OF[pattern]
    assert len({e.name for e in decoys}) >= 2
    for episode in plants:
        if episode.t_evident_ns is not None:
            assert episode.t_start_ns <= episode.t_evident_ns <= episode.t_end_ns
    assert sum(e.t_evident_ns is not None for e in plants) >= 0.8 * len(plants)


def test_a_burst_begins_at_its_price_and_is_of_one_side_and_its_rush_is_not() -> None:
    for episode in named("delta_burst"):
        of = trades(episode)
        assert abs(ahead(episode, of[0])) <= 1
        assert net(episode, of) >= 0.6 * volume(of)
        assert net(episode, of) >= 150
    for episode in named("two_sided_rush"):
        of = trades(episode)
        assert volume(of) >= 150
        assert net(episode, of) < 0.5 * volume(of)


def test_a_flip_turns_what_came_just_before() -> None:
    for episode in named("delta_flip"):
        before = [t for t in day().trades() if 0 < episode.t_start_ns - t.t_ns <= 2 * SECOND]
        assert net(episode, before) <= -100
        assert net(episode, trades(episode)) >= 100


def test_a_stack_owns_price_after_price() -> None:
    for episode in named("stacked_imbalance"):
        own = [t for t in trades(episode) if (t.aggressor == "buy") == (episode.side == "bid")]
        prices = {ahead(episode, trade) for trade in own}
        assert prices >= {0, 1, 2, 3}
        at = [sum(t.size for t in own if ahead(episode, t) == price) for price in range(4)]
        assert min(at) >= 10
        assert median(at) >= 40
    for episode in named("thin_climb"):
        assert volume(trades(episode)) < 150


def test_a_spike_is_many_trades_and_a_sweep_few() -> None:
    spikes = [len(trades(e)) / (e.t_end_ns - e.t_start_ns) for e in named("trade_spike")]
    sweeps = [len(trades(e)) / (e.t_end_ns - e.t_start_ns) for e in named("single_sweep")]

    assert median(spikes) * SECOND >= 60
    assert median(sweeps) < median(spikes) / 3


def test_the_price_of_a_turn_is_its_extreme() -> None:
    for episode in named("exhaustion", "delta_divergence"):
        of = trades(episode)
        assert min(ahead(episode, trade) for trade in of) >= -1
        assert any(ahead(episode, trade) == 0 for trade in of)
        assert ahead(episode, of[-1]) >= 2


def test_an_exhausted_push_trades_next_to_nothing_at_its_end_and_a_heavy_one_much() -> None:
    def at_the_end(name: str) -> float:
        found = []
        for episode in named(name):
            pusher = "sell" if episode.side == "bid" else "buy"
            of = [t for t in trades(episode) if t.aggressor == pusher]
            found.append(sum(t.size for t in of if ahead(episode, t) <= 1) / volume(of))
        return median(found)

    assert at_the_end("exhaustion") < 0.15
    assert at_the_end("heavy_end") > 0.3


def test_a_divergence_reaches_its_second_extreme_against_the_flow() -> None:
    for episode in named("delta_divergence"):
        of = trades(episode)
        last = max(k for k, trade in enumerate(of) if ahead(episode, trade) <= 0)
        assert net(episode, of[: last + 1]) >= 60


def test_large_money_is_large_in_three_ways() -> None:
    for episode in named("block"):
        at_once = [t for t in trades(episode) if t.t_ns == episode.t_start_ns]
        assert volume(at_once) == net(episode, at_once) == episode.evidence["size"] >= 220
    for episode in named("institutional"):
        assert episode.evidence["orders"] >= 6
        assert net(episode, trades(episode)) >= 0.5 * volume(trades(episode))
    for episode in named("persistent"):
        of = trades(episode)
        assert episode.t_end_ns - episode.t_start_ns >= 12 * SECOND
        assert net(episode, of) >= 0.3 * volume(of)


def test_accumulation_stays_at_its_price_and_a_gap_is_left_out() -> None:
    for episode in named("accumulation"):
        of = trades(episode)
        near = [trade for trade in of if abs(ahead(episode, trade)) <= 1]
        assert volume(near) >= 0.8 * volume(of)
        assert net(episode, near) >= 0.4 * volume(near)
    for episode in named("gap"):
        inside = [t for t in trades(episode) if 1 <= ahead(episode, t) <= 3]
        assert volume(inside) <= 30


def test_an_anomaly_goes_far_on_volume_and_its_decoys_lack_one_of_both() -> None:
    for episode in named("microstructure_anomaly"):
        assert episode.evidence["ticks"] >= 6
        assert episode.evidence["traded"] >= 150
    for episode in named("empty_range"):
        assert volume(trades(episode)) < 150
    for episode in named("held_volume"):
        own = [t for t in trades(episode) if (t.aggressor == "buy") == (episode.side == "bid")]
        assert len({trade.price_ticks for trade in own}) == 1

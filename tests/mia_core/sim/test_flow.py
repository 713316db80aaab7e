"""The flow hour as a whole, and a flow by itself."""

from __future__ import annotations

import pytest

from mia_core.sim.flow import Tally
from mia_core.sim.truth import FLOW_PATTERNS
from tests.mia_core.sim.flow_day import day

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


def test_a_tally_says_by_how_much_its_side_did_more() -> None:
    tally = Tally()
    tally.own, tally.against = 70, 25

    assert tally.net == 45

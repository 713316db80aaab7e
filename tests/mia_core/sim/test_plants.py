from __future__ import annotations

import itertools

import pytest

from mia_core.sim.market import DEMO_START_NS, SimMarket
from mia_core.sim.plants import BOOK, FLOW, Programme
from mia_core.sim.truth import BOOK_PATTERNS, FLOW_PATTERNS
from tests.mia_core.sim.market_replay import MINUTE, SECOND, START, Day, played

SEEDS = [1, 7, 42]
PROGRAMMES: tuple[Programme, ...] = ("book", "flow", "all")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("pattern", list(BOOK))
def test_an_hour_holds_twenty_plants_and_twenty_decoys_of_each(seed: int, pattern: str) -> None:
    market = SimMarket(seed, start_ns=START, programme="book")
    for minute in range(1, 61):
        market.advance(START + minute * MINUTE)

    episodes = [episode for episode in market.truth if episode.pattern == pattern]
    for kind in ("planted", "decoy"):
        sides = [episode.side for episode in episodes if episode.kind == kind]
        assert len(sides) >= 20
        assert abs(sides.count("bid") - sides.count("ask")) <= 4


@pytest.mark.parametrize("seed", range(40))
def test_the_first_twenty_seconds_of_any_demo_hold_a_wall_and_an_absorption(seed: int) -> None:
    market = SimMarket(seed, start_ns=DEMO_START_NS, opening_after_ns=0)

    market.advance(DEMO_START_NS + 20 * SECOND)

    found = {e.pattern: e for e in market.truth if e.kind == "planted" and e.outcome != "under-way"}
    wall, absorption = found["wall"], found["absorption"]
    assert wall.t_end_ns - wall.t_start_ns >= 4 * SECOND
    assert absorption.t_end_ns - absorption.t_start_ns >= 3 * SECOND
    assert wall.t_start_ns >= DEMO_START_NS + 2 * SECOND


def test_the_opening_waits_for_the_end_of_the_history() -> None:
    market = SimMarket(7, start_ns=START)
    market.advance(DEMO_START_NS + MINUTE)

    episodes = [episode for episode in market.truth if episode.kind == "planted"]
    first = next(e for e in episodes if e.t_start_ns >= DEMO_START_NS)

    assert first.pattern == "wall"
    assert first.t_start_ns < DEMO_START_NS + 4 * SECOND
    assert any(e.t_start_ns < DEMO_START_NS for e in episodes)


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_episodes_never_overlap(seed: int) -> None:
    acted = [e for e in played(seed).truth if e.kind != "background"]

    for earlier, later in itertools.pairwise(acted):
        assert earlier.t_end_ns <= later.t_start_ns


def test_without_plants_only_the_background_is_labelled() -> None:
    truth = Day(7, minutes=30, plants=False).truth

    assert {episode.kind for episode in truth} == {"background"}
    assert all(episode.name.startswith("background_") for episode in truth)
    assert all(episode.t_start_ns >= START for episode in truth)


def test_a_programme_plays_its_own_patterns() -> None:
    played_in: dict[str, set[str]] = {}
    for programme in PROGRAMMES:
        market = SimMarket(7, start_ns=START, programme=programme)
        market.advance(START + 20 * MINUTE)
        played_in[programme] = {e.pattern for e in market.truth if e.kind != "background"}

    assert played_in["book"] == set(BOOK)
    assert played_in["flow"] == set(FLOW)
    assert played_in["all"] == {*BOOK, *FLOW}


def test_every_pattern_has_decoys_and_a_programme_of_its_own() -> None:
    assert set(BOOK) <= set(BOOK_PATTERNS)
    assert set(FLOW) <= set(FLOW_PATTERNS)
    assert all(acts.decoys for acts in [*BOOK.values(), *FLOW.values()])

from __future__ import annotations

from functools import cache
from statistics import median

import pytest

from mia_core.sim.difficulty import DIFFICULTIES, MEDIUM
from mia_core.sim.events import DepthChange
from mia_core.sim.market import SimMarket
from mia_core.sim.plants import BOOK
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.sim.market_replay import MINUTE, SECOND, START

NAMES = ("easy", "medium", "hard")


@cache
def hour(name: str) -> list[PlantedPattern]:
    market = SimMarket(
        7,
        start_ns=START,
        programme="book",
        opening_after_ns=0,
        difficulty=DIFFICULTIES[name],
    )
    market.advance(START + 60 * MINUTE)
    return market.truth


def named(difficulty: str, name: str) -> list[PlantedPattern]:
    """Finished episodes of a name, while the market was of normal liquidity."""
    ended = [e for e in hour(difficulty) if e.name == name and e.outcome != "under-way"]
    return [episode for episode in ended if episode.evidence["liquidity_pct"] == 100]


def lasted(episode: PlantedPattern) -> int:
    return episode.t_end_ns - episode.t_start_ns


def test_medium_is_what_acts_are_written_in() -> None:
    assert MEDIUM.sizes(400, 900) == (400, 900)
    assert (MEDIUM.duration(7), MEDIUM.gap(26), MEDIUM.likeness(135)) == (7, 26, 135)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pattern", list(BOOK))
def test_an_hour_of_each_holds_twenty_plants_and_twenty_decoys(name: str, pattern: str) -> None:
    for kind in ("planted", "decoy"):
        found = [e for e in hour(name) if (e.pattern, e.kind) == (pattern, kind)]
        assert len(found) >= 20
        assert len({episode.side for episode in found}) == 2


def test_the_harder_the_smaller_and_briefer_a_wall() -> None:
    walls = [named(name, "wall") for name in NAMES]

    sizes = [median(wall.evidence["size"] for wall in of) for of in walls]
    pulled = [min(lasted(wall) for wall in of if wall.outcome == "cancelled") for of in walls]
    assert sizes[0] > sizes[1] > sizes[2] > 0
    assert pulled[0] > pulled[1] > pulled[2] > 2 * SECOND


def test_the_harder_the_less_is_absorbed() -> None:
    traded = [median(e.evidence["traded"] for e in named(name, "absorption")) for name in NAMES]

    assert traded[0] > traded[1] > traded[2] > 0


def test_the_harder_the_more_like_a_wall_are_its_decoys() -> None:
    shown = [median(e.evidence["displayed"] for e in named(name, "moderate")) for name in NAMES]
    stood = [max(lasted(e) for e in named(name, "flicker")) for name in NAMES]

    assert shown[0] < shown[1] < shown[2]
    assert stood[0] < stood[1] < stood[2]


@pytest.mark.parametrize("name", NAMES)
def test_a_decoy_stays_less_than_what_it_is_like(name: str) -> None:
    smallest = min(wall.evidence["size"] for wall in named(name, "wall"))

    assert max(e.evidence["displayed"] for e in named(name, "moderate")) < smallest
    assert max(lasted(e) for e in named(name, "flicker")) < 2 * SECOND


@pytest.mark.parametrize("name", NAMES)
def test_what_is_planted_tells_when_it_was_evident(name: str) -> None:
    for episode in hour(name):
        if episode.kind != "planted":
            assert episode.t_evident_ns is None
        elif episode.t_evident_ns is not None:
            assert episode.t_start_ns < episode.t_evident_ns <= episode.t_end_ns
    told = [e.t_evident_ns is not None for e in hour(name) if e.kind == "planted"]
    assert sum(told) > 0.9 * len(told)


def test_only_hard_adds_traffic() -> None:
    counts = []
    for name in NAMES:
        difficulty = DIFFICULTIES[name]
        market = SimMarket(7, start_ns=START, plants=False, difficulty=difficulty)
        events = market.advance(START + MINUTE)
        counts.append(sum(isinstance(event, DepthChange) for event in events))

    assert counts[0] == counts[1] < counts[2]

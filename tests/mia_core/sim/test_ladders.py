from __future__ import annotations

from statistics import median

import pytest

from mia_core.sim.events import DepthChange, SideName
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.sim.market_replay import SECOND, Day, Replay, played

SEEDS = [1, 7, 42]
LARGE = 160
ORDINARY = 60


def largest_run(replay: Replay, side: SideName, large: int) -> int:
    """Large levels with at most one ordinary one between two of them, among the first twelve."""
    best = run = gap = 0
    for _, size, _ in replay.levels(side)[:12]:
        run, gap = (run + 1, 0) if size >= large else (run if gap == 0 else 0, gap + 1)
        best = max(best, run)
    return best


def runs(
    day: Day, name: str, *, large: int = LARGE
) -> list[tuple[PlantedPattern, list[tuple[int, int]]]]:
    """What the book alone shows of each episode: time and largest run after each change."""
    watched = day.named(name)
    seen: list[tuple[PlantedPattern, list[tuple[int, int]]]] = [(e, []) for e in watched]
    replay = Replay()
    for action in day.actions():
        for event in action:
            if isinstance(event, DepthChange):
                replay.apply(event)
        t_ns = action[0].t_ns
        for episode, found in seen:
            if episode.t_start_ns <= t_ns < episode.t_end_ns:
                found.append((t_ns, largest_run(replay, episode.side, large)))
    return seen


@pytest.mark.parametrize("seed", SEEDS)
def test_an_evident_ladder_has_stood_in_the_book_for_a_while(seed: int) -> None:
    for episode, found in runs(played(seed), "ladder"):
        assert 3 <= episode.evidence["levels"] <= 5
        if episode.t_evident_ns is not None:
            late_ns = episode.t_evident_ns - SECOND
            stood = [run for t_ns, run in found if late_ns <= t_ns <= episode.t_evident_ns]
            assert min(stood) >= 3


@pytest.mark.parametrize("seed", SEEDS)
def test_most_ladders_become_evident_and_are_cancelled(seed: int) -> None:
    ladders = played(seed).named("ladder")

    assert {ladder.kind for ladder in ladders} == {"planted"}
    assert {ladder.side for ladder in ladders} == {"bid", "ask"}
    evident = [ladder for ladder in ladders if ladder.t_evident_ns is not None]
    assert len(evident) > 0.8 * len(ladders)
    assert {ladder.outcome for ladder in evident} <= {"cancelled", "eaten"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_flickering_one_never_stays(seed: int) -> None:
    for _, found in runs(played(seed), "flickering_ladder"):
        since_ns = None
        for t_ns, run in found:
            since_ns = None if run < 3 else (since_ns or t_ns)
            assert since_ns is None or t_ns - since_ns < SECOND


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["lone_level", "pair_that_shifts"])
def test_too_few_levels_are_large_in_the_others(seed: int, name: str) -> None:
    for episode, found in runs(played(seed), name):
        assert episode.kind == "decoy"
        assert max(run for _, run in found) < 3


def test_a_thick_side_grows_all_over() -> None:
    grown = []
    for seed in SEEDS:
        for episode, found in runs(played(seed), "thick_side", large=2 * ORDINARY):
            assert episode.kind == "decoy"
            grown.append(max(run for _, run in found))

    assert median(grown) > 3  # one level for another it could be taken for a ladder


@pytest.mark.parametrize("seed", SEEDS)
def test_every_level_of_a_stack_is_labelled_as_one_that_may_be_called_a_wall(seed: int) -> None:
    day = played(seed)
    rungs = day.named("rung")

    assert {(rung.pattern, rung.kind) for rung in rungs} == {("wall", "background")}
    for ladder in day.named("ladder"):
        own = [r for r in rungs if ladder.t_start_ns <= r.t_start_ns <= ladder.t_end_ns]
        assert any(r.price_ticks == ladder.price_ticks for r in own)

from __future__ import annotations

import multiprocessing

import pytest

from mia_core.errors import SimulationError
from mia_core.scoring.crew import play_all
from mia_core.scoring.hours import HOURS
from mia_core.scoring.trial import Trial, play
from mia_core.sim.difficulty import Difficulty

TRIALS = [Trial(seed=seed, hour=hour, minutes=1) for seed in (1, 2) for hour in HOURS]


def test_a_crew_plays_what_one_would_play_alone() -> None:
    shown: list[int] = []

    played = list(play_all(TRIALS, should_stop=lambda: False, show=shown.append, jobs=2))

    played.sort(key=lambda market: (market.seed, HOURS.index(market.hour)))
    assert played == [play(trial) for trial in TRIALS]
    assert shown == sorted(shown)
    assert shown[-1] <= len(TRIALS)


def test_told_to_stop_it_ends_with_what_had_ended() -> None:
    trials = [Trial(seed=seed, hour="book") for seed in range(1, 40)]

    played = list(play_all(trials, should_stop=lambda: True, show=lambda _: None, jobs=2))

    assert len(played) < len(trials)


def test_a_failure_in_a_process_is_told_in_this_one() -> None:
    with pytest.raises(SimulationError, match="expected at least 150 level changes"):
        list(
            play_all(
                [Trial(seed=1, hour="book", difficulty=Difficulty(name="void", noise_per_s=-150))],
                should_stop=lambda: False,
                show=lambda _: None,
            )
        )


def test_a_process_that_is_lost_is_a_failure_with_a_name() -> None:
    with pytest.raises(SimulationError, match="ended before its time"):
        list(
            play_all(
                [Trial(seed=seed, hour="book") for seed in (1, 2)],
                should_stop=_end_one,
                show=lambda _: None,
                jobs=1,
            )
        )


def _end_one() -> bool:
    for child in multiprocessing.active_children():
        child.kill()
    return False

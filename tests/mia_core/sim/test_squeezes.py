from __future__ import annotations

from statistics import median

import pytest

from mia_core.sim.events import DepthChange, SideName
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.sim.market_replay import MS, SECOND, Day, Replay, played

SEEDS = [1, 7, 42]


def near(replay: Replay, side: SideName) -> int:
    """Contracts at the five best levels, none counted as more than an ordinary one."""
    return sum(min(size, 100) for _, size, _ in replay.levels(side)[:5])


def shares(day: Day, name: str) -> list[tuple[PlantedPattern, dict[SideName, float], int]]:
    """What was left of each side in the middle of an episode, and how long its own was thin."""
    episodes = [e for e in day.named(name) if e.pattern == "squeeze"]
    before: dict[int, dict[SideName, int]] = {}
    seen: dict[int, list[tuple[int, dict[SideName, int]]]] = {k: [] for k in range(len(episodes))}
    replay = Replay()
    for action in day.actions():
        t_ns = action[0].t_ns
        for k, episode in enumerate(episodes):
            if t_ns >= episode.t_start_ns and k not in before:
                before[k] = {"bid": near(replay, "bid"), "ask": near(replay, "ask")}
        for event in action:
            if isinstance(event, DepthChange):
                replay.apply(event)
        for k, episode in enumerate(episodes):
            if episode.t_start_ns <= t_ns < episode.t_end_ns:
                seen[k].append((t_ns, {"bid": near(replay, "bid"), "ask": near(replay, "ask")}))
    found = []
    for k, episode in enumerate(episodes):
        own = episode.side
        left: dict[SideName, float] = {
            side: median(sizes[side] for _, sizes in seen[k]) / before[k][side]
            for side in ("bid", "ask")
        }
        thin = [t_ns for t_ns, sizes in seen[k] if 2 * sizes[own] < before[k][own]]
        found.append((episode, left, thin[-1] - thin[0] if thin else 0))
    return found


def across(episode: PlantedPattern) -> SideName:
    return "ask" if episode.side == "bid" else "bid"


@pytest.mark.parametrize("seed", SEEDS)
def test_one_side_is_nearly_gone_and_the_other_is_not(seed: int) -> None:
    found = shares(played(seed), "squeeze")

    assert {episode.side for episode, _, _ in found} == {"bid", "ask"}
    for episode, left, thin_ns in found:
        assert episode.kind == "planted"
        assert left[episode.side] < 0.4
        assert left[across(episode)] > 1.5 * left[episode.side]
        assert thin_ns > SECOND
        assert episode.t_evident_ns is not None
        assert episode.t_start_ns < episode.t_evident_ns < episode.t_end_ns


@pytest.mark.parametrize("name", ["both_sides_thin", "quiet_hour"])
def test_in_a_thin_market_both_are_gone(name: str) -> None:
    found = [one for seed in SEEDS for one in shares(played(seed), name)]

    assert {episode.kind for episode, _, _ in found} == {"decoy"}
    assert median(max(left.values()) for _, left, _ in found) < 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_a_burst_of_cancels_is_soon_made_good(seed: int) -> None:
    for episode, _, thin_ns in shares(played(seed), "cancel_burst"):
        assert episode.kind == "decoy"
        assert thin_ns < 450 * MS

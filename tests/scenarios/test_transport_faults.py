"""A transport that loses, doubles and reorders, and sides that die: afterwards the state is as if nothing had been."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mia_core.frames import CONSTANTS
from tests.scenarios.relay import Faults, header_of
from tests.scenarios.world import World

SEEDS = [1, 2, 3]
SNAPSHOT_FIRST = CONSTANTS["batch_flag"]["snapshot_first"]
CALM_S, ROUGH_S, REST_S = 1, 6, 3
KINDS = {
    "loss": Faults(lose=0.1),
    "doubles": Faults(double=0.2),
    "disorder": Faults(hold=0.2),
    "all": Faults(lose=0.1, double=0.1, hold=0.15),
}


@pytest.fixture
def worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[World]]:
    """All worlds of a test; they share a home, so that the studies find the token."""
    monkeypatch.setenv("MIA_HOME", str(tmp_path))
    made: list[World] = []
    yield made
    for world in made:
        world.close()


def start(worlds: list[World], home: Path, seed: int) -> World:
    world = World(home, seed=seed)
    worlds.append(world)
    return world


def undisturbed(worlds: list[World], home: Path, seed: int, *, seconds: float) -> str:
    world = start(worlds, home, seed)
    world.play(seconds)
    assert world.outcomes.keys() == {"ok"}
    return world.market.state_digest()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_state_is_whole_again_and_every_gap_was_counted(
    worlds: list[World], tmp_path: Path, kind: str, seed: int
) -> None:
    expected = undisturbed(worlds, tmp_path, seed, seconds=CALM_S + ROUGH_S + REST_S)
    world = start(worlds, tmp_path, seed)

    world.play(CALM_S)
    world.relay.faults = KINDS[kind]
    world.play(ROUGH_S)
    world.relay.faults = Faults()
    world.relay.let_go()
    world.take_in()
    world.play(REST_S)
    world.settle()

    assert world.market.state_digest() == expected
    counted, counters = world.relay.counted, world.market.counters()
    assert counted.lost + counted.doubled + counted.overtaken > 0
    assert counters["missed"] == counted.lost + counted.overtaken
    assert counters.get("refused.late", 0) == counted.doubled + counted.overtaken
    assert counters["snapshots"] == 2 or counters["gaps"] > 0
    assert world.sierra.study_errors == []


@pytest.mark.parametrize("seed", SEEDS)
def test_restarted_host_gets_the_snapshot_first_and_then_knows_everything(
    worlds: list[World], tmp_path: Path, seed: int
) -> None:
    expected = undisturbed(worlds, tmp_path, seed, seconds=6)
    world = start(worlds, tmp_path, seed)
    world.play(2)
    before = len(world.relay.sent)

    world.restart_host()
    world.settle()
    world.play(4)

    assert world.market.state_digest() == expected
    first: dict[int, int] = {}
    for head in map(header_of, world.relay.sent[before:]):
        first.setdefault(int(head["chart"]), int(head["flags"]))
    assert len(first) == 2
    assert all(flags & SNAPSHOT_FIRST for flags in first.values())
    assert world.outcomes.keys() == {"ok"}
    assert world.market.counters()["missed"] == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_batches_from_before_a_restart_are_not_taken_for_new(
    worlds: list[World], tmp_path: Path, seed: int
) -> None:
    expected = undisturbed(worlds, tmp_path, seed, seconds=6)
    world = start(worlds, tmp_path, seed)
    world.play(2)
    old = world.relay.sent[:]
    publishers = {row["id"] for row in world.market.publishers()}

    world.restart_sierra()
    world.settle()
    world.play(1)
    world.relay.repeat(old)
    world.take_in()
    world.play(3)

    assert world.market.state_digest() == expected
    assert world.outcomes == {"ok": world.outcomes["ok"], "replaced": len(old)}
    states = {row["id"]: row["state"] for row in world.market.publishers()}
    assert all(states.get(publisher, "replaced") == "replaced" for publisher in publishers)
    counters = world.market.counters()
    assert counters["restarts"] == 2
    assert counters["missed"] == 0
    assert sum("was started again" in note for note in world.notes) == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_both_sides_restart_in_rough_weather(
    worlds: list[World], tmp_path: Path, seed: int
) -> None:
    expected = undisturbed(worlds, tmp_path, seed, seconds=9)
    world = start(worlds, tmp_path, seed)

    world.play(1)
    world.relay.faults = KINDS["all"]
    world.play(1)
    world.restart_host()
    world.play(2)
    world.restart_sierra()
    world.play(2)
    world.relay.faults = Faults()
    world.relay.let_go()
    world.take_in()
    world.play(3)
    world.settle()

    assert world.market.state_digest() == expected
    assert world.sierra.study_errors == []

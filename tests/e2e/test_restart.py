"""A host that is killed, kill -9, and started again: no order is lost, none is sent twice, a second of recording at most."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mia_core.clock import NANOSECONDS
from mia_core.journal.reader import BatchRecord, DecisionRecord, read_recording
from tests.e2e.command import PATIENCE_S, Command, eventually
from tests.e2e.running_world import RunningWorld

SPEED = 4.0
# A second is promised; a busy machine may be late to begin the flush that is due.
LATE_S = 0.5


@pytest.fixture
def world(mia: Command) -> Iterator[RunningWorld]:
    made = RunningWorld(mia, seed=7, speed=SPEED)
    yield made
    made.close()


def orders_on_disk(home: Path) -> dict[str, str]:
    """Read which orders the journal holds, and how far each is."""
    path = home / "orders.sqlite"
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        return dict(database.execute("SELECT client_order_id, state FROM orders"))


def filled(home: Path) -> int:
    return list(orders_on_disk(home).values()).count("filled")


def kill_at_order(world: RunningWorld, number: int) -> None:
    """Kill the host the moment its order is on the line, before the server has it."""
    struck = threading.Event()

    def strike() -> None:
        if len(world.tap.orders) == number:
            world.kill_host()
            struck.set()

    world.tap.on_order = strike
    assert struck.wait(PATIENCE_S), world.tap.orders
    world.tap.on_order = lambda: None


def test_kill_loses_no_order_and_doubles_none(world: RunningWorld) -> None:
    home = world.mia.home

    eventually(lambda: filled(home) == 2)  # in and out again
    killed_ns = [world.kill_host()]
    world.start_host()
    kill_at_order(world, 3)
    killed_ns.append(world.now_ns())
    world.start_host()
    eventually(lambda: "ended-unseen" in orders_on_disk(home).values())
    eventually(lambda: signals_in(world.recordings[-1]) > 0)
    reports = world.finish()

    said = world.tap.orders
    numbers = [int(name.rpartition("-")[2]) for name in said]
    assert len(said) == 3
    assert numbers == sorted(set(numbers))
    assert set(said) <= orders_on_disk(home).keys()
    assert reports["dtc"]["order_messages"] == len(said)
    # Nobody told what became of the last order: the server is asked, and its position is left alone.
    assert reports["host"]["orders"] == 0
    assert reports["host"]["position"] == sum(reports["dtc"]["positions"].values())
    assert said[-1] in reports["host"]["notes"][0]
    assert reports["host"]["ended_unseen"] == said[-1:]
    assert orders_on_disk(home)[said[-1]] == "ended-unseen"
    assert any("not made by this run" in note for note in reports["host"]["notes"])
    assert reports["host"]["gaps"] == 0
    for path, at_ns in zip(world.recordings, killed_ns, strict=False):
        check_recording(path, at_ns)
    start = read_recording(world.recordings[-1]).opening.setup["start"]
    assert [item["client_order_id"] for item in start["unresolved"]] == said[-1:]
    replayed = world.mia("replay", world.recordings[0], "--verify", "--json")
    assert replayed.figures["identical"] is True


def signals_in(path: Path) -> int:
    """Count the signals that a recording holds so far."""
    decisions = [item for item in read_recording(path) if isinstance(item, DecisionRecord)]
    return sum(item.to_decision().signal is not None for item in decisions)


def check_recording(path: Path, killed_ns: int) -> None:
    """A killed recording is readable, says that it is cut, and lacks a second at most."""
    recording = read_recording(path)
    times = [item.t_ns for item in recording if isinstance(item, BatchRecord)]
    assert recording.cut is not None
    assert recording.end is None
    lost_s = (killed_ns - times[-1]) / NANOSECONDS / SPEED
    assert lost_s < 1 + LATE_S

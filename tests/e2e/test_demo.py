"""`mia demo` from outside: what it promises about its world, its report, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mia_core.clock import NANOSECONDS
from mia_core.journal.reader import BatchRecord, DecisionRecord, NoteRecord, read_recording
from tests.e2e.command import Command, Ended, eventually, processes_in
from tests.full_disk import no_file_grows_beyond

S = NANOSECONDS
FIELDS = {
    *("batches", "frames", "bytes", "gaps", "detections", "signals", "orders", "fills", "refused"),
    *("position", "pnl", "latency_us", "server", "journal"),
}
WORLDS = {
    "first": ("--seed", 7),
    "again": ("--seed", 7),
    "other": ("--seed", 8),
    "read-only": ("--seed", 7, "--mode", "read-only"),
}
# What the user has lying about; a demo must not take the least notice of it.
OWN_ENVIRONMENT = {
    "MIA_TRADING_ACCOUNT": "Real",
    "MIA_RISK_MAX_POSITION": "1",
    "MIA_CARD": "nonsense",
    "MIA_RISK_NO_SUCH_KEY": "1",
}


class Played:
    """Several demos, played at the same time by a user with a home of his own."""

    def __init__(self, folder: Path, ended: dict[str, Ended], own: Path) -> None:
        self.folder = folder
        self.ended = ended
        self.own = own

    def report(self, world: str) -> dict[str, Any]:
        assert self.ended[world].status == 0, self.ended[world].err
        return self.ended[world].figures

    def recording(self, world: str) -> Path:
        return self.folder / world / "recording.mcap"

    def truth(self, world: str) -> list[dict[str, Any]]:
        lines = (self.folder / world / "truth.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("demos")
    own = folder / "own"
    own.mkdir()
    mia = Command(own / "mia")
    mia.environment |= {
        "HOME": str(own),
        "XDG_CONFIG_HOME": str(own),
        "XDG_DATA_HOME": str(own),
        "XDG_CACHE_HOME": str(own),
        "XDG_STATE_HOME": str(own),
        "PYTHONDONTWRITEBYTECODE": "1",
        **OWN_ENVIRONMENT,
    }
    try:
        started = {
            world: mia.start(
                *("demo", "--seconds", 20, "--speed", 0, "--json"),
                *("--state", folder / world, *arguments),
            )
            for world, arguments in WORLDS.items()
        }
        yield Played(folder, {world: mia.end(started[world]) for world in started}, own)
    finally:
        mia.close()


def decisions_of(recording: Path) -> list[bytes]:
    return [item.content for item in read_recording(recording) if isinstance(item, DecisionRecord)]


def is_hit(found: dict[str, Any], planted: dict[str, Any]) -> bool:
    """Match a detection with the truth by the rule that commands promise."""
    kinds = (found["pattern"], found["side"]) == (planted["pattern"], planted["side"])
    place = abs(found["price_ticks"] - planted["price_ticks"]) <= 1
    time = planted["t_start_ns"] <= found["t_open_ns"] <= planted["t_end_ns"] + 2 * S
    return kinds and bool(place) and bool(time)


@pytest.mark.parametrize("world", WORLDS)
def test_report_holds_what_is_promised(played: Played, world: str) -> None:
    report = played.report(world)

    assert report.keys() >= FIELDS
    assert report["batches"] > 100
    assert report["frames"] > report["batches"]
    assert report["gaps"] == 0
    assert report["rejected"] == {}
    assert report["latency_us"] == {
        "feed_to_decision": {"p50": None, "p99": None},
        "tick_to_order": {"p50": None, "p99": None},
    }
    assert report["server"].keys() >= {"connections", "order_messages", "order_bytes", "positions"}
    assert report["sierra"]["study_errors"] == []
    assert report["sierra"]["drawn"] == {"levels": 0, "signals": report["signals"]}
    assert Path(report["journal"]) == played.recording(world)


@pytest.mark.parametrize("world", WORLDS)
def test_the_panel_on_each_chart_says_what_was_recognised(played: Played, world: str) -> None:
    panels = played.report(world)["sierra"]["panels"]

    for panel, meanings in zip(panels, ("vwap", "vix"), strict=True):
        assert panel.startswith("MIA Feed: connected\n")
        assert ", 0 dropped\n" in panel
        (recognised,) = (line for line in panel.splitlines() if line.startswith("recognised"))
        assert meanings in recognised


def test_same_seed_gives_the_same_decisions(played: Played) -> None:
    first, again = played.report("first"), played.report("again")

    assert decisions_of(played.recording("first")) == decisions_of(played.recording("again"))
    for figures in (first, again):
        del (
            figures["journal"],
            figures["truth"],
            figures["sierra"]["study_call"],
            figures["sierra"]["panels"],
        )
    assert first == again


def test_another_seed_gives_another_world(played: Played) -> None:
    assert played.report("first")["digest"] != played.report("other")["digest"]
    assert played.truth("first") != played.truth("other")


@pytest.mark.parametrize("world", ["first", "other"])
def test_server_counted_what_the_host_says(played: Played, world: str) -> None:
    report = played.report(world)
    server = report["server"]

    assert report["orders"] > 0
    assert report["fills"] > 0
    assert server["order_messages"] == report["orders"]
    assert server["fills"] == report["fills"] + len(report["working"])
    assert sum(server["positions"].values()) == report["position"]
    assert server["connections"] == 1


def test_read_only_sends_not_a_byte(played: Played) -> None:
    report = played.report("read-only")

    assert report["server"]["connections"] == 0
    assert report["server"]["order_messages"] == 0
    assert report["server"]["order_bytes"] == 0
    assert report["server"]["bytes_in"] == 0
    assert report["orders"] == report["fills"] == 0
    assert report["refused"].keys() == {"read-only"}
    assert not (played.folder / "read-only" / "orders.sqlite").exists()


def test_detectors_find_what_was_planted(played: Played, tmp_path: Path) -> None:
    mia = Command(tmp_path)
    path = tmp_path / "found.jsonl"
    assert mia("replay", played.recording("first"), "--detections", path).status == 0
    found = [json.loads(line) for line in path.read_text().splitlines()]
    planted = [item for item in played.truth("first") if item["kind"] == "planted"]

    for pattern in ("wall", "absorption"):
        assert played.report("first")["detections"][pattern] > 0
        hits = [item for item in found if item["pattern"] == pattern]
        assert any(is_hit(item, truth) for item in hits for truth in planted), (hits, planted)


@pytest.mark.parametrize("world", WORLDS)
def test_replay_finds_every_decision_again(played: Played, world: str, tmp_path: Path) -> None:
    ended = Command(tmp_path)("replay", played.recording(world), "--verify", "--json")

    assert ended.status == 0
    figures = ended.figures
    assert figures["identical"] is True
    assert figures["digest"] == played.report(world)["digest"]
    assert figures["cut"] is None
    assert figures["detections"] == played.report(world)["detections"]


def test_nothing_of_the_user_is_read_or_written(played: Played) -> None:
    assert played.report("first")["position"] is not None
    assert list(played.own.iterdir()) == []


def test_running_demo_measures_its_latencies(mia: Command, tmp_path: Path) -> None:
    ended = mia("demo", "--seconds", 4, "--speed", 1, "--json", "--state", tmp_path / "demo")

    latency = ended.figures["latency_us"]
    assert 0 < latency["feed_to_decision"]["p50"] <= latency["feed_to_decision"]["p99"]
    assert (latency["tick_to_order"]["p50"] is None) == (ended.figures["orders"] == 0)
    assert ended.figures["server"]["order_messages"] == ended.figures["orders"]


def test_people_get_a_report_and_the_next_step(mia: Command, tmp_path: Path) -> None:
    ended = mia("demo", "--seconds", 1, "--speed", 0, "--state", tmp_path / "demo")

    assert ended.status == 0
    assert "What happened" in ended.out
    assert f"mia replay {tmp_path / 'demo' / 'recording.mcap'} --verify" in ended.out
    assert "\x1b" not in ended.out + ended.err
    assert ended.err.splitlines() == ["Playing 1 simulated seconds of seed 7, as fast as it goes"]


def test_folder_of_another_demo_is_left_alone(mia: Command, tmp_path: Path) -> None:
    (tmp_path / "recording.mcap").write_bytes(b"precious")

    ended = mia("demo", "--state", tmp_path)

    assert ended.status == 2
    assert str(tmp_path / "recording.mcap") in ended.complaint
    assert (tmp_path / "recording.mcap").read_bytes() == b"precious"


def start_demos(mia: Command, speeds: dict[Path, float]) -> list[subprocess.Popen[str]]:
    """Start long demos and wait until the recording of each holds batches of a settled world."""
    started = [
        mia.start("demo", "--seconds", 3600, "--speed", speed, "--json", "--state", state)
        for state, speed in speeds.items()
    ]
    for process, state in zip(started, speeds, strict=True):
        await_batches(process, state / "recording.mcap")
        assert process.poll() is None, mia.end(process).err
    return started


def await_batches(process: subprocess.Popen[str], recording: Path) -> None:
    eventually(lambda: process.poll() is not None or is_under_way(recording))


def is_under_way(recording: Path) -> bool:
    """Tell whether a flush came after the first: then batches of a second or more are there."""
    if not recording.exists() or recording.stat().st_size == 0:
        return False
    return sum(isinstance(item, BatchRecord) for item in read_recording(recording)) > 10


def await_nobody(state: Path) -> None:
    eventually(lambda: not processes_in(state), within_s=20)


def test_being_stopped_ends_in_order(mia: Command, tmp_path: Path) -> None:
    speeds = {tmp_path / "stepped": 0.0, tmp_path / "running": 1.0, tmp_path / "asked": 1.0}
    stepped, running, asked = start_demos(mia, speeds)

    stepped.send_signal(signal.SIGINT)
    running.send_signal(signal.SIGINT)
    asked.send_signal(signal.SIGTERM)

    for process, state in zip((stepped, running, asked), speeds, strict=True):
        ended = mia.end(process)
        assert ended.status == 0, ended.err
        assert ended.figures["stopped"] is True
        assert ended.figures["gaps"] == 0
        assert ended.err.splitlines() == ["stopping in order"]
        recording = read_recording(state / "recording.mcap")
        notes = [item for item in recording if isinstance(item, NoteRecord)]
        assert (notes[-1].kind, notes[-1].text) == ("end", "stopped")
        assert recording.cut is None
        assert processes_in(state) == {}


def test_being_stopped_while_it_starts_leaves_nothing(mia: Command, tmp_path: Path) -> None:
    state = tmp_path / "demo"
    process = mia.start("demo", "--json", "--state", state)
    eventually(lambda: processes_in(state))

    process.send_signal(signal.SIGINT)
    ended = mia.end(process)

    assert ended.status in (0, 1)
    assert "Traceback" not in ended.err
    assert processes_in(state) == {}


def test_killed_child_is_named_and_takes_the_others_along(mia: Command, tmp_path: Path) -> None:
    roles = {"run": "host", "sim sierra": "sierra", "sim dtc": "dtc"}
    speeds = dict(zip((tmp_path / name for name in roles.values()), (1.0, 0.0, 0.0), strict=True))
    started = start_demos(mia, speeds)

    for (role, name), state, process in zip(roles.items(), speeds, started, strict=True):
        os.kill(processes_in(state)[role], signal.SIGKILL)
        ended = mia.end(process)
        assert ended.status == 1
        assert ended.complaint.startswith(f"mia: {name} was killed by SIGKILL")
        assert processes_in(state) == {}


def test_children_end_when_their_conductor_is_killed(mia: Command, tmp_path: Path) -> None:
    speeds = {tmp_path / "stepped": 0.0, tmp_path / "running": 1.0}
    for process in start_demos(mia, speeds):
        process.kill()

    for state in speeds:
        await_nobody(state)
        recording = read_recording(state / "recording.mcap")
        assert sum(isinstance(item, BatchRecord) for item in recording) > 10
        assert recording.end == "SimulationError: the conductor is gone"


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file size is a thing of POSIX")
def test_full_disk_ends_the_host_in_one_line_and_its_recording_is_replayed_so_far(
    mia: Command, tmp_path: Path
) -> None:
    """Nothing is decided that cannot be written down."""
    folder = tmp_path / "demo"
    with no_file_grows_beyond(80_000):
        demo = mia.start(
            *("demo", "--seconds", 60, "--speed", 0, "--mode", "read-only"),
            *("--json", "--state", folder),
        )
    ended = mia.end(demo)
    path = folder / "recording.mcap"

    assert ended.status == 1
    assert f"{path}: the recording cannot be written: File too large" in ended.complaint
    assert (folder / "host.log").read_text(encoding="utf-8").count("\n") == 1
    replayed = mia("replay", path, "--verify", "--json")
    assert replayed.status == 0, replayed.err
    assert replayed.figures["identical"] is True
    assert replayed.figures["batches"] > 0
    assert replayed.figures["cut"].startswith(f"{path}: cut at byte ")

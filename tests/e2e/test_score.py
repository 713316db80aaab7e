"""`mia detectors score` as its users end it: by Ctrl-C, or by force. Its processes go with it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.e2e.command import Command, eventually

LONG = ("detectors", "score", "--seeds", "1-60", "--jobs", "2", "--json")


def crew_in(home: Path) -> list[int]:
    """Find the processes that a command in this home plays markets with."""
    wanted = f"MIA_HOME={home}\0".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            is_here = wanted in (entry / "environ").read_bytes() + b"\0"
            words = (entry / "cmdline").read_bytes().decode()
        except OSError:
            continue  # it ended while we looked
        if is_here and "spawn_main" in words:
            found.append(int(entry.name))
    return found


def test_ctrl_c_ends_it_in_order_with_what_was_played(mia: Command) -> None:
    process = mia.start(*LONG)
    eventually(lambda: len(crew_in(mia.home)) == 2)

    # A terminal interrupts all of them, some perhaps not awake yet.
    for pid in [*crew_in(mia.home), process.pid]:
        os.kill(pid, signal.SIGINT)
    ended = mia.end(process)

    assert (ended.status, ended.err) == (1, "stopped before the end\n")
    assert ended.figures["stopped"] is True
    assert len(ended.figures["seeds"]) < 60
    assert crew_in(mia.home) == []


def test_killed_it_leaves_nobody_behind(mia: Command) -> None:
    process = mia.start(*LONG)
    eventually(lambda: len(crew_in(mia.home)) == 2)

    process.kill()

    process.wait()
    eventually(lambda: crew_in(mia.home) == [])

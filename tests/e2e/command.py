"""The command `mia` as its users start it: a process with an environment of its own, ended by its handle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mia_core

PACKAGE = Path(mia_core.__file__).parent
PATIENCE_S = 60.0
LOOK_S = 0.02


class Ended:
    """A command that has ended: what it said and how it went."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err

    @property
    def figures(self) -> dict[str, Any]:
        """Read the one JSON object that is all there is on stdout."""
        assert self.out.count("\n") == 1, self.out + self.err
        figures: dict[str, Any] = json.loads(self.out)
        return figures

    @property
    def complaint(self) -> str:
        """Read the one line that an error is; nothing is on stdout then."""
        assert self.out == "", self.out
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


class Command:
    """Starts `mia` in a home of its own and ends what is left of it."""

    def __init__(self, home: Path, *, package: Path = PACKAGE) -> None:
        self.home = home
        # An editable install leads every import of the package to the checkout, before PYTHONPATH
        # is looked at. Another package is therefore run without what is installed in that way.
        elsewhere = package != PACKAGE
        self._python = [sys.executable, "-P", *(["-S"] if elsewhere else [])]
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("MIA_")
        } | {
            "MIA_HOME": str(home),
            "PYTHONPATH": os.pathsep.join([str(package.parent), *(sys.path if elsewhere else [])]),
            "COLUMNS": "200",
        }
        self.creationflags = 0  # of Windows
        self._started: list[subprocess.Popen[str]] = []

    def start(self, *arguments: object, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*self._python, "-m", "mia_core.cli.main", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment | environment,
            creationflags=self.creationflags,
        )
        self._started.append(process)
        return process

    def end(self, process: subprocess.Popen[str]) -> Ended:
        """Wait for the end."""
        out, err = process.communicate(timeout=PATIENCE_S)
        return Ended(process.returncode, out, err)

    def __call__(self, *arguments: object, **environment: str) -> Ended:
        return self.end(self.start(*arguments, **environment))

    def close(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate()


def read_line(process: subprocess.Popen[str]) -> str:
    """Wait for the next line that a command tells people."""
    assert process.stderr is not None
    return process.stderr.readline().strip()


def eventually(is_so: Callable[[], object], *, within_s: float = PATIENCE_S) -> None:
    """Look again and again until it is so; too late is a failure."""
    pause = threading.Event()
    for _ in range(int(within_s / LOOK_S)):
        if is_so():
            return
        pause.wait(LOOK_S)
    message = f"still not so after {within_s:g} s"
    raise AssertionError(message)


def processes_in(home: Path) -> dict[str, int]:
    """Find the processes that live in a home: what each was started as, and its id."""
    return dict(_processes_in(home))


def _processes_in(home: Path) -> Iterator[tuple[str, int]]:
    wanted = f"MIA_HOME={home}\0".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if wanted not in (entry / "environ").read_bytes() + b"\0":
                continue
            words = (entry / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue  # it ended while we looked
        if "mia_core.cli.main" in words:
            rest = words[words.index("mia_core.cli.main") + 1 :]
            yield " ".join(rest[:2] if rest[0] == "sim" else rest[:1]), int(entry.name)

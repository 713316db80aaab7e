"""What every benchmark stands on: how large it is to be, where programs lie, and children that end with it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "FULL",
    "ROOT",
    "SMALL",
    "SYMBOL",
    "Size",
    "child",
    "end_of_input",
    "find_program",
    "python_child",
    "read_line",
    "run_sender",
    "sender_arguments",
]

ROOT = Path(__file__).resolve().parents[1]
SYMBOL = "ESH26_FUT_CME"
PATIENCE_S = 60.0
# Both are optimized builds; `make setup` makes the first, the preset `release` the second.
BUILDS = (ROOT / "build" / "python" / "bench", ROOT / "build" / "release" / "bench")

T = TypeVar("T")


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much a run measures. A small one only shows that everything still works."""

    repeats: int
    updates_slow: int
    """Updates at 2,000 a second."""
    updates_fast: int
    """Updates at 10,000 a second."""
    market_s: int
    """Simulated seconds of the market that the batches of 64 are made from."""
    loop_passes: int
    """How often the loop in C++ plays the same market."""
    loop_hours: int
    stage_orders: int
    study_calls: int
    study_snapshots: int
    memory_updates: int
    hiccup_s: float


FULL = Size(
    repeats=3,
    updates_slow=20_000,
    updates_fast=80_000,
    market_s=600,
    loop_passes=15,
    loop_hours=23,
    stage_orders=2_000,
    study_calls=4_000,
    study_snapshots=20,
    memory_updates=50_000,
    hiccup_s=1.5,
)
SMALL = Size(
    repeats=1,
    updates_slow=400,
    updates_fast=1_000,
    market_s=10,
    loop_passes=2,
    loop_hours=1,
    stage_orders=40,
    study_calls=40,
    study_snapshots=2,
    memory_updates=200,
    hiccup_s=0.05,
)


def find_program(name: str) -> Path:
    """Find a program of the C++ side; MIA_BENCH_PROGRAMS names another folder than the usual ones."""
    given = os.environ.get("MIA_BENCH_PROGRAMS")
    folders = (Path(given),) if given else BUILDS
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    looked = ", ".join(str(folder) for folder in folders)
    message = f"{name}: expected in {looked}; `make setup` builds it"
    raise FileNotFoundError(message)


@contextlib.contextmanager
def child(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a program that ends when its standard input does; one that does not is killed."""
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


@contextlib.contextmanager
def python_child(module: str, spec: msgspec.Struct) -> Iterator[subprocess.Popen[str]]:
    """Run a module of the benchmarks in an interpreter of its own, told what to do on its command line."""
    command = [sys.executable, "-m", module, msgspec.json.encode(spec).decode()]
    with child(command) as process:
        yield process


def read_line(process: subprocess.Popen[str], kind: type[T]) -> T:
    """Read what a child says in its next line; the end of a child that says nothing is an error."""
    out: IO[str] | None = process.stdout
    line = "" if out is None else out.readline()
    if not line:
        status = process.wait(PATIENCE_S)
        message = f"{process.args!r} ended with {status} and without saying what was expected"
        raise RuntimeError(message)
    return msgspec.json.decode(line, type=kind)


def sender_arguments(options: Mapping[str, object]) -> list[str]:
    """Spell options the way the C++ programs read them."""
    return [word for name, value in options.items() for word in (f"--{name}", str(value))]


def run_sender(options: Mapping[str, object]) -> dict[str, Any]:
    """Send a whole feed; tells what the sender counted."""
    command = [str(find_program("mia_bench_sender")), *sender_arguments(options)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=10 * PATIENCE_S
    )
    counts: dict[str, Any] = msgspec.json.decode(done.stdout)
    if counts["would_block"]:
        message = f"the sender's queue was full {counts['would_block']} times: nothing was measured"
        raise RuntimeError(message)
    return counts


def end_of_input() -> threading.Event:
    """In a child: becomes set when the parent has no more to come."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    return ended

"""The same feed as JSON lines in a file, tailed by polling: what MIA takes the place of."""

from __future__ import annotations

import subprocess
import tempfile
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bench.figures import Outcome, Target, percentile, spread
from bench.pipeline import Feed, book_of, finish, pass_bare, pass_host
from bench.tail_process import Tailing, TailReport, TailSpec
from bench.workbench import PATIENCE_S, find_program, python_child, read_line, sender_arguments

if TYPE_CHECKING:
    from bench.workbench import Size

__all__ = ["measure", "write_lines"]

RATE = 2_000.0
POLLS_S = (0.010, 0.001)
NAMES = (
    "MIA, decided",
    "bare pipeline",
    *(f"JSON lines, {poll * 1e3:g} ms poll" for poll in POLLS_S),
)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One way to carry the feed, once."""

    p50_us: float
    p99_us: float
    bytes_per_event: float
    cpu_us_per_event: float
    book: str


def measure(size: Size) -> Outcome:
    """Carry the same feed in each way, one after the other."""
    feed = Feed(rate=RATE, updates=size.updates_slow)
    runs = [_once(feed) for _ in range(size.repeats)]
    lines = {name: [run[name] for run in runs] for name in NAMES}
    rows = tuple(
        (
            name,
            spread([line.p50_us for line in found]),
            spread([line.p99_us for line in found]),
            f"{found[0].bytes_per_event:.0f}",
            spread([line.cpu_us_per_event for line in found], digits=1),
        )
        for name, found in lines.items()
    )
    return Outcome(
        title="The same feed as JSON lines appended to a file and tailed, 2,000 updates/s",
        columns=("line", "p50 us", "p99 us", "bytes/event", "reader CPU us/event"),
        rows=rows,
        targets=tuple(_against(lines, name) for name in NAMES[2:]),
        notes=(
            "An event is a level that changed or a trade; a line each. Lines are flushed one by one, by a C++ writer.",
            "MIA's reader decides, and records all of it; the tailing readers parse and keep a book.",
        ),
        checksum=book_of(line.book for found in lines.values() for line in found),
    )


def _against(lines: dict[str, list[Line]], name: str) -> Target:
    ours, theirs = lines[NAMES[0]], lines[name]
    p50 = [other.p50_us / line.p50_us for line, other in zip(ours, theirs, strict=True)]
    p99 = [other.p99_us / line.p99_us for line, other in zip(ours, theirs, strict=True)]
    found = f"p50 {spread(p50, digits=1)} times, p99 {spread(p99, digits=1)} times slower than MIA"
    return Target(what=name, found=found, wanted="shown", is_met=True)


def _once(feed: Feed) -> dict[str, Line]:
    ours, bare = pass_host(feed, trades=False), pass_bare(feed)
    found = {
        name: Line(
            p50_us=percentile(passage.decided_us, 50),
            p99_us=percentile(passage.decided_us, 99),
            bytes_per_event=ours.bytes_per_event,
            cpu_us_per_event=passage.cpu_us_per_event,
            book=passage.book,
        )
        for name, passage in zip(NAMES[:2], (ours, bare), strict=True)
    }
    for name, poll_s in zip(NAMES[2:], POLLS_S, strict=True):
        found[name] = _tail(feed, poll_s)
    return found


def _tail(feed: Feed, poll_s: float) -> Line:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec = TailSpec(
            file=str(folder / "chart_3.jsonl"), arrivals=str(folder / "arrivals"), poll_s=poll_s
        )
        with python_child("bench.tail_process", spec) as reader:
            read_line(reader, Tailing)
            written = write_lines(feed, file=spec.file, due_file=str(folder / "due"))
            report = finish(reader, TailReport)
        if report.lines != written["lines"]:
            message = f"{written['lines']} lines were written, {report.lines} were read"
            raise RuntimeError(message)
        due, arrived = _times(folder / "due"), _times(folder / "arrivals")
    opening = written["opening"]
    late_us = [(at - since) / 1e3 for since, at in zip(due, arrived, strict=True)][opening:]
    return Line(
        p50_us=percentile(late_us, 50),
        p99_us=percentile(late_us, 99),
        bytes_per_event=written["bytes"] / written["lines"],
        cpu_us_per_event=report.cpu_s * 1e6 / report.lines,
        book=report.book,
    )


def write_lines(feed: Feed, **files: str) -> dict[str, Any]:
    """Let the C++ writer write a whole feed; tells what it counted."""
    options = feed.options("") | {name.replace("_", "-"): path for name, path in files.items()}
    del options["connect"]
    command = [str(find_program("mia_bench_jsonl")), *sender_arguments(options)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=10 * PATIENCE_S
    )
    counts: dict[str, Any] = msgspec.json.decode(done.stdout)
    return counts


def _times(path: Path) -> array[int]:
    times = array("q")
    times.frombytes(path.read_bytes())
    return times

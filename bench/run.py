"""Run the benchmarks, each between two looks at how noisy the machine is, and write down what they found.

.venv/bin/python bench/run.py --out bench/results.md
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if __package__ in {None, ""}:  # started as a script: the folder above is where `bench` is found
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.noise import STEAL_MAX_PERCENT, Noise, Steal, hiccup
from bench.workbench import FULL, ROOT, SMALL, Size

if TYPE_CHECKING:
    from bench.figures import Outcome, Target

__all__ = ["BENCHMARKS", "main"]

BENCHMARKS = (
    "tick_to_order",
    "order_path",
    "decision",
    "json_lines",
    "ingest",
    "market_loop",
    "market_rivals",
    "study_call",
    "snapshot_call",
    "host_memory",
)


def main(words: list[str] | None = None) -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out",
        type=Path,
        help="file to write the results into [bench/results.md, or none for a small run]",
    )
    parser.add_argument("--small", action="store_true", help="only see that everything works")
    parser.add_argument("names", nargs="*", default=BENCHMARKS, help=", ".join(BENCHMARKS))
    asked = parser.parse_args(words)
    size = SMALL if asked.small else FULL
    text = [_heading(size)]
    targets: list[Target] = []
    for name in asked.names:
        outcome, lines = _run(name, size)
        targets += outcome.targets
        text.append(lines)
        print(lines, flush=True)
    text.insert(1, _summary(targets))
    print(text[1])
    out = asked.out or (None if asked.small else ROOT / "bench" / "results.md")
    if out is not None:
        out.write_text("\n".join(text), encoding="utf-8")


def _run(name: str, size: Size) -> tuple[Outcome, str]:
    before, steal = hiccup(size.hiccup_s), Steal()
    outcome: Outcome = importlib.import_module(f"bench.{name}").measure(size)
    stolen = steal.percent()
    return outcome, _section(name, outcome, (before, hiccup(size.hiccup_s)), stolen=stolen)


def _section(name: str, outcome: Outcome, noise: tuple[Noise, Noise], *, stolen: float) -> str:
    lines = [f"## {outcome.title}", ""]
    lines += _table(outcome.columns, outcome.rows)
    lines += ["", *(f"- {note}" for note in outcome.notes)] if outcome.notes else []
    doubt = "" if stolen <= STEAL_MAX_PERCENT else ": too much to believe the p99"
    lines += [
        "",
        f"`{name}`, checksum `{outcome.checksum}`; steal {stolen:.1f} %{doubt}  ",
        f"before: {noise[0]}  ",
        f"after: {noise[1]}",
        "",
    ]
    return "\n".join(lines)


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> list[str]:
    ruler = ["---", *("---:" for _ in columns[1:])]
    return [f"| {' | '.join(cells)} |" for cells in (columns, ruler, *rows)]


def _summary(targets: list[Target]) -> str:
    rows = tuple(
        (target.what, target.found, target.wanted, "yes" if target.is_met else "**no**")
        for target in targets
    )
    lines = ["## Against the targets", "", *_table(("what", "found", "wanted", "met"), rows), ""]
    return "\n".join(lines)


def _heading(size: Size) -> str:
    now = dt.datetime.now(tz=dt.UTC)
    kind = "`make bench`" if size is FULL else "a small run, which shows no speed"
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"Written by {kind} at {now:%Y-%m-%d %H:%M} UTC, commit {_commit()}.  ",
            f"{_processor()}, {os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}.",
            "",
            "Latencies count from when an update was due, not from when it was sent. Figures are medians",
            f"of {size.repeats} repeats (lowest..highest). Compare ratios of one run, not absolute figures of",
            "two: what `hiccup`, a timer of 1 ms, suffers beside each benchmark is the machine's own noise.",
            "",
        ]
    )


def _commit() -> str:
    def git(*words: str) -> str:
        command = ["git", *words]
        return subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + (
        " with changes" if git("status", "--short") else ""
    )


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


if __name__ == "__main__":
    main()

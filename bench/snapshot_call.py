"""The calls of MIA Feed that send a whole snapshot: the catalog of 48 studies, 500 subgraphs and 2,000 bars with their prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.figures import Outcome, Target, checksum, spread
from bench.study_call import PAUSES, run_study_chart

if TYPE_CHECKING:
    from bench.workbench import Size

__all__ = ["measure"]

WANTED_US = 2_000.0


def measure(size: Size) -> Outcome:
    """Recalculate the chart again and again; no call may be long, so the longest of all counts."""
    found = {
        pause: [
            run_study_chart("snapshots", "full", size.study_snapshots, pause)
            for _ in range(size.repeats)
        ]
        for pause in PAUSES
    }
    runs = [run for repeats in found.values() for run in repeats]
    longest, usual = max(run["max_us"] for run in runs), max(run["p99_us"] for run in runs)
    part = max(run["slowest_part_us"] for run in runs)
    return Outcome(
        title="Snapshot calls: catalog of 48 studies, 500 subgraphs, 2,000 bars of 20 prices",
        columns=(
            "calls",
            "a snapshot",
            "bytes",
            "median us",
            "p99 us",
            "max us",
            "slowest part us",
        ),
        rows=tuple((PAUSES[pause], *_cells(repeats)) for pause, repeats in found.items()),
        targets=(
            Target(
                what="the call of a snapshot that takes longest, in the median",
                found=f"{part:,.0f} us",
                wanted=f"below {WANTED_US:,.0f} us",
                is_met=part < WANTED_US,
            ),
            Target(
                what="the longest of all calls, with what the machine did meanwhile",
                found=f"max {longest:,.0f} us, p99 {usual:,.0f} us",
                wanted=f"max below {WANTED_US:,.0f} us",
                is_met=longest < WANTED_US,
            ),
        ),
        notes=(
            f"{size.study_snapshots} snapshots a repeat, each spread over as many calls as `a snapshot` says.",
            "The max holds what the machine did meanwhile (see `hiccup`), which the slowest part does not:",
            "it is the median, over all snapshots, of that call of a snapshot which takes longest.",
        ),
        checksum=checksum(sorted({run["bytes_per_snapshot"] for run in runs})),
    )


def _cells(runs: list[dict[str, Any]]) -> tuple[str, ...]:
    figures = ("median_us", "p99_us", "max_us", "slowest_part_us")
    return (
        f"{runs[0]['calls_per_snapshot']}",
        f"{runs[0]['bytes_per_snapshot']:,}",
        *(spread([run[name] for run in runs]) for name in figures),
    )

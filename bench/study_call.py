"""One call of MIA Feed in the simulated host while a subscriber listens, and the same feed as the old dumper would write it."""

from __future__ import annotations

import os
import statistics
import subprocess
from typing import TYPE_CHECKING, Any

import msgspec

from bench.figures import Outcome, Target, checksum, spread
from bench.workbench import PATIENCE_S, find_program
from mia_core.libzmq import find_bundled_libzmq
from mia_core.sim.sierra_chart import study_library

if TYPE_CHECKING:
    from bench.workbench import Size

__all__ = ["PAUSES", "measure", "run_study_chart"]

PAUSES = {
    "none": "back to back",
    "busy": "every 20 ms, busy elsewhere between",
    "asleep": "every 20 ms, asleep between",
}
WANTED_US = {("small", "none"): 20.0, ("full", "none"): 100.0}
LOADS = {
    "small": "10 levels, 20 of 60 subgraphs, 5 trades",
    "full": "48 studies, 40 levels, 25 of 500 subgraphs, 20 trades",
}

Runs = list[dict[str, Any]]


def measure(size: Size) -> Outcome:
    """Call back to back, which is warm, and with a pause before each call, as a chart does it."""
    found = {
        (load, pause): [
            run_study_chart("calls", load, size.study_calls if pause == "none" else slow, pause)
            for _ in range(size.repeats)
        ]
        for load in LOADS
        for pause in PAUSES
        for slow in [max(20, size.study_calls // 20)]
    }
    return Outcome(
        title="Study call: MIA Feed in the simulated host",
        columns=(
            *("calls", "median us", "p99 us", "machine: median us", "bytes"),
            *("dumper: median us", "lines", "bytes"),
        ),
        rows=tuple(
            (f"{LOADS[load]}, {PAUSES[pause]}", *_cells(runs))
            for (load, pause), runs in found.items()
        ),
        targets=(
            *(_limit(*case, found[case]) for case in WANTED_US),
            *(_paused(pause, found["full", pause]) for pause in ("busy", "asleep")),
            *(_against_dumper(load, found[load, "none"]) for load in LOADS),
        ),
        notes=(
            "On Sierra Chart's own thread; the time in it that Sierra itself takes is not in here.",
            "Busy elsewhere: the thread walks over 32 MiB of other memory until the next call, as Sierra's thread works on",
            "other charts. Asleep: the core may be taken away meanwhile. `machine`: after the same pause, one byte of each of",
            "500 pages touched and one message of that length handed to a bare ZeroMQ socket, nothing else.",
            "The dumper writes what the calls said as JSON lines; for each it opens, extends and closes a file.",
            "What the dumper would ask Sierra is not in its time; what MIA Feed asks is in ours.",
        ),
        checksum=checksum(
            sorted({run["bytes_per_batch"] for runs in found.values() for run in runs})
        ),
    )


def run_study_chart(what: str, load: str, count: int, pause: str) -> dict[str, Any]:
    """Play a chart with MIA Feed on it; tells what the program counted."""
    bundled = find_bundled_libzmq()
    environment = dict(os.environ)
    if bundled is not None:
        environment.setdefault("MIA_LIBZMQ", str(bundled))
    program, library = find_program("mia_bench_study_call"), study_library()
    command = [str(program), str(library), what, load, str(count), pause]
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        timeout=10 * PATIENCE_S,
        env=environment,
    )
    figures: dict[str, Any] = msgspec.json.decode(done.stdout)
    return figures


def _cells(runs: Runs) -> tuple[str, ...]:
    return (
        *(
            spread([run[name] for run in runs], digits=1)
            for name in ("median_us", "p99_us", "machine_median_us")
        ),
        f"{runs[0]['bytes_per_batch']:,}",
        spread([run["dumper_median_us"] for run in runs]),
        f"{runs[0]['dumper_lines']}",
        f"{runs[0]['dumper_bytes']:,}",
    )


def _limit(load: str, pause: str, runs: Runs) -> Target:
    middle, wanted = statistics.median(run["median_us"] for run in runs), WANTED_US[load, pause]
    return Target(
        what=f"study call, {LOADS[load]}, {PAUSES[pause]}",
        found=f"median {middle:.1f} us",
        wanted=f"below {wanted:g} us",
        is_met=middle < wanted,
    )


def _paused(pause: str, runs: Runs) -> Target:
    ours = statistics.median(run["median_us"] for run in runs)
    machine = statistics.median(run["machine_median_us"] for run in runs)
    return Target(
        what=f"study call, {LOADS['full']}, {PAUSES[pause]}",
        found=f"median {ours:.1f} us, beside {machine:.1f} us for what the machine alone takes",
        wanted="shown",
        is_met=True,
    )


def _against_dumper(load: str, runs: Runs) -> Target:
    times = [run["dumper_median_us"] / run["median_us"] for run in runs]
    sizes = [run["dumper_bytes"] / run["bytes_per_batch"] for run in runs]
    return Target(
        what=f"the dumper of JSON lines, {LOADS[load]}",
        found=f"{spread(times, digits=1)} times the time, {spread(sizes, digits=1)} times the bytes of MIA's call",
        wanted="shown",
        is_met=True,
    )

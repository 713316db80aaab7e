"""One call of MIA Feed in the simulated host while a subscriber listens: 10 levels, 20 subgraphs and 5 trades changed."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

import msgspec

from bench.figures import Outcome, Target, checksum, spread
from bench.workbench import PATIENCE_S, find_program
from mia_core.libzmq import find_bundled_libzmq
from mia_core.sim.sierra_chart import study_library

if TYPE_CHECKING:
    from bench.workbench import Size

__all__ = ["measure"]

WANTED_US = 20.0
PAUSE_MS = 20


def measure(size: Size) -> Outcome:
    """Call back to back, which is warm, and with a pause before each call, as a chart does it."""
    warm = [_run(size.study_calls, pause_ms=0) for _ in range(size.repeats)]
    paused = [_run(max(20, size.study_calls // 20), pause_ms=PAUSE_MS) for _ in range(size.repeats)]
    rows = tuple(
        (
            name,
            spread([run["median_us"] for run in runs], digits=1),
            spread([run["p99_us"] for run in runs], digits=1),
            f"{runs[0]['bytes_per_batch']}",
        )
        for name, runs in (("back to back", warm), (f"every {PAUSE_MS} ms", paused))
    )
    middle = sorted(run["median_us"] for run in warm)[len(warm) // 2]
    return Outcome(
        title="Study call: MIA Feed in the simulated host, 10 levels, 20 of 60 subgraphs, 5 trades",
        columns=("calls", "median us", "p99 us", "bytes/batch"),
        rows=rows,
        targets=(
            Target(
                what="study call, back to back",
                found=f"median {middle:.1f} us",
                wanted=f"below {WANTED_US:g} us",
                is_met=middle < WANTED_US,
            ),
        ),
        notes=(
            "On Sierra Chart's own thread; the time in it that Sierra itself takes is not in here.",
        ),
        checksum=checksum(sorted({run["bytes_per_batch"] for run in warm + paused})),
    )


def _run(calls: int, *, pause_ms: int) -> dict[str, Any]:
    bundled = find_bundled_libzmq()
    environment = dict(os.environ)
    if bundled is not None:
        environment.setdefault("MIA_LIBZMQ", str(bundled))
    command = [
        str(find_program("mia_bench_study_call")),
        str(study_library()),
        str(calls),
        str(pause_ms),
    ]
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

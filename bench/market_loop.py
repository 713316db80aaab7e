"""State and detectors in a C++ loop: all of them, each alone, books of different depth, and a session of 23 hours."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bench.figures import Outcome, Target, checksum, percentile, spread
from bench.market_feed import encode, groups, make_batches
from bench.workbench import PATIENCE_S, find_program
from mia_core._native import Market, detector_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.workbench import Size

__all__ = ["measure", "play", "rate", "write_batches"]

WANTED = 4_000_000
FLAT = 1.2
SNAPSHOT_US = 5.0
RAW_DEPTH = 20
SNAPSHOT_DEPTH = 10
DEPTHS = (10, 20, 50, 100)
HOUR_S = 3600

Run = dict[str, Any]


def measure(size: Size) -> Outcome:
    """Play one simulated market through the loop, with other detectors, depths and lengths."""
    with tempfile.TemporaryDirectory() as folder:
        files = {depth: Path(folder) / f"{depth}.batches" for depth in DEPTHS}
        for depth, path in files.items():
            write_batches(path, make_batches(size.market_s, depth=depth))
        usual = Path(folder) / "raw.batches"
        write_batches(usual, make_batches(size.market_s, depth=RAW_DEPTH, is_raw=True))
        every = play(usual, "all", size.loop_passes)
        bare = play(usual, "none", size.loop_passes)
        alone = {
            row["name"]: play(usual, row["name"], size.loop_passes) for row in detector_catalog()
        }
        deep = {depth: play(path, "all", size.loop_passes) for depth, path in files.items()}
        long = play(usual, "all", size.loop_hours * HOUR_S // size.market_s)
    hour = max(1, HOUR_S // size.market_s)
    early, late = _part(long, slice(None, hour)), _part(long, slice(-hour, None))
    alone_us = _snapshot_calls_us(size, with_trades=False)
    both_us = _snapshot_calls_us(size, with_trades=True)
    return Outcome(
        title="State and detectors in a C++ loop: a simulated market in batches of 64 events",
        columns=("what", "events/s", "ns an event", "beside none"),
        rows=(
            _row("all detectors", every, bare),
            _row("none: book, tape and measures", bare, bare),
            *(_row(f"only {name}", run, bare) for name, run in alone.items()),
            *(_row(f"all, charts of {depth} levels", deep[depth], bare) for depth in DEPTHS),
            _row("all, the first hour of a session", early, bare),
            _row(f"all, the last of {size.loop_hours} hours", late, bare),
        ),
        targets=(
            Target(
                what="all detectors on, depth and trades in, C++ loop",
                found=f"{rate(every):,.0f} events/s",
                wanted=f"at least {WANTED:,} events/s",
                is_met=rate(every) >= WANTED,
            ),
            _flat("from 10 to 100 levels", deep[DEPTHS[-1]], deep[DEPTHS[0]]),
            _flat(f"from the first to the last of {size.loop_hours} hours", late, early),
            Target(
                what="a snapshot of 20 levels through Market.ingest, all detectors",
                found=f"median {percentile(alone_us, 50):.1f} us, p99 {percentile(alone_us, 99):.1f} us; "
                f"with the trades of 64 events median {percentile(both_us, 50):.1f} us",
                wanted=f"median below {SNAPSHOT_US:g} us",
                is_met=percentile(alone_us, 50) < SNAPSHOT_US,
            ),
        ),
        notes=(
            "Processor time of the one thread, median of the passes over the same steps, which are decoded beforehand.",
            "Batches hold 64 level changes and trades, each as it came. Charts of so many levels are told how the book that",
            "they show differs after 64 events of the market: fewer changes a batch, which makes each of them dearer.",
            "Each pass is later and goes on at the price of the pass before, so a long session has a wide profile.",
        ),
        checksum=checksum([run["opened"] for run in (bare, every, long)]),
    )


def write_batches(path: Path, batches: Iterable[bytes]) -> None:
    """Write batches as the program of the loop reads them."""
    path.write_bytes(b"".join(len(batch).to_bytes(4, "little") + batch for batch in batches))


def play(path: Path, detectors: str, passes: int) -> Run:
    """Play the batches of a file; tells what the program counted."""
    command = [str(find_program("mia_bench_market_loop")), str(path), detectors, str(passes)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=10 * PATIENCE_S
    )
    run: Run = msgspec.json.decode(done.stdout)
    return run


def rate(run: Run) -> float:
    """Tell the events a second."""
    return float(run["events"] / statistics.median(run["pass_s"]))


def _part(run: Run, passes: slice) -> Run:
    return run | {"pass_s": run["pass_s"][passes]}


def _cost_ns(run: Run) -> float:
    return 1e9 / rate(run)


def _row(what: str, run: Run, bare: Run) -> tuple[str, ...]:
    rates = [run["events"] / took_s for took_s in run["pass_s"]]
    cost_ns = _cost_ns(run)
    return what, spread(rates), f"{cost_ns:.1f}", f"{cost_ns - _cost_ns(bare):+.1f}"


def _flat(what: str, late: Run, early: Run) -> Target:
    ratio = _cost_ns(late) / _cost_ns(early)
    return Target(
        what=f"cost of an event {what}",
        found=f"{ratio:.2f} times",
        wanted=f"at most {FLAT:g} times",
        is_met=ratio <= FLAT,
    )


def _snapshot_calls_us(size: Size, *, with_trades: bool) -> Sequence[float]:
    """Time each call with a whole book of ten levels a side, told again and again as it changes."""
    told = groups(size.market_s, depth=SNAPSHOT_DEPTH)
    market = Market()
    took_us = []
    for number, group in enumerate(told, start=1):
        told_now = group if with_trades else group._replace(trades=[])
        batch = encode(number, told_now, is_snapshot=True)
        begin_ns = time.perf_counter_ns()
        seen = market.ingest(batch)
        took_us.append((time.perf_counter_ns() - begin_ns) / 1e3)
        if not (seen.accepted and seen.book_valid):
            message = f"every snapshot was to be accepted, one was not: {seen.outcome}"
            raise RuntimeError(message)
    return took_us[1:]

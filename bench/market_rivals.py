"""All detectors in a C++ loop beside hftbacktest's loop and a plain Python analysis, over the same market."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from bench.figures import Outcome, Target, checksum, spread
from bench.market_feed import TICK, events, groups, make_batches
from bench.market_loop import play, rate, write_batches
from bench.python_dom import DomAnalyser
from bench.workbench import PATIENCE_S, ROOT
from mia_core.sim.events import DepthChange

if TYPE_CHECKING:
    from bench.workbench import Size

__all__ = ["RIVALS", "measure"]

RIVALS = ROOT / "build" / "rivals" / "bin" / "python"
DEPTH = 20
HASH_MAP, ROI_VECTOR = "HashMap", "ROIVector"
ROW = np.dtype([("kind", "i8"), ("buys", "?"), ("time", "i8"), ("price", "f8"), ("size", "f8")])

Rates = list[float]


def measure(size: Size) -> Outcome:
    """Play the market through each of them."""
    with tempfile.TemporaryDirectory() as folder:
        batches = Path(folder) / "market.batches"
        write_batches(batches, make_batches(size.market_s, depth=DEPTH, is_raw=True))
        ours = play(batches, "all", size.loop_passes)
        theirs = _hftbacktest(Path(folder) / "market.npy", size)
    snapshots = _plain_python(size)
    our_rates = [ours["events"] / took_s for took_s in ours["pass_s"]]
    return Outcome(
        title="Detectors beside what else there is, over one simulated market",
        columns=("what", "a second", "what is counted"),
        rows=(
            ("MIA, all detectors, C++ loop", spread(our_rates), "events"),
            *(
                (f"hftbacktest 10-level imbalance, {name} depth", spread(rates), "events")
                for name, rates in theirs.items()
            ),
            ("six patterns in plain Python, each snapshot", spread(snapshots), "snapshots"),
        ),
        targets=tuple(
            _against(name, rate(ours), rates, is_wanted=name == HASH_MAP)
            for name, rates in theirs.items()
        ),
        notes=(
            "Processor time of the one thread; medians. hftbacktest is compiled before it is measured.",
            "hftbacktest wakes for each event and sums up ten levels a side; it keeps an exchange's book beside its own.",
            *(() if theirs else ("hftbacktest is not there: scripts/bench.sh installs it.",)),
        ),
        checksum=checksum([ours["events"], ours["opened"]]),
    )


def _against(name: str, our_rate: float, rates: Rates, *, is_wanted: bool) -> Target:
    ratio = our_rate / statistics.median(rates)
    return Target(
        what=f"all detectors against hftbacktest's 10-level imbalance with its {name} depth",
        found=f"{ratio:.2f} times as many events",
        wanted="more" if is_wanted else "shown",
        is_met=ratio > 1 or not is_wanted,
    )


def _hftbacktest(path: Path, size: Size) -> dict[str, Rates]:
    if not RIVALS.exists():
        return {}
    rows = [
        (0, event.side == "bid", event.t_ns, event.price_ticks * TICK, event.size)
        if isinstance(event, DepthChange)
        else (1, event.aggressor == "buy", event.t_ns, event.price_ticks * TICK, event.size)
        for event in events(size.market_s, DEPTH)
    ]
    np.save(path, np.array(rows, dtype=ROW))
    command = [str(RIVALS), str(ROOT / "bench" / "hftbacktest_loop.py"), str(path)]
    done = subprocess.run(
        [*command, str(size.repeats)],
        check=True,
        capture_output=True,
        text=True,
        timeout=10 * PATIENCE_S,
    )
    found = msgspec.json.decode(done.stdout, type=dict[str, list[tuple[int, float]]])
    return {
        name: [seen / took_s for seen, took_s in runs]
        for name, runs in zip((HASH_MAP, ROI_VECTOR), found.values(), strict=True)
    }


def _plain_python(size: Size) -> Rates:
    books = [
        (
            [(ticks * TICK, level[0]) for ticks, level in group.book["bid"].items()],
            [(ticks * TICK, level[0]) for ticks, level in group.book["ask"].items()],
        )
        for group in groups(size.market_s, depth=10)
    ]
    rates = []
    for _ in range(size.repeats):
        analyser = DomAnalyser()
        begin_s = time.process_time()
        for bids, asks in books:
            analyser.analyse(bids, asks)
        rates.append(len(books) / (time.process_time() - begin_s))
    return rates

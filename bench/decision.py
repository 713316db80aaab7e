"""From an update's due time to the engine's decision on it, 10,000 updates a second, no orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures import Outcome, Target, percentile, ratio, spread
from bench.pipeline import Feed, book_of, pass_bare, pass_host

if TYPE_CHECKING:
    from bench.workbench import Size

__all__ = ["measure"]

RATE = 10_000.0
LIMIT = 2.0
BEHIND_MAX = 100  # ten milliseconds of updates


def measure(size: Size) -> Outcome:
    """Run the host and the bare pipeline in turns."""
    feed = Feed(rate=RATE, updates=size.updates_fast)
    pairs = [(pass_host(feed, trades=False), pass_bare(feed)) for _ in range(size.repeats)]
    names = ("MIA", "bare pipeline")
    lines = dict(zip(names, zip(*pairs, strict=True), strict=True))
    medians = {
        name: [percentile(passage.decided_us, 50) for passage in lines[name]] for name in names
    }
    rows = tuple(
        (
            name,
            spread(medians[name]),
            spread([percentile(passage.decided_us, 99) for passage in lines[name]]),
            spread([passage.behind for passage in lines[name]]),
            spread([passage.cpu_us_per_event for passage in lines[name]], digits=1),
        )
        for name in names
    )
    behind = [passage.behind for passage in lines["MIA"]]
    return Outcome(
        title="Tick to decision: 10,000 updates/s, no orders, journal on",
        columns=("line", "p50 us", "p99 us", "updates behind at the end", "CPU us/event"),
        rows=rows,
        targets=(
            ratio(
                "tick to decision p50, MIA to bare",
                medians["MIA"],
                medians["bare pipeline"],
                limit=LIMIT,
            ),
            Target(
                what="queue at the end",
                found=f"{spread(behind)} updates",
                wanted=f"not growing (at most {BEHIND_MAX})",
                is_met=sorted(behind)[len(behind) // 2] <= BEHIND_MAX,
            ),
        ),
        checksum=book_of(passage.book for pair in pairs for passage in pair),
    )

"""What the host holds in memory after a million events, in a process of its own, journal on, logged on to a DTC server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures import Outcome, Target, checksum
from bench.pipeline import Feed, pass_host

if TYPE_CHECKING:
    from bench.workbench import Size

__all__ = ["measure"]

RATE = 5_000.0
LEVELS_PER_BATCH = 40
WANTED_MB = 100.0


def measure(size: Size) -> Outcome:
    """Send large batches fast and ask the process for its size before and after."""
    feed = Feed(
        rate=RATE,
        updates=size.memory_updates,
        levels_per_batch=LEVELS_PER_BATCH,
        signal_every=1_000,
    )
    passage = pass_host(feed, trades=True)
    return Outcome(
        title="Memory of the host process",
        columns=("events", "after the start MB", "after them MB", "at most MB"),
        rows=(
            (
                f"{passage.events:,}",
                f"{passage.rss_start_mb:.1f}",
                f"{passage.rss_mb:.1f}",
                f"{passage.rss_peak_mb:.1f}",
            ),
        ),
        targets=(
            Target(
                what="memory after a million events",
                found=f"{passage.rss_mb:.1f} MB",
                wanted=f"below {WANTED_MB:g} MB",
                is_met=passage.rss_mb < WANTED_MB,
            ),
        ),
        checksum=checksum([passage.events, passage.book, len(passage.ordered_us)]),
    )

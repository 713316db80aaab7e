"""From an update's due time to its order's arrival, 2,000 updates a second, an order on one in 20."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures import Outcome, percentile, ratio, spread
from bench.pipeline import Feed, book_of, pass_bare, pass_host

if TYPE_CHECKING:
    from bench.workbench import Size

__all__ = ["measure"]

RATE = 2_000.0
ORDER_EVERY = 20
LIMIT = 2.5


def measure(size: Size) -> Outcome:
    """Run the host and the bare pipeline in turns."""
    feed = Feed(rate=RATE, updates=size.updates_slow, signal_every=ORDER_EVERY)
    pairs = [(pass_host(feed, trades=True), pass_bare(feed)) for _ in range(size.repeats)]
    figures = {
        (name, percent): [percentile(passage.ordered_us, percent) for passage in passages]
        for name, passages in zip(("MIA", "bare pipeline"), zip(*pairs, strict=True), strict=True)
        for percent in (50, 99)
    }
    orders = [
        [len(passage.ordered_us) for passage in passages] for passages in zip(*pairs, strict=True)
    ]
    rows = tuple(
        (
            name,
            spread(figures[name, 50]),
            spread(figures[name, 99]),
            f"{min(counts)} of {size.updates_slow // ORDER_EVERY}",
        )
        for name, counts in zip(("MIA", "bare pipeline"), orders, strict=True)
    )
    return Outcome(
        title="Tick to order: C++ sender to the order's bytes at the DTC server, 2,000 updates/s, journal and SQLite on",
        columns=("line", "p50 us", "p99 us", "orders"),
        rows=rows,
        targets=tuple(
            ratio(
                f"tick to order p{percent}, MIA to bare",
                figures["MIA", percent],
                figures["bare pipeline", percent],
                limit=LIMIT,
            )
            for percent in (50, 99)
        ),
        notes=(
            "Counted from when the update was due, to when the receiving process had the bytes, on both lines.",
            "Bare: ZeroMQ in, Market.ingest, ZeroMQ out, an order on the same updates.",
        ),
        checksum=book_of(passage.book for pair in pairs for passage in pair),
    )

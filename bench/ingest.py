"""Market.ingest from Python: batches of 64 events of a lively market, every detector on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.figures import Outcome, Target, checksum, spread
from bench.market_feed import make_batches
from mia_core._native import Market

if TYPE_CHECKING:
    from bench.workbench import Size

__all__ = ["measure"]

WANTED = 1_000_000
PASSES = 12
DEPTH = 20


def measure(size: Size) -> Outcome:
    """Let a fresh market take all batches, several times."""
    batches = make_batches(size.market_s, depth=DEPTH, is_raw=True)
    opened, events, digest = _look(batches)
    rates = []
    for _ in range(size.repeats):
        took_ns = sum(_time(batches, digest) for _ in range(PASSES))
        rates.append(PASSES * events * 1e9 / took_ns)
    per_batch = events / len(batches)
    middle = sorted(rates)[len(rates) // 2]
    return Outcome(
        title="Market.ingest from Python: a simulated market, every detector on",
        columns=("batches", "events", "events/batch", "detections", "events/s"),
        rows=(
            (f"{len(batches):,}", f"{events:,}", f"{per_batch:.1f}", f"{opened}", spread(rates)),
        ),
        targets=(
            Target(
                what="Market.ingest",
                found=f"{middle:,.0f} events/s",
                wanted=f"at least {WANTED:,} events/s",
                is_met=middle >= WANTED,
            ),
        ),
        notes=(f"Each repeat takes the whole feed {PASSES} times, each time into a fresh market.",),
        checksum=checksum([digest, opened]),
    )


def _time(batches: list[bytes], digest: str) -> int:
    market = Market()
    ingest = market.ingest
    begin_ns = time.perf_counter_ns()
    for batch in batches:
        ingest(batch)
    took_ns = time.perf_counter_ns() - begin_ns
    if market.state_digest() != digest:
        message = "two passes over the same batches ended in different states"
        raise RuntimeError(message)
    return took_ns


def _look(batches: list[bytes]) -> tuple[int, int, str]:
    """Take all batches once, and see that each was accepted: detections, events, the state at the end."""
    market = Market()
    seen = [market.ingest(batch) for batch in batches]
    refused = {item.outcome for item in seen if not item.accepted}
    if refused:
        message = f"every batch was to be accepted, refused were some: {refused}"
        raise RuntimeError(message)
    opened = sum(len(item.opened) for item in seen)
    return opened, sum(item.events for item in seen), market.state_digest()

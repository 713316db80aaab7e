"""The least that could carry a tick to an order: ZeroMQ in, one compiled call, ZeroMQ out. What ours is compared with."""

from __future__ import annotations

import sys
import time
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import zmq

from bench.figures import book_digest
from bench.workbench import SYMBOL, end_of_input
from mia_core._native import Market
from mia_core.clock import wall_ns
from mia_core.feeds.envelope import MAGIC

if TYPE_CHECKING:
    from mia_core._native import Observation

__all__ = ["BareListening", "BareReport", "BareSpec"]

POLL_MS = 100
LEANING = 9  # the same signal that the bench card reads out of the imbalance


class BareSpec(msgspec.Struct, frozen=True, kw_only=True):
    """Where orders go; the feed's token is 32 zeros."""

    orders: str
    latencies: str


class BareListening(msgspec.Struct, frozen=True, kw_only=True):
    """Where the feed comes in."""

    feed: str


class BareReport(msgspec.Struct, frozen=True, kw_only=True):
    """What it did."""

    batches: int
    events: int
    orders: int
    cpu_s: float
    book: str


def is_signal(seen: Observation) -> bool:
    bid, ask = seen.best_bid_ticks, seen.best_ask_ticks
    if bid is None or ask is None:
        return False
    return ask - bid > 1 or seen.bid_size_5 > LEANING * seen.ask_size_5


def run(spec: BareSpec, context: zmq.Context[zmq.Socket[bytes]]) -> BareReport:
    feed, out = context.socket(zmq.SUB), context.socket(zmq.PUSH)
    feed.setsockopt(zmq.RCVHWM, 0)
    feed.setsockopt(zmq.RCVTIMEO, POLL_MS)
    feed.bind("tcp://127.0.0.1:*")
    feed.subscribe(MAGIC)
    out.connect(spec.orders)
    market = Market()
    stop = end_of_input()
    listening = BareListening(feed=feed.getsockopt_string(zmq.LAST_ENDPOINT))
    print(msgspec.json.encode(listening).decode(), flush=True)
    begin_s = time.process_time()
    durations_ns = array("q")
    events = orders = 0
    while True:
        try:
            batch = feed.recv()
        except zmq.Again:
            if stop.is_set():
                break
            continue
        seen = market.ingest(batch)
        if is_signal(seen):
            out.send(seen.send_time_ns.to_bytes(8, "little"), zmq.NOBLOCK)
            orders += 1
        durations_ns.append(wall_ns() - seen.send_time_ns)
        events += seen.events
    Path(spec.latencies).write_bytes(durations_ns.tobytes())
    return BareReport(
        batches=len(durations_ns),
        events=events,
        orders=orders,
        cpu_s=time.process_time() - begin_s,
        book=book_digest(market.book(SYMBOL)) if durations_ns else "",
    )


def main() -> None:
    spec = msgspec.json.decode(sys.argv[1], type=BareSpec)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    try:
        report = run(spec, context)
    finally:
        context.destroy(linger=0)
    print(msgspec.json.encode(report).decode(), flush=True)


if __name__ == "__main__":
    main()

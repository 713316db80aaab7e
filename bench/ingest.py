"""Market.ingest from Python: batches of 64 events of a lively market, every detector on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from bench.figures import Outcome, Target, checksum, spread
from bench.workbench import SYMBOL
from mia_core._native import Market
from mia_core.frames import CONSTANTS, make_batch, make_frame, make_hello
from mia_core.sim.events import DepthChange, TapeTrade
from mia_core.sim.market import SimMarket

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.workbench import Size
    from mia_core.sim.events import MarketEvent

__all__ = ["measure"]

EVENTS = 64
SEED = 7
START_NS = 1_773_239_700_000_000_000
STEP_NS = 50_000_000
WANTED = 1_000_000
PASSES = 12
TICK = 0.25
SIDES = CONSTANTS["book_side"]
AGGRESSORS = {"buy": CONSTANTS["trade_side"]["at_ask"], "sell": CONSTANTS["trade_side"]["at_bid"]}


class Encoder:
    """Makes batches out of market events; knows which prices have levels, because a delta counts them."""

    def __init__(self) -> None:
        self._sizes: dict[str, dict[int, tuple[int, int]]] = {"bid": {}, "ask": {}}
        self._sequence = 0
        self._tape = 0

    @property
    def is_crossed(self) -> bool:
        """Whether the market is in the middle of a move, where no batch may end."""
        bids, asks = self._sizes["bid"], self._sizes["ask"]
        return bool(bids and asks) and max(bids) >= min(asks)

    def follow(self, event: MarketEvent) -> None:
        if not isinstance(event, DepthChange):
            return
        levels = self._sizes[event.side]
        levels.pop(event.price_ticks, None)
        if event.size:
            levels[event.price_ticks] = (event.size, event.orders)

    def snapshot(self, now_ns: int) -> bytes:
        rows = [
            self._level(side, ticks, size, orders)
            for side, levels in self._sizes.items()
            for ticks, (size, orders) in sorted(levels.items(), reverse=side == "bid")
        ]
        instrument = {
            "chart": 1,
            "symbol": SYMBOL,
            "tick_size": TICK,
            "bar_period_s": 60,
            "flags": 3,
        }
        return self._batch(
            now_ns,
            [
                make_frame("SnapshotBegin", {"snapshot": 1}),
                make_hello(1),
                make_frame("Instrument", instrument),
                make_frame("Status", {"connection": CONSTANTS["connection"]["connected"]}),
                make_frame("DepthSnapshot", self._counts(), entries=rows),
                make_frame("SnapshotEnd", {"snapshot": 1}),
            ],
            flags=["hello", "snapshot", "snapshot_first", "snapshot_last"],
        )

    def batch(self, events: Sequence[MarketEvent]) -> bytes:
        frames = [self._trade(event) for event in events if isinstance(event, TapeTrade)]
        rows = [
            self._level(event.side, event.price_ticks, event.size, event.orders)
            for event in events
            if isinstance(event, DepthChange)
        ]
        frames.append(make_frame("DepthDelta", self._counts(), entries=rows))
        return self._batch(events[-1].t_ns, frames)

    def _counts(self) -> dict[str, int]:
        return {f"{side}_count": len(levels) for side, levels in self._sizes.items()}

    def _level(self, side: str, ticks: int, size: int, orders: int) -> dict[str, Any]:
        return {
            "price_ticks": ticks,
            "price_raw": ticks * TICK,
            "size": size,
            "order_count": orders,
            "side": SIDES[side],
        }

    def _trade(self, event: TapeTrade) -> bytes:
        self._tape += 1
        return make_frame(
            "Trade",
            {
                "time_ns": event.t_ns,
                "tape_sequence": self._tape,
                "price_ticks": event.price_ticks,
                "price_raw": event.price_ticks * TICK,
                "bid_ticks": event.bid_ticks,
                "ask_ticks": event.ask_ticks,
                "bid_size": event.bid_size,
                "ask_size": event.ask_size,
                "size": event.size,
                "side": AGGRESSORS[event.aggressor],
            },
        )

    def _batch(self, now_ns: int, frames: list[bytes], *, flags: Sequence[str] = ()) -> bytes:
        self._sequence += 1
        header = {
            "publisher": 1,
            "chart": 1,
            "epoch": 1,
            "sequence": self._sequence,
            "call_time_ns": now_ns,
            "flags": sum(CONSTANTS["batch_flag"][name] for name in flags),
        }
        return make_batch(header, frames)


def _events(seconds: int) -> Iterator[MarketEvent]:
    market = SimMarket(SEED, start_ns=START_NS)
    for step in range(1, seconds * 20 + 1):
        yield from market.advance(START_NS + step * STEP_NS)


def make_batches(seconds: int) -> list[bytes]:
    """Cut a simulated market into batches of 64 events, or a few more where that would cut a move."""
    encoder = Encoder()
    batches: list[bytes] = []
    held: list[MarketEvent] = []
    for event in _events(seconds):
        if not isinstance(event, (DepthChange, TapeTrade)):
            continue
        encoder.follow(event)
        held.append(event)
        if len(held) < EVENTS or encoder.is_crossed:
            continue
        # The first events make the book that the snapshot tells.
        batches.append(encoder.batch(held) if batches else encoder.snapshot(event.t_ns))
        held = []
    return batches


def measure(size: Size) -> Outcome:
    """Let a fresh market take all batches, several times."""
    batches = make_batches(size.market_s)
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

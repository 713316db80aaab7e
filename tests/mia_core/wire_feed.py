"""A publisher for tests: holds a book and a tape and tells them in batches, as MIA Feed would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mia_core.frames import CONSTANTS, make_batch, make_frame, make_hello

FLAGS = CONSTANTS["batch_flag"]
START_NS = 1_773_239_700_000_000_000
MS = 1_000_000
TOKEN = bytes(range(32))

Level = tuple[str, int, int, int]
"""Side, price in ticks, size (0: gone), orders."""


def trade_frame(
    sequence: int,
    *,
    t_ns: int,
    price_ticks: int = 100,
    size: int = 1,
    aggressor: str = "buy",
    **fields: Any,
) -> bytes:
    side = {"sell": "at_bid", "buy": "at_ask"}.get(aggressor, "unknown")
    head = {
        "time_ns": t_ns,
        "tape_sequence": sequence,
        "price_ticks": price_ticks,
        "price_raw": price_ticks * 0.25,
        "size": size,
        "side": CONSTANTS["trade_side"][side],
    }
    return make_frame("Trade", head | fields)


def level_entry(level: Level) -> dict[str, Any]:
    side, price_ticks, size, orders = level
    return {
        "price_ticks": price_ticks,
        "price_raw": price_ticks * 0.25,
        "size": size,
        "order_count": orders,
        "side": CONSTANTS["book_side"][side],
    }


def bar_frame(start_ns: int, *, chart: int = 3, closed: bool = False, **fields: Any) -> bytes:
    head = {
        "chart": chart,
        "flags": CONSTANTS["bar_flag"]["closed"] if closed else 0,
        "period_s": 60,
        "start_ns": start_ns,
        "volume": 10,
    }
    return make_frame("Bar", head | fields)


def values_frame(
    values: Iterable[tuple[int, int, float]], *, chart: int = 3, bar_start_ns: int = START_NS
) -> bytes:
    entries = [
        {"study": study, "subgraph": subgraph, "value": value} for study, subgraph, value in values
    ]
    head = {"chart": chart, "bar_start_ns": bar_start_ns, "bar_period_s": 60}
    return make_frame("StudyValue", head, entries=entries)


class WireFeed:
    """One publisher. Every batch it makes has the next sequence, delivered or not."""

    def __init__(
        self,
        publisher: int = 1,
        *,
        instance: int = 11,
        chart: int = 3,
        symbol: str = "ESH26-CME",
        token: bytes = TOKEN,
        tick_size: float = 0.25,
    ) -> None:
        self.publisher = publisher
        self.instance = instance
        self.chart = chart
        self.symbol = symbol
        self.token = token
        self.tick_size = tick_size
        self.sequence = 0
        self.epoch = 0
        self.now_ns = START_NS
        self.snapshots = 0
        self.status: dict[str, int] = {"connection": CONSTANTS["connection"]["connected"]}
        self.book: dict[str, dict[int, tuple[int, int]]] = {"bid": {}, "ask": {}}
        self.tape: list[bytes] = []
        self.charts: dict[object, bytes] = {}

    def batch(self, frames: Sequence[bytes], *, flags: int = 0, **header: int) -> bytes:
        self.sequence += 1
        stamp = {
            "publisher": self.publisher,
            "chart": self.chart,
            "epoch": self.epoch,
            "sequence": self.sequence,
            "call_time_ns": self.now_ns,
            "flags": flags,
        }
        return make_batch(stamp | header, frames)

    def introduction(self) -> list[bytes]:
        instrument = {
            "flags": sum(CONSTANTS["instrument_flag"].values()),
            "chart": self.chart,
            "symbol": self.symbol.encode(),
            "tick_size": self.tick_size,
            "price_multiplier": 1.0,
            "bar_period_s": 60,
        }
        return [
            make_hello(self.instance, token=self.token, mia_version="0.1.0"),
            make_frame("Instrument", instrument),
            make_frame("Status", self.status),
        ]

    def snapshot_parts(self, *extra: bytes, reason: int = 1) -> list[bytes]:
        """Introduce this publisher, then tell tape, book and the rest, each in a batch."""
        self.snapshots += 1
        begin = make_frame("SnapshotBegin", {"snapshot": self.snapshots, "reason": reason})
        end = make_frame("SnapshotEnd", {"snapshot": self.snapshots})
        snapshot = FLAGS["snapshot"]
        first = snapshot | FLAGS["snapshot_first"] | FLAGS["hello"]
        return [
            self.batch([*self.introduction(), begin], flags=first),
            self.batch(list(self.tape), flags=snapshot),
            self.batch([self.book_frame()], flags=snapshot),
            self.batch(
                [*self.charts.values(), *extra, end], flags=snapshot | FLAGS["snapshot_last"]
            ),
        ]

    def snapshot(self, *extra: bytes, reason: int = 1) -> bytes:
        """Make the same in one batch."""
        self.snapshots += 1
        begin = make_frame("SnapshotBegin", {"snapshot": self.snapshots, "reason": reason})
        end = make_frame("SnapshotEnd", {"snapshot": self.snapshots})
        frames = [*self.introduction(), begin, *self.tape, self.book_frame()]
        frames += [*self.charts.values(), *extra, end]
        flags = FLAGS["snapshot"] | FLAGS["snapshot_first"] | FLAGS["snapshot_last"]
        return self.batch(frames, flags=flags | FLAGS["hello"])

    def set_levels(self, levels: Iterable[Level]) -> None:
        for side, price_ticks, size, orders in levels:
            if size:
                self.book[side][price_ticks] = (size, orders)
            else:
                self.book[side].pop(price_ticks, None)

    def book_frame(self) -> bytes:
        levels = [
            (side, price, *self.book[side][price])
            for side in ("bid", "ask")
            for price in sorted(self.book[side], reverse=side == "bid")
        ]
        return make_frame("DepthSnapshot", self.counts(), entries=[*map(level_entry, levels)])

    def counts(self) -> Mapping[str, int]:
        return {"bid_count": len(self.book["bid"]), "ask_count": len(self.book["ask"])}

    def delta_frame(self, levels: Sequence[Level]) -> bytes:
        self.set_levels(levels)
        return make_frame("DepthDelta", self.counts(), entries=[*map(level_entry, levels)])

    def add_trade(self, **fields: Any) -> bytes:
        frame = trade_frame(len(self.tape) + 1, t_ns=self.now_ns, **fields)
        self.tape.append(frame)
        return frame

    def tell_bar(self, start_ns: int, *, closed: bool = False, **fields: Any) -> bytes:
        """Make a frame that snapshots tell again."""
        frame = bar_frame(start_ns, chart=self.chart, closed=closed, **fields)
        self.charts["bar", start_ns] = frame
        return frame

    def tell_value(self, study: int, value: float) -> bytes:
        """Make a frame that snapshots tell again."""
        frame = values_frame([(study, 0, value)], chart=self.chart)
        self.charts["value", study] = frame
        return frame

    def step(
        self,
        levels: Sequence[Level] = (),
        *,
        trades: Sequence[Mapping[str, Any]] = (),
        extra: Sequence[bytes] = (),
        after_ns: int = 50 * MS,
        **header: int,
    ) -> bytes:
        """Let time pass, then tell trades and level changes in one batch."""
        self.now_ns += after_ns
        frames = [self.add_trade(**trade) for trade in trades]
        if levels:
            frames.append(self.delta_frame(levels))
        return self.batch([*frames, *extra], **header)

    def heartbeat(self) -> bytes:
        return self.batch([make_frame("Heartbeat", {"calls": self.sequence})])

    def show_book(self, *, bid_ticks: int = 99, depth: int = 10, size: int = 60) -> None:
        self.set_levels(("bid", bid_ticks - k, size, 5) for k in range(depth))
        self.set_levels(("ask", bid_ticks + 1 + k, size, 5) for k in range(depth))

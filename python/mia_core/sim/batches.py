"""A simulated market as batches, the way MIA Feed would send them: no process, no socket, no chart.

Sierra calls a study once per chart update; what happened between two calls is seen as its result.
Each batch therefore holds the trades since the last one, then the levels that differ from those
sent last. Bars and studies are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mia_core.frames import CONSTANTS, KINDS, make_batch, make_frame, make_hello
from mia_core.sim.events import DepthChange, SideName, TapeTrade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from mia_core.sim.events import MarketEvent
    from mia_core.sim.market import SimMarket
    from mia_core.sim.perpetual import PerpetualMarket

__all__ = ["UPDATE_NS", "MarketTeller", "tell_market"]

UPDATE_NS = 100_000_000
"""How far the calls of a study lie apart: what Sierra's chart update interval is set to."""

_SYMBOL = b"ESH26_FUT_CME"
_FLAGS = CONSTANTS["batch_flag"]
_SNAPSHOT = ("hello", "snapshot", "snapshot_first", "snapshot_last")
_SIDES = CONSTANTS["book_side"]
_AGGRESSORS = {"buy": CONSTANTS["trade_side"]["at_ask"], "sell": CONSTANTS["trade_side"]["at_bid"]}
_LEVEL_FIELDS = ["price_ticks", "price_raw", "size", "order_count", "side"]

_Level = tuple[int, int]
"""Size and number of orders."""


def tell_market(
    market: SimMarket | PerpetualMarket,
    *,
    start_ns: int,
    end_ns: int,
    every_ns: int = UPDATE_NS,
) -> Iterator[bytes]:
    """Play a market from its book at `start_ns` on, one update after another, until `end_ns`."""
    market.advance(start_ns)
    teller = MarketTeller(tick_size=market.tick_size)
    bids, asks = market.book()
    yield teller.snapshot(start_ns, bids=bids, asks=asks)
    for now_ns in range(start_ns + every_ns, end_ns + 1, every_ns):
        yield teller.update(now_ns, market.advance(now_ns))


class MarketTeller:
    """One publisher: keeps the book as it was told last, and tells what has changed since."""

    def __init__(self, *, tick_size: float, chart: int = 1) -> None:
        self._tick_size = tick_size
        self._chart = chart
        self._told: dict[SideName, dict[int, _Level]] = {"bid": {}, "ask": {}}
        self._sequence = 0
        self._tape = 0

    def snapshot(
        self,
        now_ns: int,
        *,
        bids: Sequence[tuple[int, int, int]],
        asks: Sequence[tuple[int, int, int]],
    ) -> bytes:
        """Introduce the publisher and its instrument, and tell the whole book, best level first."""
        sides: tuple[tuple[SideName, Sequence[tuple[int, int, int]]], ...] = (
            ("bid", bids),
            ("ask", asks),
        )
        for side, levels in sides:
            self._told[side] = {price: (size, orders) for price, size, orders in levels}
        rows = [self._row(side, *level) for side, levels in sides for level in levels]
        instrument = {
            "flags": sum(CONSTANTS["instrument_flag"].values()),
            "chart": self._chart,
            "symbol": _SYMBOL,
            "tick_size": self._tick_size,
            "price_multiplier": 1.0,
            "bar_period_s": 60,
        }
        frames = [
            make_hello(1),
            make_frame("SnapshotBegin", {"snapshot": 1}),
            make_frame("Instrument", instrument),
            make_frame("Status", {"connection": CONSTANTS["connection"]["connected"]}),
            make_frame("DepthSnapshot", self._counts(), entries=_entries(rows)),
            make_frame("SnapshotEnd", {"snapshot": 1}),
        ]
        return self._batch(now_ns, frames, flags=sum(_FLAGS[name] for name in _SNAPSHOT))

    def update(self, now_ns: int, events: Sequence[MarketEvent]) -> bytes:
        """Tell what happened since the last call: trades, then the levels that differ."""
        frames: list[bytes] = []
        changed: dict[tuple[SideName, int], _Level] = {}
        for event in events:
            if isinstance(event, DepthChange):
                changed[event.side, event.price_ticks] = (event.size, event.orders)
            elif isinstance(event, TapeTrade):
                frames.append(self._trade(event))
        rows = [
            self._row(side, price, *level)
            for (side, price), level in changed.items()
            if self._differs(side, price, level)
        ]
        if rows:
            frames.append(make_frame("DepthDelta", self._counts(), entries=_entries(rows)))
        return self._batch(now_ns, frames)

    def _differs(self, side: SideName, price: int, level: _Level) -> bool:
        """Take a level as the one told last; say whether it is another than before."""
        told = self._told[side]
        if level[0] == 0:
            return told.pop(price, None) is not None
        if told.get(price) == level:
            return False
        told[price] = level
        return True

    def _row(self, side: SideName, price: int, size: int, orders: int) -> tuple[Any, ...]:
        return price, price * self._tick_size, size, orders, _SIDES[side]

    def _counts(self) -> dict[str, int]:
        return {f"{side}_count": len(levels) for side, levels in self._told.items()}

    def _trade(self, trade: TapeTrade) -> bytes:
        self._tape += 1
        head = {
            "time_ns": trade.t_ns,
            "tape_sequence": self._tape,
            "price_ticks": trade.price_ticks,
            "price_raw": trade.price_ticks * self._tick_size,
            "bid_ticks": trade.bid_ticks,
            "ask_ticks": trade.ask_ticks,
            "bid_size": trade.bid_size,
            "ask_size": trade.ask_size,
            "size": trade.size,
            "side": _AGGRESSORS[trade.aggressor],
        }
        return make_frame("Trade", head)

    def _batch(self, now_ns: int, frames: list[bytes], *, flags: int = 0) -> bytes:
        self._sequence += 1
        header = {
            "publisher": 1,
            "chart": self._chart,
            "epoch": 1,
            "sequence": self._sequence,
            "call_time_ns": now_ns,
            "flags": flags,
        }
        return make_batch(header, frames)


def _entries(rows: list[tuple[Any, ...]]) -> NDArray[np.void]:
    entry = KINDS["DepthDelta"].entry
    assert entry is not None
    entries = np.zeros(len(rows), dtype=entry)
    entries[_LEVEL_FIELDS] = rows
    return entries

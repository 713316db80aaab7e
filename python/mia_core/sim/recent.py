"""The tape of the last minute in slices of a fifth of a second, and what is usual for it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque

from mia_core.sim.events import TapeTrade

__all__ = ["SLICES_A_SECOND", "SLICE_NS", "Levels", "Recent", "Slice", "Usual"]

SLICES_A_SECOND = 5
SLICE_NS = 1_000_000_000 // SLICES_A_SECOND
_KEPT = 60 * SLICES_A_SECOND
_SAMPLES_WANTED = 60

Levels = dict[int, list[int]]
"""Contracts bought and sold by price."""


class Usual:
    """The values of the last minutes, in order: what the middle one is."""

    def __init__(self, kept: int = 500) -> None:
        self._values: list[int] = []
        self._came: deque[int] = deque()
        self._kept = kept

    def add(self, value: int) -> None:
        """Take another one, and forget the oldest when there are too many."""
        insort(self._values, value)
        self._came.append(value)
        if len(self._came) > self._kept:
            del self._values[bisect_left(self._values, self._came.popleft())]

    def at(self, per_mille: int) -> int:
        """Return the value that so many of a thousand do not exceed; 0 until there are enough."""
        values = self._values
        return values[len(values) * per_mille // 1000] if len(values) >= _SAMPLES_WANTED else 0


class Slice:
    """What was traded in a fifth of a second; the fills of one order are one trade."""

    __slots__ = ("bought", "high", "levels", "low", "orders", "sold", "trades")

    def __init__(self, price: int) -> None:
        self.bought = 0
        self.sold = 0
        self.trades = 0
        self.low = self.high = price
        self.levels: Levels = {}
        self.orders: list[int] = []  # bought ones above zero, sold ones below

    def add(self, price: int, size: int, sign: int) -> None:
        """Take a trade; `sign` is 1 of a buyer and -1 of a seller."""
        self.low, self.high = min(self.low, price), max(self.high, price)
        level = self.levels.setdefault(price, [0, 0])
        if sign > 0:
            self.bought += size
            level[0] += size
        else:
            self.sold += size
            level[1] += size


class Recent:
    """The newest slices, oldest first, what there was until the end of each, and the usual values."""

    def __init__(self) -> None:
        self.slices: list[Slice] = []
        self.closes: list[int] = []
        self.highs: list[int] = []
        self.lows: list[int] = []
        self.net_2s: list[int] = []
        self.large: list[tuple[int, int]] = []
        self.number = 0
        self.net = Usual()
        self.volume = Usual()
        self.volume_10s = Usual()
        self.trades_1s = Usual()
        self.range = Usual()
        self.level = Usual()
        self.order = Usual(5_000)
        self._bought = [0]
        self._sold = [0]
        self._trades = [0]
        self._order_ns = 0
        self._running: Slice | None = None
        self._close = 0

    def add(self, trade: TapeTrade) -> None:
        """Take a trade of the running slice."""
        if self._running is None:
            self._running = Slice(trade.price_ticks)
        running, sign = self._running, 1 if trade.aggressor == "buy" else -1
        running.add(trade.price_ticks, trade.size, sign)
        self._close = trade.price_ticks
        orders = running.orders
        if orders and trade.t_ns == self._order_ns and orders[-1] * sign > 0:
            orders[-1] += sign * trade.size
        else:
            orders.append(sign * trade.size)
            running.trades += 1
        self._order_ns = trade.t_ns

    def close(self) -> None:
        """End the running slice."""
        self.number += 1
        if not self._close:
            return
        running = self._running or Slice(self._close)
        self._running = None
        self.slices.append(running)
        self.closes.append(self._close)
        self.highs.append(running.high)
        self.lows.append(running.low)
        self._bought.append(self._bought[-1] + running.bought)
        self._sold.append(self._sold[-1] + running.sold)
        self._trades.append(self._trades[-1] + running.trades)
        self.net_2s.append(self.net_of(2 * SLICES_A_SECOND))
        self._judge_orders(running.orders)
        if self.number % 3 == 0:
            self._sample()
        if len(self.slices) >= 2 * _KEPT:
            self._forget()

    def last(self, count: int) -> list[Slice]:
        """Return the newest slices."""
        return self.slices[-count:]

    def net_of(self, count: int) -> int:
        """Return what was bought more than sold in the newest slices."""
        k = max(0, len(self._bought) - 1 - count)
        return self._bought[-1] - self._bought[k] - self._sold[-1] + self._sold[k]

    def volume_of(self, count: int) -> int:
        """Return what was traded in the newest slices."""
        k = max(0, len(self._bought) - 1 - count)
        return self._bought[-1] - self._bought[k] + self._sold[-1] - self._sold[k]

    def trades_of(self, count: int) -> int:
        """Return how many trades there were in the newest slices."""
        return self._trades[-1] - self._trades[max(0, len(self._trades) - 1 - count)]

    def range_of(self, count: int) -> int:
        """Return how far apart the prices of the newest slices lie."""
        return max(self.highs[-count:]) - min(self.lows[-count:])

    def levels_of(self, count: int) -> Levels:
        """Return volume at price of the newest slices."""
        levels: Levels = {}
        for item in self.slices[-count:]:
            for price, (bought, sold) in item.levels.items():
                level = levels.get(price)
                if level is None:
                    levels[price] = [bought, sold]
                else:
                    level[0] += bought
                    level[1] += sold
        return levels

    def _judge_orders(self, orders: list[int]) -> None:
        """Keep those orders that are in the tail of all so far, with the number of their slice."""
        tail = self.order.at(995)
        for order in orders:
            if tail and abs(order) >= tail:
                self.large.append((self.number, order))
            self.order.add(abs(order))

    def _sample(self) -> None:
        if self.trades_of(2 * SLICES_A_SECOND):
            self.net.add(abs(self.net_2s[-1]))
            self.volume.add(self.volume_of(2 * SLICES_A_SECOND))
            self.range.add(self.range_of(2 * SLICES_A_SECOND))
            self.trades_1s.add(self.trades_of(SLICES_A_SECOND))
        if self.number % 15 == 0:
            self.volume_10s.add(self.volume_of(10 * SLICES_A_SECOND))
            for bought, sold in self.levels_of(10 * SLICES_A_SECOND).values():
                self.level.add(bought + sold)

    def _forget(self) -> None:
        for values in (self.slices, self.closes, self.highs, self.lows, self.net_2s):
            del values[:-_KEPT]
        for sums in (self._bought, self._sold, self._trades):
            del sums[: -_KEPT - 1]
        self.large = [item for item in self.large if item[0] > self.number - _KEPT]

"""The ordinary life of the simulated market: orders come and go, small trades, bursts and quiet.

Sizes of levels hover around their targets. Now and then the market leans on one side for a moment:
trades hit it more often and its touch thins out, which is what moves the price. Both directions
are drawn alike.
"""

from __future__ import annotations

import random

from mia_core.sim.book import BookSide
from mia_core.sim.draws import (
    BACKGROUND_TRADE_SIZES,
    DEPTH_INDEX,
    LEVEL_SIZES,
    ORDER_SIZES,
    TOUCH_SIZES,
    exponential_ns,
    exponential_table,
    pick,
    stream,
)
from mia_core.sim.exchange import Exchange

__all__ = ["ORDINARY_LEVEL_CHANGES_PER_S", "Background"]

ORDINARY_LEVEL_CHANGES_PER_S = 150
_ORDERS_PER_S = 126  # the rest of the 150 follows from trades and from moves of the price
_TRADES_PER_S = 8
_SECOND_NS = 1_000_000_000

# Activity in 1/64 of the mean and mean stay in ms: quiet, normal, busy, burst. One is drawn of 16.
_MOODS = 6 * ((26, 9_000),) + 5 * ((64, 9_000),) + 3 * ((132, 5_000),) + 2 * ((300, 2_000),)
_LEAN_MEAN_NS = 1_600_000_000
_CALM_MEAN_NS = 2_600_000_000
_LEANING_HITS = 176  # of 256 trades, the share that hits the side leaned on
_NEW_TARGET_BITS = 0xFF << 11  # one order in 256 finds its level settling elsewhere
_THINNED_PCT = 45  # of its target, what a touch that is leaned on tends to


class Background:
    """Draws ordinary orders and trades and puts them to the exchange, one at a time."""

    def __init__(
        self, seed: int, exchange: Exchange, *, start_ns: int, level_changes_per_s: int
    ) -> None:
        self.next_ns = start_ns
        self.mood_ns = start_ns
        self.lean_ns = start_ns
        self._exchange = exchange
        self._orders = stream(seed, "orders")
        self._trades = stream(seed, "trades")
        self._moods = stream(seed, "moods")
        self._leans = stream(seed, "leans")
        self._flicker_per_s = level_changes_per_s - ORDINARY_LEVEL_CHANGES_PER_S
        self._actions_per_s = _ORDERS_PER_S + _TRADES_PER_S + self._flicker_per_s
        self._mean_ns = _SECOND_NS // self._actions_per_s
        self._lean: BookSide | None = None
        self._asked: BookSide | None = None

    def ask_lean(self, side: BookSide | None) -> None:
        """Have the market lean on a side until told otherwise; None gives it back its own way."""
        self._asked = side

    def change_mood(self, t_ns: int) -> None:
        """Enter another stretch of quiet, normal, busy or bursting trade."""
        activity, stay_ms = _MOODS[self._moods.getrandbits(4)]
        pace = activity * self._exchange.liquidity.pace_pct
        self._mean_ns = _SECOND_NS * 64 * 100 // (self._actions_per_s * pace)
        self.mood_ns = t_ns + exponential_ns(self._moods, stay_ms * 1_000_000)

    def change_lean(self, t_ns: int) -> None:
        """Begin or end leaning on one side."""
        if self._lean is not None:
            self._lean = None
            self.lean_ns = t_ns + exponential_ns(self._leans, _CALM_MEAN_NS)
            return
        self._lean = self._exchange.ask if self._leans.getrandbits(1) else self._exchange.bid
        self.lean_ns = t_ns + exponential_ns(self._leans, _LEAN_MEAN_NS)

    def run(self, bound_ns: int) -> None:
        """Play everything before `bound_ns`, or until a gap in the book is due to close."""
        exchange = self._exchange
        table = exponential_table()
        bits = self._orders.getrandbits
        kinds = self._actions_per_s
        flicker_until = _ORDERS_PER_S + self._flicker_per_s
        mean_ns = self._mean_ns
        t_ns = self.next_ns
        while t_ns < bound_ns and t_ns < exchange.refill_ns:
            draw = bits(52)
            kind = (draw & 0xFFFF) * kinds >> 16
            if kind < _ORDERS_PER_S:
                self._order(t_ns, draw >> 26)
            elif kind < flicker_until:
                self._flicker(t_ns, draw >> 26)
            else:
                self._trade(t_ns)
            t_ns += 1 + (table[draw >> 16 & 0x3FF] * mean_ns >> 16)
        self.next_ns = t_ns

    def _order(self, t_ns: int, draw: int) -> None:
        """One order comes or goes: 1 bit of side, 10 of depth, 15 of direction."""
        exchange = self._exchange
        side = exchange.ask if draw & 1 else exchange.bid
        index = DEPTH_INDEX[draw >> 1 & 0x3FF]
        size = exchange.liquidity.sized(pick(self._orders, ORDER_SIZES))
        there = side.sizes[index]
        if draw & _NEW_TARGET_BITS == 0:
            sizes = LEVEL_SIZES if index else TOUCH_SIZES
            side.targets[index] = exchange.liquidity.sized(pick(self._orders, sizes))
        target = side.targets[index]
        if index == 0:
            leaned = self._lean if self._asked is None else self._asked
            if side is leaned and side is not exchange.pinned:
                target = target * _THINNED_PCT // 100
            if (draw >> 11) * 2 * target < there << 15:
                exchange.cancel_touch(t_ns, side, size)
                return
        elif (draw >> 11) * 2 * target < there << 15 and there > size:
            side.cancel(t_ns, index, size)
            return
        side.add(t_ns, index, size)

    def _flicker(self, t_ns: int, draw: int) -> None:
        """Two or three contracts come or go behind the touch: traffic that moves nothing."""
        side = self._exchange.ask if draw & 1 else self._exchange.bid
        index = DEPTH_INDEX[draw >> 1 & 0x3FF] or 1 + (draw >> 11 & 3)
        if side.sizes[index] > side.targets[index]:
            side.cancel(t_ns, index, 2 + (draw >> 13 & 1))
        else:
            side.add(t_ns, index, 2 + (draw >> 13 & 1))

    def _trade(self, t_ns: int) -> None:
        exchange = self._exchange
        rng: random.Random = self._trades
        leaned = self._lean if self._asked is None else self._asked
        toss = rng.getrandbits(8)
        if leaned is None:
            hit = exchange.ask if toss < 128 else exchange.bid
        else:
            hit = leaned if toss < _LEANING_HITS else exchange.other(leaned)
        exchange.trade(t_ns, hit, exchange.liquidity.sized(pick(rng, BACKGROUND_TRADE_SIZES)))

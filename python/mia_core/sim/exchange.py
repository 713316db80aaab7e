"""Both sides of the simulated book together: trades, and how a spread that opened closes again.

Whatever empties a touch, a short time later one of two things happens: the same side comes back to
its price, or the other side steps in and the price has moved. A pinned level is held by hidden
supply: it cannot be emptied while pinned. A side being driven through never comes back.
"""

from __future__ import annotations

import random

from mia_core.sim.book import Block, BookSide
from mia_core.sim.draws import NEW_TOUCH_SIZES, exponential_ns, pick
from mia_core.sim.events import Aggressor, MarketEvent, TapeTrade
from mia_core.sim.liquidity import NORMAL, Liquidity

__all__ = ["NEVER", "Exchange"]

NEVER = 1 << 62
_CONTINUATION = 180  # of 256: the price moves on more often than it bounces


class Exchange:
    """The matching place: owns both sides and keeps them from crossing."""

    def __init__(
        self,
        middle_ticks: int,
        *,
        depth: int,
        levels: random.Random,
        refills: random.Random,
        sink: list[MarketEvent],
    ) -> None:
        self.bid = BookSide("bid", middle_ticks, depth=depth, rng=levels, sink=sink)
        self.ask = BookSide("ask", middle_ticks + 1, depth=depth, rng=levels, sink=sink)
        self.liquidity = NORMAL
        self.refill_ns = NEVER
        self.pinned: BookSide | None = None
        self.driven: BookSide | None = None
        self.floor = 0
        self._emptied = self.bid
        self._rng = refills
        self._sink = sink

    @property
    def spread(self) -> int:
        """Ticks between best bid and best ask."""
        return self.ask.best - self.bid.best

    def other(self, side: BookSide) -> BookSide:
        """Return the side across the spread."""
        return self.ask if side is self.bid else self.bid

    def pin(self, side: BookSide, floor: int) -> None:
        """Hold the touch of a side: it keeps at least `floor` contracts until released."""
        self.pinned = side
        self.floor = floor

    def unpin(self) -> None:
        """Release the touch that was held."""
        self.pinned = None
        self.floor = 0

    def spare(self, side: BookSide) -> int:
        """Contracts that a trade may have at the touch of a side now."""
        there = side.available()
        return there - self.floor if side is self.pinned else there

    def trade(self, t_ns: int, hit: BookSide, size: int) -> int:
        """Trade against the touch of a side, at most what it can give; return the size done.

        The tape has a trade for each order that was met, all with the quote as it stood before,
        as an exchange tells it and Sierra shows it unless asked to combine them.
        """
        done = min(size, self.spare(hit))
        if done <= 0:
            return 0
        aggressor: Aggressor = "sell" if hit is self.bid else "buy"
        quote = self.bid.best, self.ask.best, self.bid.total(0), self.ask.total(0)
        price = hit.best
        self._sink += [
            TapeTrade(t_ns, price, fill, aggressor, *quote) for fill in hit.take(t_ns, done)
        ]
        if hit.settle(t_ns):
            self._open(t_ns, hit)
        return done

    def cancel_touch(self, t_ns: int, side: BookSide, size: int) -> None:
        """Cancel ordinary orders at the touch; it may go with them unless it is pinned."""
        size = min(size, side.total(0) - self.floor) if side is self.pinned else size
        if size > 0 and side.cancel(t_ns, 0, size):
            self._open(t_ns, side)

    def withdraw(self, t_ns: int, side: BookSide, block: Block) -> None:
        """Cancel what is left of a block."""
        if side.withdraw(t_ns, block):
            self._open(t_ns, side)

    def replenish(self, t_ns: int, side: BookSide, block: Block) -> bool:
        """Have the owner of an iceberg show the next part; false when the price has moved on."""
        across = self.other(side)
        if side.away * (block.price_ticks - across.best) <= 0:
            return False
        is_back = side.replenish(t_ns, block)
        if self.spread == 1:
            self.refill_ns = NEVER  # the owner was there first
        return is_back

    def set_liquidity(self, liquidity: Liquidity) -> None:
        """Have levels settle at what is usual from now on."""
        self.liquidity = liquidity
        for side in (self.bid, self.ask):
            side.set_liquidity(liquidity)

    def refill(self, t_ns: int) -> None:
        """One tick of the gap closes; another refill follows while the spread is open."""
        size = pick(self._rng, NEW_TOUCH_SIZES)
        self._stepping_in().improve(t_ns, self.liquidity.sized(size))
        self.refill_ns = NEVER
        if self.spread > 1:
            self._schedule(t_ns)

    def _open(self, t_ns: int, side: BookSide) -> None:
        self._emptied = side
        if self.refill_ns == NEVER:
            self._schedule(t_ns)

    def _schedule(self, t_ns: int) -> None:
        gap = self.spread - 1  # the wider, the sooner somebody steps in
        self.refill_ns = t_ns + exponential_ns(self._rng, self.liquidity.refill_ns // (gap * gap))

    def _stepping_in(self) -> BookSide:
        emptied = self._emptied
        across = self.other(emptied)
        if across is self.pinned:
            return emptied
        moves_on = self._rng.getrandbits(8) < _CONTINUATION
        return across if moves_on or emptied is self.driven else emptied

"""Both sides of the simulated book together: trades, and how a spread that opened closes again.

Whatever empties a touch, a short time later one of two things happens: the same side comes back to
its price, or the other side steps in and the price has moved. A pinned level is held by hidden
supply: it cannot be emptied while pinned. A side being driven through never comes back.
"""

from __future__ import annotations

import random

from mia_core.sim.book import Block, BookSide
from mia_core.sim.draws import NEW_TOUCH_SIZES, exponential_ns, pick
from mia_core.sim.events import MarketEvent, TapeTrade

__all__ = ["NEVER", "Exchange"]

NEVER = 1 << 62
_REFILL_MEAN_NS = 18_000_000
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
        """Contracts that may leave the touch of a side now."""
        there = side.total(0)
        return there - self.floor if side is self.pinned else there

    def trade(self, t_ns: int, hit: BookSide, size: int) -> int:
        """Trade against the touch of a side, at most what it can give; return the size done."""
        done = min(size, self.spare(hit))
        if done <= 0:
            return 0
        bid, ask = self.bid, self.ask
        self._sink.append(
            TapeTrade(
                t_ns,
                hit.best,
                done,
                "sell" if hit is bid else "buy",
                bid.best,
                ask.best,
                bid.total(0),
                ask.total(0),
            )
        )
        if hit.take(t_ns, done):
            self._open(t_ns, hit)
        return done

    def cancel_touch(self, t_ns: int, side: BookSide, size: int) -> None:
        """Cancel ordinary orders at the touch; it may go with them unless it is pinned."""
        size = min(size, self.spare(side)) if side is self.pinned else size
        if size > 0 and side.cancel(t_ns, 0, size):
            self._open(t_ns, side)

    def withdraw(self, t_ns: int, side: BookSide, block: Block) -> None:
        """Cancel what is left of a block."""
        if side.withdraw(t_ns, block):
            self._open(t_ns, side)

    def refill(self, t_ns: int) -> None:
        """One tick of the gap closes; another refill follows while the spread is open."""
        self._stepping_in().improve(t_ns, pick(self._rng, NEW_TOUCH_SIZES))
        self.refill_ns = NEVER
        if self.spread > 1:
            self._schedule(t_ns)

    def _open(self, t_ns: int, side: BookSide) -> None:
        self._emptied = side
        if self.refill_ns == NEVER:
            self._schedule(t_ns)

    def _schedule(self, t_ns: int) -> None:
        self.refill_ns = t_ns + exponential_ns(self._rng, _REFILL_MEAN_NS)

    def _stepping_in(self) -> BookSide:
        emptied = self._emptied
        across = self.other(emptied)
        if across is self.pinned:
            return emptied
        moves_on = self._rng.getrandbits(8) < _CONTINUATION
        return across if moves_on or emptied is self.driven else emptied

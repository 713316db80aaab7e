"""A simulated market without an end, for processes that are started by hand at different moments.

Whoever asks at a given time finds the same market: every half hour of the clock the next one takes
its place, whatever happened before. Its half hour of history was played unseen meanwhile, so a
change costs no time; the price jumps at it, as over a night.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mia_core.sim.market import HISTORY_NS, SimMarket

if TYPE_CHECKING:
    from mia_core.sim.events import BookLevel, MarketEvent
    from mia_core.sim.truth import PlantedPattern

__all__ = ["PERIOD_NS", "PerpetualMarket"]

# A market's history begins when the one before it comes on: the next is then always under way.
PERIOD_NS = HISTORY_NS
_SEED_BITS = 32


class PerpetualMarket:
    """Shows the market of the current half hour; asked the same way as any other."""

    def __init__(self, seed: int, *, now_ns: int) -> None:
        """Find the market that is on at `now_ns`; its history is given out by the first `advance`."""
        self._seed = seed
        self._period = now_ns // PERIOD_NS
        self._shown = self._market_of(self._period)
        self._next = self._market_of(self._period + 1)
        self._shown_since_ns = 0
        self._past_truth: list[PlantedPattern] = []

    @property
    def now_ns(self) -> int:
        """Time up to which everything has been played."""
        return self._shown.now_ns

    @property
    def tick_size(self) -> float:
        """Price of one tick."""
        return self._shown.tick_size

    @property
    def best_bid_ticks(self) -> int:
        """Best bid now."""
        return self._shown.best_bid_ticks

    @property
    def best_ask_ticks(self) -> int:
        """Best ask now."""
        return self._shown.best_ask_ticks

    @property
    def truth(self) -> list[PlantedPattern]:
        """What was planted so far in the markets that were shown."""
        return [*self._past_truth, *self._seen_truth()]

    def book(self) -> tuple[list[BookLevel], list[BookLevel]]:
        """Bids and asks now, best first."""
        return self._shown.book()

    def advance(self, until_ns: int) -> list[MarketEvent]:
        """Play up to and including `until_ns`; return what was to be seen since the last call."""
        events: list[MarketEvent] = []
        while (change_ns := (self._period + 1) * PERIOD_NS) <= until_ns:
            events += self._shown.advance(change_ns - 1)
            self._next.advance(change_ns - 1)
            self._past_truth += self._seen_truth()
            self._period += 1
            self._shown_since_ns = change_ns
            self._shown, self._next = self._next, self._market_of(self._period + 1)
        events += self._shown.advance(until_ns)
        if until_ns > self._next.now_ns:
            self._next.advance(until_ns)
        return events

    def _market_of(self, period: int) -> SimMarket:
        return SimMarket(
            (self._seed << _SEED_BITS) + period, start_ns=period * PERIOD_NS - HISTORY_NS
        )

    def _seen_truth(self) -> list[PlantedPattern]:
        """Leave out what a later market had in its unseen history; the first one's was given out."""
        return [item for item in self._shown.truth if item.t_start_ns >= self._shown_since_ns]

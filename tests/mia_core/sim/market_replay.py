"""A book kept from nothing but the events, to judge the market by what a consumer would see."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from mia_core.sim.events import DepthChange, MarketEvent, SideName, TapeTrade
from mia_core.sim.market import DEMO_START_NS, HISTORY_NS, SimMarket
from mia_core.sim.plants import Programme
from mia_core.sim.truth import PlantedPattern

START = DEMO_START_NS - HISTORY_NS
MS = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND


class Replay:
    """Both sides as price -> size, and orders beside them."""

    def __init__(self) -> None:
        self.sizes: dict[SideName, dict[int, int]] = {"bid": {}, "ask": {}}
        self.orders: dict[SideName, dict[int, int]] = {"bid": {}, "ask": {}}

    def apply(self, change: DepthChange) -> None:
        sizes, orders = self.sizes[change.side], self.orders[change.side]
        if change.size:
            sizes[change.price_ticks] = change.size
            orders[change.price_ticks] = change.orders
        else:
            del sizes[change.price_ticks]
            del orders[change.price_ticks]

    @property
    def best_bid(self) -> int:
        return max(self.sizes["bid"])

    @property
    def best_ask(self) -> int:
        return min(self.sizes["ask"])

    def levels(self, side: SideName) -> list[tuple[int, int, int]]:
        sizes, orders = self.sizes[side], self.orders[side]
        return [(p, sizes[p], orders[p]) for p in sorted(sizes, reverse=side == "bid")]


class Day:
    """One market played at once: its events and its truth."""

    def __init__(
        self, seed: int, *, minutes: int, plants: bool = True, programme: Programme = "book"
    ) -> None:
        market = SimMarket(
            seed, start_ns=START, plants=plants, programme=programme, opening_after_ns=0
        )
        self.minutes = minutes
        self.events = market.advance(START + minutes * MINUTE)
        self.truth = market.truth
        self.book = market.book()
        self._times = [event.t_ns for event in self.events]

    def during(self, episode: PlantedPattern) -> list[MarketEvent]:
        """Events from the first to the last moment of an episode."""
        first = bisect_left(self._times, episode.t_start_ns)
        return self.events[first : bisect_right(self._times, episode.t_end_ns)]

    def named(self, *names: str) -> list[PlantedPattern]:
        """Finished episodes of these names."""
        ended = (episode for episode in self.truth if episode.outcome != "under-way")
        return [episode for episode in ended if episode.name in names]

    def trades(self) -> list[TapeTrade]:
        return [event for event in self.events if isinstance(event, TapeTrade)]

    def actions(self) -> Iterator[list[MarketEvent]]:
        """Events that happened at one moment, together."""
        for _, events in groupby(self.events, key=lambda event: event.t_ns):
            yield list(events)


@lru_cache(maxsize=3)
def played(seed: int) -> Day:
    """Play half an hour once for all tests that look at it."""
    return Day(seed, minutes=30)

"""A MIA host's ears: the live feed and the market state, with every batch counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import zmq

from mia_core._native import Market, Observation
from mia_core.feeds.live import LiveFeed
from mia_core.home import Home

PATIENCE_MS = 60_000


class Listener:
    """Takes whatever comes and lets nothing pass that is not the next batch of its publisher."""

    def __init__(self, home: Path) -> None:
        self.home = Home(home)
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.feed = LiveFeed(self.context, "tcp://127.0.0.1:*", token=self.home.token())
        # The feed has put zeros in the place of a good token, and nothing else passes.
        self.market = Market()
        self.received: dict[int, int] = defaultdict(int)
        """How many batches came of each chart."""
        self.publishers: dict[int, set[int]] = defaultdict(set)
        """Who sent them."""
        self.snapshots: dict[int, int] = defaultdict(int)

    def listen(self, *, wait_ms: int = 0) -> None:
        """Take all that is there, and wait for the first of it."""
        if wait_ms and not self.feed.socket.poll(wait_ms):
            return
        while (data := self.feed.receive()) is not None:
            self._take(self.market.ingest(data))

    def listen_until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            assert self.feed.socket.poll(PATIENCE_MS), "nothing came, and something was to come"
            self.listen()

    def close(self) -> None:
        self.feed.close()
        self.context.term()

    def _take(self, seen: Observation) -> None:
        assert seen.accepted, seen.outcome
        assert seen.missed == 0
        self.received[seen.chart] += 1
        assert seen.sequence == self.received[seen.chart], f"chart {seen.chart}"
        self.publishers[seen.chart].add(seen.publisher)
        self.snapshots[seen.chart] += seen.snapshot

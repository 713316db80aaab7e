"""Studies, a relay and the host's side of the feed in one process and in lockstep, so that a seed decides everything."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import zmq

from mia_core._native import Market
from mia_core.clock import NANOSECONDS
from mia_core.feeds.live import LiveFeed
from mia_core.home import Home
from mia_core.sim.market import DEMO_START_NS, SimMarket
from mia_core.sim.sierra_chart import SimSierra
from tests.scenarios.relay import WAIT_MS, Context, LossyRelay

STEP_NS = NANOSECONDS // 20
HISTORY_NS = 15 * NANOSECONDS  # little enough for all its trades to fit into a snapshot
ROUNDS = 2000


class World:
    """One simulated Sierra Chart that reaches its host through a relay."""

    def __init__(self, home: Path, *, seed: int) -> None:
        self.context: Context = zmq.Context()
        self.now_ns = DEMO_START_NS
        self.seed = seed
        self._token = Home(home).token()
        self.feed = self._start_feed("tcp://127.0.0.1:*")
        self.market = Market()
        self.relay = LossyRelay(self.context, self.feed.address, seed=seed)
        self.outcomes: Counter[str] = Counter()
        self.notes: list[str] = []
        self._asked = 0
        self._hosts = 1
        self._sent_before = 0
        self._received_before = 0
        self.sierra = self._start_sierra()
        self.settle()

    def close(self) -> None:
        self.sierra.close()
        self.relay.close()
        self.feed.close()
        self.context.destroy(linger=0)
        self._hosts_context.destroy(linger=0)

    def play(self, seconds: float) -> None:
        """Let time pass, one chart update after another."""
        for _ in range(int(seconds * NANOSECONDS / STEP_NS)):
            self.now_ns += STEP_NS
            self.step()

    def step(self) -> None:
        """Update the charts once, and let the host take in all that the relay lets through."""
        self.sierra.advance(self.now_ns)
        total = self._sent_before + self.sierra.batches_sent
        self.relay.pump(lambda: self.relay.received >= total, also=self.feed.socket)
        self.take_in()

    def take_in(self) -> None:
        """Let the host take in what the relay has delivered, and ask for what it lacks."""
        while self._received_before + self.feed.received < len(self.relay.sent):
            assert self.feed.socket.poll(WAIT_MS), "what the relay delivered did not come"
            data = self.feed.receive()
            if data is not None:
                self._ingest(data)
        self.relay.pump(self._is_heard, also=self.feed.socket)

    def settle(self) -> None:
        """Let everyone find each other while time stands still."""
        for _ in range(ROUNDS):
            self.relay.pump(self._is_heard, also=self.feed.socket)
            self.step()
            if self.is_synchronised:
                return
            self.relay.idle()
        message = f"the world did not settle: {self.market.publishers()}"
        raise AssertionError(message)

    @property
    def is_synchronised(self) -> bool:
        """Whether the host knows all that the charts show."""
        known = [row for row in self.market.publishers() if row["state"] != "replaced"]
        whole = [row for row in known if row["state"] == "synchronised"]
        return self.sierra.is_synchronised and len(known) == len(whole) == 2

    def restart_host(self) -> None:
        """End the host's side of the feed and start it anew, on the same port and with nothing known."""
        address = self.feed.address
        self._received_before += self.feed.received
        self.feed.close()
        self._hosts_context.term()  # waits until the port is free, as the end of a process does
        self.feed = self._start_feed(address)
        self.market = Market()
        self.outcomes.clear()
        self._hosts += 1

    def restart_sierra(self) -> None:
        """Take the studies off their charts and put them on again, as a restart of Sierra does."""
        self._sent_before += self.sierra.batches_sent
        self.sierra.close()
        self.sierra = self._start_sierra()

    def _start_feed(self, address: str) -> LiveFeed:
        self._hosts_context: Context = zmq.Context()
        return LiveFeed(self._hosts_context, address, token=self._token)

    def _start_sierra(self) -> SimSierra:
        market = SimMarket(
            self.seed, start_ns=DEMO_START_NS - HISTORY_NS, opening_after_ns=HISTORY_NS
        )
        sierra = SimSierra(market, feed=self.relay.address, overlay="tcp://127.0.0.1:1")
        sierra.load_history(self.now_ns)
        return sierra

    def _is_heard(self) -> bool:
        return self.relay.joined >= self._hosts and self.relay.asked >= self._asked

    def _ingest(self, data: bytes) -> None:
        seen = self.market.ingest(data)
        self.outcomes[seen.outcome] += 1
        if seen.note:
            self.notes.append(seen.note)
        if seen.needs_snapshot:
            self._asked += self.feed.request_snapshot(seen.publisher, now_ns=self.now_ns)

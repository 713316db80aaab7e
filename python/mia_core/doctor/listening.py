"""Listens for a bounded time: to the studies, as the host they look for, and to the DTC server.

It sends what every host sends to be heard at all: a request for a snapshot where one is missing, the
overlay's heartbeat, and a DTC logon. No order, no drawing, nothing on disk.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import zmq

from mia_core._native import Market
from mia_core.clock import NANOSECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from mia_core.clock import Clock
    from mia_core.doctor.heard import Heard
    from mia_core.doctor.session import Session
    from mia_core.feeds.live import LiveFeed
    from mia_core.overlay import Overlay

__all__ = ["Listening"]

POLL_MS: Final = 50
BATCHES_PER_TURN: Final = 1_000
# Longer than one step of a logon is waited for, so that a step without an answer is named.
LOGON_S: Final = 25.0
# Studies that wait for a host call again ten times a second, and see it at their next chart update.
SETTLE_NS: Final = 2 * NANOSECONDS


class Listening:
    """One turn after another, until all that can be expected was heard."""

    def __init__(
        self,
        heard: Heard | None,
        session: Session | None,
        *,
        clock: Clock,
        feed: LiveFeed | None,
        overlay: Overlay | None,
    ) -> None:
        self._heard = heard
        self._session = session
        self._clock = clock
        self._feed = feed
        self._overlay = overlay
        self._market = Market()
        self._poller = zmq.Poller()
        for part in (feed, overlay):
            if part is not None:
                self._poller.register(part.socket, zmq.POLLIN)
        self._begun_ns = time.monotonic_ns()
        self._publishers = 0
        self._came_ns = 0

    @property
    def passed_s(self) -> float:
        """How long it has listened."""
        return self._passed_ns / NANOSECONDS

    def run(
        self,
        limit_s: float,
        *,
        to_the_end: bool,
        should_stop: Callable[[], bool],
        each_turn: Callable[[], None],
    ) -> None:
        """Listen that long; unless to the end, only until nothing more is to be expected."""
        while not should_stop() and not self._is_over(limit_s, to_the_end=to_the_end):
            self._turn()
            each_turn()
        if self._heard is not None:
            self._finish(self._heard, stopped=should_stop())
        if self._session is not None:
            self._session.waited_s, self._session.stopped = self.passed_s, should_stop()

    @property
    def _passed_ns(self) -> int:
        return time.monotonic_ns() - self._begun_ns

    def _is_over(self, limit_s: float, *, to_the_end: bool) -> bool:
        """Whether the time is up. A server has longer: a logon's every step may take its time."""
        passed_s = self.passed_s
        is_all_heard = self._heard is None or self._is_all_heard(self._heard)
        is_heard = passed_s >= limit_s or (is_all_heard and not to_the_end)
        is_answered = self._session is None or self._session.is_settled or passed_s >= LOGON_S
        return is_heard and is_answered

    def _is_all_heard(self, heard: Heard) -> bool:
        return heard.is_complete and self._passed_ns - self._came_ns >= SETTLE_NS

    def _finish(self, heard: Heard, *, stopped: bool) -> None:
        heard.end(passed_ns=self._passed_ns)
        heard.listened_s = self.passed_s
        heard.stopped = stopped
        for symbol in {chart.symbol for chart in heard.charts}:
            bids, asks = self._market.book(symbol)
            heard.books[symbol] = len(bids), len(asks)

    def _turn(self) -> None:
        if self._session is not None:
            self._session.register(self._poller)
        self._poller.poll(POLL_MS)
        now_ns = self._clock.now_ns()
        if self._session is not None:
            self._session.receive(now_ns)
        if self._overlay is not None:
            self._overlay.serve_subscribers(now_ns=now_ns)
        if self._feed is not None and self._heard is not None:
            self._take_batches(self._feed, self._heard)

    def _take_batches(self, feed: LiveFeed, heard: Heard) -> None:
        for _ in range(BATCHES_PER_TURN):
            data = feed.receive()
            if data is None:
                break
            now_ns = self._clock.now_ns()
            seen = self._market.ingest(data)
            heard.take(seen, data, now_ns=now_ns, passed_ns=self._passed_ns)
            if seen.needs_snapshot:
                feed.request_snapshot(seen.publisher, now_ns=now_ns)
        count = heard.update(self._market.publishers())
        if count != self._publishers:
            self._publishers, self._came_ns = count, self._passed_ns

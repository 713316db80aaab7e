"""The way back to the chart: signals for every study that listens, the recent ones for those that come later."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import zmq

from mia_core.errors import FeedError
from mia_core.execution.commands import Side
from mia_core.feeds.live import check_local
from mia_core.frames import make_batch, make_frame

if TYPE_CHECKING:
    from mia_core.strategies.intent import Signal

__all__ = ["Overlay"]

RECENT_SIGNALS = 50
QUEUE_BATCHES = 1_000


class Overlay:
    """An XPUB socket: sees each new subscriber, sends it what is current, never waits for anyone."""

    def __init__(
        self, context: zmq.Context[zmq.Socket[bytes]], address: str, *, publisher: int
    ) -> None:
        check_local(address)
        self._publisher = publisher
        self._sequence = 0
        self._recent: deque[bytes] = deque(maxlen=RECENT_SIGNALS)
        self.socket = context.socket(zmq.XPUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.SNDHWM, QUEUE_BATCHES)
        self.socket.setsockopt(zmq.XPUB_VERBOSE, 1)
        try:
            self.socket.bind(address)
        except zmq.ZMQError as error:
            self.socket.close()
            message = f"overlay: cannot listen on {address}: {zmq.strerror(error.errno or 0)}"
            raise FeedError(message) from error
        self.address = self.socket.getsockopt_string(zmq.LAST_ENDPOINT)

    def publish(self, signal: Signal, *, time_ns: int) -> None:
        """Send one signal and keep it for later subscribers."""
        head = {
            "id": signal.number,
            "time_ns": time_ns,
            "price_ticks": signal.price_ticks,
            "score": signal.score,
            "side": 1 if signal.side is Side.BUY else 2,
            "text": f"{signal.side.value} {signal.score:+.2f}".encode(),
        }
        frame = make_frame("Signal", head)
        self._recent.append(frame)
        self._send([frame], time_ns)

    def serve_subscribers(self, *, now_ns: int) -> None:
        """Answer new subscriptions with what is current."""
        while True:
            try:
                message = self.socket.recv(zmq.NOBLOCK)
            except zmq.Again:
                return
            if message[:1] == b"\x01" and self._recent:
                self._send(list(self._recent), now_ns)

    def close(self) -> None:
        """Stop; the charts keep what was drawn until the studies clear it."""
        self.socket.close()

    def _send(self, frames: list[bytes], time_ns: int) -> None:
        self._sequence += 1
        header = {"publisher": self._publisher, "sequence": self._sequence, "call_time_ns": time_ns}
        self.socket.send(make_batch(header, frames), zmq.NOBLOCK)

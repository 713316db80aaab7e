"""The live feed: a listening socket that studies connect to, the request for a fresh snapshot, and a word to them.

An XSUB socket is a SUB socket that may speak too: what begins with 1 or 0 subscribes or ends that, and anything
else goes to all who publish.
"""

from __future__ import annotations

import re

import zmq

from mia_core._native import schema, without_secrets
from mia_core.clock import NANOSECONDS
from mia_core.errors import FeedError
from mia_core.feeds.envelope import MAGIC, publisher_prefix
from mia_core.frames import make_batch, make_frame

__all__ = ["LiveFeed", "check_local"]

QUEUE_BATCHES = 20_000
PORT_MAX = 65_535
SUBSCRIBE, UNSUBSCRIBE = b"\x01", b"\x00"
PUBLISHERS_MAX = 64  # a stranger may make up publishers; what is asked of them stays bounded


def check_local(address: str) -> None:
    """Refuse to listen to other machines: the exchange's rules and the traders' safety both ask for it.

    A port that is none is refused too: ZeroMQ would take 99999 for 34463.
    """
    place = re.fullmatch(r"tcp://(?:127\.0\.0\.1|localhost):(?:(\d{1,5})|\*)|inproc://.+", address)
    if place is None or int(place[1] or 0) > PORT_MAX:
        message = f"{address}: expected tcp://127.0.0.1:PORT or inproc://NAME; MIA listens on this machine only"
        raise FeedError(message)


class LiveFeed:
    """Receives batches of every study; secrets are masked before anybody else sees them."""

    def __init__(
        self, context: zmq.Context[zmq.Socket[bytes]], address: str, *, token: bytes
    ) -> None:
        check_local(address)
        self._token = token
        self._asked_ns: dict[int, int] = {}
        self.received = 0
        self._told = 0
        self.socket = context.socket(zmq.XSUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RCVHWM, QUEUE_BATCHES)
        self.socket.setsockopt(zmq.MAXMSGSIZE, schema()["batch_bytes_max"])
        try:
            self.socket.bind(address)
        except zmq.ZMQError as error:
            self.socket.close()
            message = f"feed: cannot listen on {address}: {zmq.strerror(error.errno or 0)}"
            raise FeedError(message) from error
        self.socket.send(SUBSCRIBE + MAGIC)
        self.address = self.socket.getsockopt_string(zmq.LAST_ENDPOINT)

    def receive(self) -> bytes | None:
        """Take the next batch, if one is there."""
        try:
            data = self.socket.recv(zmq.NOBLOCK)
        except zmq.Again:
            return None
        self.received += 1
        return without_secrets(data, self._token)

    def request_snapshot(self, publisher: int, *, now_ns: int) -> bool:
        """Ask one publisher for a snapshot, at most once a second: it sees its own prefix subscribed again."""
        asked_ns = self._asked_ns.get(publisher)
        if (
            asked_ns is not None and 0 <= now_ns - asked_ns < NANOSECONDS
        ):  # a clock set back ends the wait
            return False
        if asked_ns is not None:
            self._forget(publisher)
        elif len(self._asked_ns) >= PUBLISHERS_MAX:
            self._forget(next(iter(self._asked_ns)))
        self.socket.send(SUBSCRIBE + publisher_prefix(publisher))
        self._asked_ns[publisher] = now_ns
        return True

    def tell_recognised(self, publisher: int, text: str, *, now_ns: int) -> None:
        """Tell one publisher what was recognised in its charts, for its panel. All hear it; it waits for none."""
        self._told += 1
        frame = make_frame("Recognition", {"publisher": publisher, "text": text.encode()})
        self.socket.send(
            make_batch({"sequence": self._told, "call_time_ns": now_ns}, [frame]), zmq.NOBLOCK
        )

    def close(self) -> None:
        """Stop listening."""
        self.socket.close()

    def _forget(self, publisher: int) -> None:
        del self._asked_ns[publisher]
        self.socket.send(UNSUBSCRIBE + publisher_prefix(publisher))

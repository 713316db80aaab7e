"""Batches of the bench feed as they come off the socket, kept in memory for benchmarks that need no second process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zmq

from bench.workbench import child, find_program, sender_arguments
from mia_core.feeds.envelope import MAGIC

if TYPE_CHECKING:
    from bench.pipeline import Feed

__all__ = ["capture"]

SILENCE_MS = 5_000


def capture(feed: Feed) -> list[bytes]:
    """Receive a whole feed: its snapshot and every update."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    try:
        socket = context.socket(zmq.SUB)
        socket.setsockopt(zmq.RCVHWM, 0)
        socket.setsockopt(zmq.RCVTIMEO, SILENCE_MS)
        socket.bind("tcp://127.0.0.1:*")
        socket.subscribe(MAGIC)
        options = feed.options(socket.getsockopt_string(zmq.LAST_ENDPOINT))
        command = [str(find_program("mia_bench_sender")), *sender_arguments(options)]
        with child(command):
            return [socket.recv() for _ in range(1 + feed.updates)]
    finally:
        context.destroy(linger=0)

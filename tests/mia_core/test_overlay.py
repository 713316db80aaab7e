from __future__ import annotations

from collections.abc import Iterator

import pytest
import zmq

from mia_core._native import decode
from mia_core.errors import FeedError
from mia_core.execution.commands import Side
from mia_core.frames import read_frames
from mia_core.overlay import RECENT_SIGNALS, Overlay
from mia_core.strategies.intent import Signal

Context = zmq.Context[zmq.Socket[bytes]]
WAIT_MS = 5_000


@pytest.fixture
def context() -> Iterator[Context]:
    made: Context = zmq.Context()
    yield made
    made.destroy(linger=0)


@pytest.fixture
def overlay(context: Context) -> Iterator[Overlay]:
    made = Overlay(context, "tcp://127.0.0.1:*", publisher=77)
    yield made
    made.close()


def signal(number: int, side: Side = Side.BUY) -> Signal:
    return Signal(number=number, side=side, score=0.5 * side.sign, price_ticks=20_000 + number)


@pytest.fixture
def chart(context: Context) -> Iterator[zmq.Socket[bytes]]:
    with context.socket(zmq.SUB) as socket:
        socket.subscribe(b"")
        yield socket


def connect(chart: zmq.Socket[bytes], overlay: Overlay) -> None:
    chart.connect(overlay.address)
    assert overlay.socket.poll(WAIT_MS), "nobody subscribed"
    overlay.serve_subscribers(now_ns=9)


def receive(socket: zmq.Socket[bytes]) -> bytes:
    assert socket.poll(WAIT_MS), "nothing was received"
    return socket.recv()


def test_signal_reaches_the_charts_that_listen(chart: zmq.Socket[bytes], overlay: Overlay) -> None:
    connect(chart, overlay)

    overlay.publish(signal(3, Side.SELL), time_ns=5)
    batch = receive(chart)

    header = decode(batch).header
    assert header is not None
    assert (header["publisher"], header["sequence"], header["call_time_ns"]) == (77, 1, 5)
    (frame,) = read_frames(batch)
    assert frame.layout.name == "Signal"
    assert (frame.head["id"], frame.head["time_ns"], frame.head["price_ticks"]) == (3, 5, 20_003)
    assert (frame.head["side"], frame.head["score"]) == (2, -0.5)
    assert frame.head["text"] == b"sell -0.50"


def test_chart_that_comes_later_gets_the_recent_signals(
    chart: zmq.Socket[bytes], overlay: Overlay
) -> None:
    for number in range(RECENT_SIGNALS + 10):
        overlay.publish(signal(number), time_ns=number)

    connect(chart, overlay)
    batch = receive(chart)

    told = [int(frame.head["id"]) for frame in read_frames(batch)]
    assert told == list(range(10, RECENT_SIGNALS + 10))


def test_batches_are_numbered(chart: zmq.Socket[bytes], overlay: Overlay) -> None:
    connect(chart, overlay)

    for number in range(3):
        overlay.publish(signal(number), time_ns=number)
    headers = [decode(receive(chart)).header for _ in range(3)]

    assert [header["sequence"] for header in headers if header is not None] == [1, 2, 3]


def test_port_in_use_is_one_line(context: Context, overlay: Overlay) -> None:
    with pytest.raises(FeedError, match=r"^overlay: cannot listen on tcp://127\.0\.0\.1:\d+: \S"):
        Overlay(context, overlay.address, publisher=1)


def test_other_machines_are_not_listened_to(context: Context) -> None:
    with pytest.raises(FeedError, match="this machine only"):
        Overlay(context, "tcp://0.0.0.0:0", publisher=1)

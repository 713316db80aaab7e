from __future__ import annotations

from collections.abc import Iterator

import pytest
import zmq

from mia_core._native import Market
from mia_core.clock import NANOSECONDS
from mia_core.errors import FeedError
from mia_core.feeds.envelope import MAGIC, publisher_prefix
from mia_core.feeds.live import PUBLISHERS_MAX, LiveFeed, check_local
from mia_core.frames import read_frames
from tests.mia_core.wire_feed import TOKEN, WireFeed

Context = zmq.Context[zmq.Socket[bytes]]
WAIT_MS = 5_000


@pytest.fixture
def live(context: Context) -> Iterator[LiveFeed]:
    feed = LiveFeed(context, "tcp://127.0.0.1:*", token=TOKEN)
    yield feed
    feed.close()


class Publisher:
    """The socket of a study, and what was subscribed to on it."""

    def __init__(self, context: Context, feed: LiveFeed) -> None:
        self.socket = context.socket(zmq.XPUB)
        self.socket.setsockopt(zmq.XPUB_VERBOSE, 1)
        self.socket.connect(feed.address)
        self.poller = zmq.Poller()
        self.poller.register(self.socket, zmq.POLLIN)
        self.poller.register(feed.socket, zmq.POLLIN)  # it subscribes while it is looked at
        self.wait_for(b"\x01" + MAGIC)

    def wait_for(self, *messages: bytes) -> None:
        for message in messages:
            assert self.poller.poll(WAIT_MS), "nothing was subscribed to"
            assert self.socket.recv(zmq.NOBLOCK) == message


@pytest.fixture
def publisher(context: Context, live: LiveFeed) -> Iterator[Publisher]:
    made = Publisher(context, live)
    yield made
    made.socket.close()


def received(feed: LiveFeed) -> bytes:
    assert feed.socket.poll(WAIT_MS), "nothing was received"
    batch = feed.receive()
    assert batch is not None
    return batch


def test_batches_arrive_as_they_were_sent(publisher: Publisher, live: LiveFeed) -> None:
    study = WireFeed()
    assert live.receive() is None

    batches = [study.heartbeat() for _ in range(3)]
    for batch in batches:
        publisher.socket.send(batch)

    assert [received(live) for _ in batches] == batches
    assert live.received == 3


def test_what_was_recognised_goes_to_the_publishers(publisher: Publisher, live: LiveFeed) -> None:
    live.tell_recognised(7, "recognised 1: vwap", now_ns=5 * NANOSECONDS)
    live.request_snapshot(7, now_ns=5 * NANOSECONDS)

    assert publisher.poller.poll(WAIT_MS)
    said = publisher.socket.recv(zmq.NOBLOCK)
    (frame,) = read_frames(said)
    assert frame.layout.name == "Recognition"
    assert (frame.head["publisher"], frame.head["text"]) == (7, b"recognised 1: vwap")
    publisher.wait_for(b"\x01" + publisher_prefix(7))


def test_the_right_token_is_masked_and_counts(publisher: Publisher, live: LiveFeed) -> None:
    publisher.socket.send(WireFeed().snapshot())
    batch = received(live)

    assert TOKEN not in batch
    assert Market().ingest(batch).accepted


def test_another_token_is_hidden_as_well_and_does_not_count(
    publisher: Publisher, live: LiveFeed
) -> None:
    wrong = bytes(reversed(TOKEN))

    publisher.socket.send(WireFeed(token=wrong).snapshot())
    batch = received(live)

    assert Market().ingest(batch).outcome == "bad-token"


def test_one_publisher_is_asked_for_a_snapshot_at_most_once_a_second(
    publisher: Publisher, live: LiveFeed
) -> None:
    prefix, second = publisher_prefix(5), NANOSECONDS

    asked = [
        live.request_snapshot(5, now_ns=now_ns)
        for now_ns in (10 * second, 11 * second - 1, 11 * second)
    ]

    assert asked == [True, False, True]
    publisher.wait_for(b"\x01" + prefix, b"\x00" + prefix, b"\x01" + prefix)


def test_two_publishers_are_asked_independently(live: LiveFeed) -> None:
    assert [live.request_snapshot(publisher, now_ns=1) for publisher in (5, 6, 5)] == [
        True,
        True,
        False,
    ]


def test_a_clock_that_was_set_back_does_not_silence_the_requests(live: LiveFeed) -> None:
    assert live.request_snapshot(5, now_ns=3_600 * NANOSECONDS)
    assert live.request_snapshot(5, now_ns=NANOSECONDS)


def test_made_up_publishers_cost_a_bounded_number_of_subscriptions(
    publisher: Publisher, live: LiveFeed
) -> None:
    for number in range(PUBLISHERS_MAX + 2):
        assert live.request_snapshot(number, now_ns=1)

    asked = [b"\x01" + publisher_prefix(number) for number in range(PUBLISHERS_MAX)]
    publisher.wait_for(*asked)
    for number in range(2):
        newest = publisher_prefix(PUBLISHERS_MAX + number)
        publisher.wait_for(b"\x00" + publisher_prefix(number), b"\x01" + newest)


def test_port_in_use_is_one_line(context: Context, live: LiveFeed) -> None:
    with pytest.raises(FeedError, match=r"^feed: cannot listen on tcp://127\.0\.0\.1:\d+: \S"):
        LiveFeed(context, live.address, token=TOKEN)


@pytest.mark.parametrize(
    "address", ["tcp://0.0.0.0:5571", "tcp://*:5571", "tcp://192.168.1.2:5571", "ipc://x", ""]
)
def test_other_machines_are_not_listened_to(address: str) -> None:
    with pytest.raises(FeedError, match="MIA listens on this machine only"):
        check_local(address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:*", "tcp://localhost:1", "inproc://feed"])
def test_this_machine_is_listened_to(address: str) -> None:
    check_local(address)

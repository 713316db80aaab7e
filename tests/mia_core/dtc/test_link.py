from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import msgspec
import pytest
import zmq

from mia_core.dtc.link import RETRY_NS
from mia_core.dtc.session_messages import Logoff
from mia_core.errors import ProtocolError
from mia_core.execution.commands import CancelOrder
from mia_core.execution.events import OrderUpdate, TradingLost, TradingReady
from mia_core.sim.dtc_faults import Faults
from tests.mia_core.dtc.link_ends import Ends, Peer, answered, link_to
from tests.mia_core.dtc.server_words import START, WHOLE_LOGON, words
from tests.mia_core.sim.dtc_client import PATIENCE_S, order


@pytest.fixture
def meet() -> Iterator[Callable[..., Ends]]:
    made: list[Ends] = []

    def start(faults: Faults | None = None, **credentials: str) -> Ends:
        made.append(Ends(faults, **credentials))
        made[-1].settle()
        return made[-1]

    yield start
    for ends in made:
        ends.close()


@pytest.fixture
def peer() -> Iterator[Peer]:
    made = Peer()
    yield made
    made.link.close()
    made.other.close()
    made.listener.close()


def test_link_logs_on_by_itself_and_says_so_once(meet: Callable[..., Ends]) -> None:
    ends = meet()

    [ready] = [event for event in ends.take_events() if isinstance(event, TradingReady)]

    assert (ready.account, ready.trading_supported) == ("Sim1", True)
    assert ends.link.is_settled
    ends.settle()
    assert ends.take_events() == []


def test_a_link_that_logs_on_is_not_settled_yet(peer: Peer) -> None:
    before = peer.link.is_settled
    peer.say(words(*WHOLE_LOGON[:-1]))

    assert not before
    assert not peer.link.is_settled
    assert isinstance(peer.say(words(WHOLE_LOGON[-1]))[-1], TradingReady)
    assert peer.link.is_settled


def test_order_and_cancel_arrive_and_bytes_are_those_the_server_counts(
    meet: Callable[..., Ends],
) -> None:
    ends = meet()
    ends.take_events()

    ends.link.send(order(1, price=6700.0))
    ends.settle()
    update = ends.take_events()[0]
    assert isinstance(update, OrderUpdate)
    ends.link.send(
        CancelOrder(client_order_id="MIA-1", server_order_id=update.server_order_id, account="Sim1")
    )
    ends.settle()

    assert ends.server.counts().order_messages == 2
    assert (ends.link.bytes_out, ends.link.bytes_in) == (
        ends.server.bytes_in,
        ends.server.bytes_out,
    )


def test_lost_connection_is_said_once_and_begun_again_after_a_pause(
    meet: Callable[..., Ends],
) -> None:
    ends = meet(Faults(drop_after_orders=1))
    ends.take_events()
    ends.link.send(order(1))
    ends.settle()
    while ends.link.is_settled and not ends.events:
        ends.link.wait(PATIENCE_S)
        ends.events += ends.link.receive(ends.now_ns)
    lost = ends.take_events()

    ends.now_ns = START + RETRY_NS - 1
    ends.settle()
    too_early = (ends.take_events(), ends.server.counts().connections)
    ends.now_ns = START + RETRY_NS
    ends.settle()

    assert lost == [TradingLost(reason="the peer closed the connection")]
    assert too_early == ([], 1)
    assert any(isinstance(event, TradingReady) for event in ends.take_events())
    assert ends.server.counts().connections == 2
    assert ends.server.counts().order_messages == 1
    assert (ends.link.bytes_out, ends.link.bytes_in) == (
        ends.server.bytes_in,
        ends.server.bytes_out,
    )


def test_server_that_falls_silent_is_left_and_asked_again(meet: Callable[..., Ends]) -> None:
    ends = meet()
    ends.take_events()

    ends.now_ns = START + 20 * 1_000_000_000
    lost = ends.link.receive(ends.now_ns)
    answered(ends.link, ends.now_ns)

    assert lost == [TradingLost(reason="the server was silent for 20 s")]
    ends.server.read_until(ends.link.bytes_out, PATIENCE_S)
    assert ends.server.counts().connections == 2


@pytest.mark.parametrize("for_good", [False, True])
def test_server_that_wants_us_gone_for_good_is_not_asked_again(
    peer: Peer, *, for_good: bool
) -> None:
    peer.say(words(*WHOLE_LOGON))

    lost = peer.say(words(Logoff(Reason="maintenance", DoNotReconnect=int(for_good))))
    later = [answered(peer.link, START + number * RETRY_NS) for number in range(1, 5)]

    assert lost == [TradingLost(reason="the server logged off: maintenance")]
    assert peer.is_asked_again is not for_good
    assert peer.link.is_settled is for_good
    assert not any(later)


def test_nobody_there_is_said_once_and_asked_again_after_each_pause() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    link = link_to(port)

    events = [answered(link, START + number * RETRY_NS // 4) for number in range(13)]
    with socket.create_server(("127.0.0.1", port)) as listener:
        answered(link, START + 4 * RETRY_NS - 1)
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
        answered(link, START + 4 * RETRY_NS)
        listener.accept()[0].close()
        link.close()

    [lost] = events[0]
    assert isinstance(lost, TradingLost)
    assert lost.reason.startswith(f"DTC server at 127.0.0.1:{port}: a connection was expected")
    assert not any(events[1:])


@pytest.mark.parametrize("fault", ["refuse_logon", "reject_orders"])
def test_secrets_that_the_server_repeats_are_in_no_text(
    meet: Callable[..., Ends], fault: str
) -> None:
    faults = msgspec.convert({"echo_logon": True, fault: True}, Faults)
    ends = meet(faults, username="alibaba", password="open sesame")  # noqa: S106 -- nobody's
    if ends.link.is_settled and fault == "reject_orders":
        ends.link.send(order(1))
        ends.settle()

    told = str(ends.take_events()) + str(ends.link._session.server_texts)

    assert "heard user *** with password ***" in told
    assert "alibaba" not in told
    assert "sesame" not in told


def test_clock_that_was_set_back_does_not_keep_us_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    link = link_to(port)
    answered(link, START)

    with socket.create_server(("127.0.0.1", port)) as listener:
        answered(link, START - 3600 * 1_000_000_000)
        listener.setblocking(False)
        listener.accept()[0].close()
        link.close()


def test_without_a_connection_nothing_is_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = link_to(listener.getsockname()[1])

        with pytest.raises(ProtocolError, match="order MIA-1: expected a connection"):
            link.send(order(1))

    assert link.bytes_out == 0


def test_before_the_logon_is_over_nothing_is_sent(peer: Peer) -> None:
    before = peer.link.bytes_out

    with pytest.raises(ProtocolError, match="order MIA-1: a ready session was expected"):
        peer.link.send(order(1))

    assert peer.link.bytes_out == before


def test_order_to_a_server_that_was_killed_is_refused_and_not_a_byte_of_it_left(
    peer: Peer,
) -> None:
    peer.say(words(*WHOLE_LOGON))
    before = peer.link.bytes_out
    peer.reset()

    for number in (1, 2):
        with pytest.raises(ProtocolError, match=f"order MIA-{number}: "):
            peer.link.send(order(number))

    assert peer.link.bytes_out == before
    [lost] = peer.link.receive(START)
    assert isinstance(lost, TradingLost)
    assert peer.link.receive(START) == []


def test_poller_watches_the_connection_that_is_there_now(peer: Peer) -> None:
    poller = zmq.Poller()
    peer.link.register(poller)
    peer.other.sendall(words(*WHOLE_LOGON))
    ready = poller.poll(5_000)
    peer.reset()
    peer.link.receive(START)
    peer.link.receive(START)
    peer.link.register(poller)
    without = list(poller.sockets)
    answered(peer.link, START + RETRY_NS)
    peer.link.register(poller)

    assert len(ready) == 1
    assert without == []
    assert len(poller.sockets) == 1


def test_what_the_socket_did_not_take_is_written_when_there_is_room(peer: Peer) -> None:
    peer.say(words(*WHOLE_LOGON))
    before = peer.link.bytes_out
    poller = zmq.Poller()
    number = 0
    while not any(flags & zmq.POLLOUT for _, flags in poller.sockets):
        number += 1
        peer.link.send(order(number))
        peer.link.register(poller)

    got = len(peer.other.recv(before, socket.MSG_WAITALL))
    while got < before + 304 * number:
        got += len(peer.other.recv(1 << 20))
        peer.link.receive(START)

    assert peer.link.bytes_out == before + 304 * number
    peer.link.register(poller)
    assert [flags for _, flags in poller.sockets] == [zmq.POLLIN]


def test_waiting_ends_when_the_server_speaks(peer: Peer) -> None:
    peer.other.sendall(words(*WHOLE_LOGON))

    peer.link.wait(PATIENCE_S)
    peer.link.receive(START)

    assert peer.link.bytes_in > 0


def test_without_a_connection_there_is_nothing_to_wait_for() -> None:
    link_to(1).wait(3_600)


def test_end_is_said_to_the_server(peer: Peer) -> None:
    peer.say(words(*WHOLE_LOGON))
    before = peer.link.bytes_out

    peer.link.close()
    peer.link.close()

    heard = b""
    while chunk := peer.other.recv(1 << 16):
        heard += chunk
    assert len(heard) == peer.link.bytes_out
    assert b"MIA ends" in heard[before:]

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Callable, Iterator

import msgspec
import pytest
import zmq

from mia_core.config import TradingConfig
from mia_core.dtc.attempt import ConnectionAttempt, places_of
from mia_core.dtc.link import CONNECT_TIMEOUT_NS, RETRY_NS, TradingLink
from mia_core.dtc.session_messages import Logoff
from mia_core.errors import ProtocolError
from mia_core.execution.commands import CancelOrder
from mia_core.execution.events import ExecutionEvent, OrderUpdate, TradingLost, TradingReady
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_faults import Faults
from mia_core.sim.dtc_server import SimDtcServer
from tests.mia_core.dtc.server_words import START, WHOLE_LOGON, words
from tests.mia_core.dtc.silence import Silence
from tests.mia_core.sim.dtc_client import PATIENCE_S, SYMBOL, order
from tests.mia_core.sim.scripted_market import ScriptedMarket

ROUNDS = 30


def link_to(port: int, **credentials: str) -> TradingLink:
    trading = TradingConfig(symbol=SYMBOL, account="Sim1", dtc_port=port)
    return TradingLink(
        trading,
        username=credentials.get("username", ""),
        password=credentials.get("password", ""),
    )


def answered(link: TradingLink, now_ns: int) -> list[ExecutionEvent]:
    """Let the link work until the address it called has answered, one way or the other."""
    events = link.receive(now_ns)
    for _ in range(ROUNDS):
        if not link.is_connecting:
            return events
        link.wait(PATIENCE_S)
        events += link.receive(now_ns)
    message = "the address did not answer"
    raise AssertionError(message)


class Ends:
    """A link and a server in the test's own thread, in step over a real socket."""

    def __init__(self, faults: Faults | None = None, **credentials: str) -> None:
        desk = DeskSettings(symbols=(SYMBOL,), seed=7, faults=faults or Faults())
        self.server = SimDtcServer(ScriptedMarket(), desk)
        self.link = link_to(self.server.port, **credentials)
        self.now_ns = START
        self.events: list[ExecutionEvent] = []

    def settle(self) -> None:
        """Let both ends speak until neither has more to say."""
        for _ in range(ROUNDS):
            before = (self.link.bytes_in, self.link.bytes_out)
            self.events += answered(self.link, self.now_ns)
            self.server.read_until(self.link.bytes_out, PATIENCE_S)
            while self.link.bytes_in < self.server.bytes_out:
                self.link.wait(PATIENCE_S)
                self.events += self.link.receive(self.now_ns)
            if before == (self.link.bytes_in, self.link.bytes_out):
                return

    def take_events(self) -> list[ExecutionEvent]:
        events, self.events = self.events, []
        return events

    def close(self) -> None:
        self.link.close()
        self.server.close()


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


class Peer:
    """A listening socket that says what a test wants said."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.link = link_to(self.listener.getsockname()[1])
        answered(self.link, START)
        self.other, _ = self.listener.accept()

    def say(self, content: bytes) -> list[ExecutionEvent]:
        wanted = self.link.bytes_in + len(content)
        self.other.sendall(content)
        events: list[ExecutionEvent] = []
        while self.link.bytes_in < wanted:
            self.link.wait(PATIENCE_S)
            events += self.link.receive(START)
        return events

    def reset(self) -> None:
        """Go as a process that is killed does, and let the other end feel it."""
        self.other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.other.close()
        self.link.wait(PATIENCE_S)

    @property
    def is_asked_again(self) -> bool:
        self.listener.setblocking(False)
        try:
            self.listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True


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


@pytest.mark.skipif(sys.platform == "win32", reason="a full queue refuses there")
def test_address_that_never_answers_is_not_waited_for_and_given_up_in_time() -> None:
    with Silence() as silence:
        link = link_to(silence.port)
        poller = zmq.Poller()
        early = [link.receive(START + after_ns) for after_ns in (0, 1, CONNECT_TIMEOUT_NS - 1)]
        link.register(poller)
        watched = list(poller.sockets)

        late = link.receive(START + CONNECT_TIMEOUT_NS)
        again = [
            link.receive(START + RETRY_NS),
            link.receive(START + RETRY_NS + CONNECT_TIMEOUT_NS),
        ]
        link.register(poller)

        assert early == [[], [], []]
        assert len(watched) == 1
        [lost] = late
        assert isinstance(lost, TradingLost)
        assert lost.reason.endswith(f":{silence.port}: no answer in 3 s")
        assert again == [[], []]
        assert poller.sockets == []
        link.close()


def test_poller_wakes_when_the_call_is_decided() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        attempt = ConnectionAttempt(places_of("127.0.0.1", listener.getsockname()[1])[0])
        link = link_to(listener.getsockname()[1])
        link._attempt = attempt
        poller = zmq.Poller()

        link.register(poller)

        assert poller.poll(5_000)
        link.close()


def test_each_address_of_a_name_has_its_turn() -> None:
    with socket.create_server(("127.0.0.1", 0)) as dead:
        nobody = places_of("127.0.0.1", dead.getsockname()[1])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = link_to(listener.getsockname()[1])
        link._places = [*nobody, *link._places]

        first = answered(link, START)
        second = answered(link, START + RETRY_NS)

        assert isinstance(first[0], TradingLost)
        assert second == []
        listener.accept()[0].close()
        link.close()


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

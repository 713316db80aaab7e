from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterator

import pytest

from mia_core.dtc import binary
from mia_core.dtc.codes import Encoding, LogonStatus
from mia_core.dtc.connection import DtcConnection
from mia_core.dtc.framing import Framer
from mia_core.dtc.layout import Message
from mia_core.dtc.order_messages import TradeAccountsRequest
from mia_core.dtc.session_messages import (
    EncodingRequest,
    EncodingResponse,
    Heartbeat,
    Logoff,
    LogonRequest,
    LogonResponse,
)
from mia_core.sim.dtc_faults import Faults
from mia_core.sim.dtc_peer import Peer
from tests.mia_core.sim.scripted_market import SECOND, START


class Client:
    """A peer, and the socket that its client holds."""

    def __init__(self, faults: Faults) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.socket = socket.create_connection(listener.getsockname())
            self.peer = Peer(DtcConnection(listener.accept()[0]), faults, START)
        self._read = 0

    def heard(self) -> list[Message | None]:
        """Read everything that the peer has written."""
        framer = Framer()
        while self._read < self.peer.connection.bytes_out:
            chunk = self.socket.recv(1 << 16)
            self._read += len(chunk)
            framer.feed(chunk)
        return [binary.decode(frame) for frame in framer.frames()]

    def log_on(self, interval_s: int = 10) -> list[Message | None]:
        assert self.peer.take(LogonRequest(HeartbeatIntervalInSeconds=interval_s))
        return self.heard()

    def close(self) -> None:
        self.peer.connection.close()
        self.socket.close()


@pytest.fixture
def connect() -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def start(**faults: bool) -> Client:
        made.append(Client(Faults(**faults)))  # type: ignore[arg-type]
        return made[-1]

    yield start
    for client in made:
        client.close()


@pytest.mark.parametrize("asked", list(Encoding))
def test_whatever_encoding_is_asked_for_the_answer_is_binary(
    connect: Callable[..., Client], asked: Encoding
) -> None:
    client = connect()

    assert client.peer.take(EncodingRequest(Encoding=asked))

    [answer] = client.heard()
    assert isinstance(answer, EncodingResponse)
    assert answer.Encoding == Encoding.BINARY
    assert not client.peer.is_logged_on


@pytest.mark.parametrize("supported", [True, False])
def test_logon_says_whether_orders_are_taken(
    connect: Callable[..., Client], *, supported: bool
) -> None:
    client = connect(trading_supported=supported)

    [answer] = client.log_on()

    assert isinstance(answer, LogonResponse)
    assert answer.Result == LogonStatus.SUCCESS
    assert answer.TradingIsSupported == int(supported)
    assert client.peer.is_logged_on


@pytest.mark.parametrize("interval_s", [0, 4, 61, -10])
def test_heartbeat_interval_out_of_range_is_refused_and_named(
    connect: Callable[..., Client], interval_s: int
) -> None:
    client = connect()

    [answer] = client.log_on(interval_s)

    assert isinstance(answer, LogonResponse)
    assert answer.Result == LogonStatus.ERROR
    assert answer.ResultText.endswith(f"5 to 60 was expected, found {interval_s}")
    assert not client.peer.is_logged_on
    assert not client.peer.connection.is_open


@pytest.mark.parametrize("interval_s", [5, 60])
def test_heartbeats_come_as_often_as_was_agreed(
    connect: Callable[..., Client], interval_s: int
) -> None:
    client = connect()
    client.log_on(interval_s)

    for second in range(1, 2 * interval_s):
        client.peer.hear(START + second * SECOND)
        client.peer.tick(START + second * SECOND)

    assert client.heard() == [Heartbeat(CurrentDateTime=START // SECOND + interval_s)]


def test_no_heartbeat_before_the_logon_nor_where_it_is_a_fault(
    connect: Callable[..., Client],
) -> None:
    stranger, quiet = connect(), connect(silent_heartbeats=True)
    quiet.log_on()

    for client in (stranger, quiet):
        client.peer.tick(START + 19 * SECOND)

    assert (stranger.heard(), quiet.heard()) == ([], [])


@pytest.mark.parametrize(("logs_on", "wait_s"), [(True, 20), (False, 20)])
def test_client_that_falls_silent_is_sent_away(
    connect: Callable[..., Client], *, logs_on: bool, wait_s: int
) -> None:
    client = connect()
    if logs_on:
        client.log_on()
    client.peer.tick(START + wait_s * SECOND - 1)
    client.heard()
    before = client.peer.connection.is_open

    client.peer.tick(START + wait_s * SECOND)

    assert before
    assert client.heard() == [Logoff(Reason=f"nothing was received for {wait_s} s")]
    assert not client.peer.connection.is_open


def test_sign_of_life_starts_the_wait_anew(connect: Callable[..., Client]) -> None:
    client = connect()
    client.log_on()

    client.peer.hear(START + 15 * SECOND)
    client.peer.tick(START + 34 * SECOND)

    assert client.peer.connection.is_open


def test_client_that_logs_off_is_let_go(connect: Callable[..., Client]) -> None:
    client = connect()
    client.log_on()

    assert client.peer.take(Logoff(Reason="the day is over"))

    assert client.peer.connection.closed_because == "the client logged off: the day is over"
    assert select.select([client.socket], [], [], 5)[0]
    assert client.socket.recv(1) == b""


def test_reason_of_a_goodbye_fits_its_field(connect: Callable[..., Client]) -> None:
    client = connect()

    client.peer.say_goodbye("x" * 500)

    assert client.heard() == [Logoff(Reason="x" * 95)]
    assert not client.peer.connection.is_open


def test_what_is_not_about_the_connection_is_left_to_the_server(
    connect: Callable[..., Client],
) -> None:
    client = connect()

    assert not client.peer.take(TradeAccountsRequest(RequestID=1))
    assert client.peer.take(Heartbeat())
    assert client.peer.take(None)

    assert client.peer.ignored_messages == 1
    assert client.heard() == []

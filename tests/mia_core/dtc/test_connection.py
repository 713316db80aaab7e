from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import zmq

from mia_core.dtc.connection import DtcConnection
from mia_core.errors import ProtocolError
from mia_core.execution.events import TradingLost
from tests.mia_core.dtc.server_words import START, WHOLE_LOGON, filled, started, words


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def ends(listener: socket.socket) -> Iterator[tuple[DtcConnection, socket.socket]]:
    with DtcConnection.connect("127.0.0.1", listener.getsockname()[1]) as connection:
        other, _ = listener.accept()
        with other:
            yield connection, other


def await_bytes(connection: DtcConnection) -> bytes:
    poller = zmq.Poller()
    poller.register(connection.fileno(), zmq.POLLIN)
    assert poller.poll(5000)
    return connection.receive()


def test_bytes_both_ways_are_counted(ends: tuple[DtcConnection, socket.socket]) -> None:
    connection, other = ends

    assert connection.send(b"hello")
    assert other.recv(100) == b"hello"
    other.sendall(b"world!")

    assert await_bytes(connection) == b"world!"
    assert (connection.bytes_out, connection.bytes_in) == (5, 6)


def test_nothing_to_read_is_not_the_end(ends: tuple[DtcConnection, socket.socket]) -> None:
    connection, _ = ends

    assert connection.receive() == b""
    assert connection.is_open


def test_small_messages_leave_at_once(ends: tuple[DtcConnection, socket.socket]) -> None:
    connection, _ = ends

    with socket.socket(fileno=socket.dup(connection.fileno())) as same:
        assert same.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_peer_that_closes_is_a_state_with_a_reason(
    ends: tuple[DtcConnection, socket.socket],
) -> None:
    connection, other = ends

    other.close()

    assert await_bytes(connection) == b""
    assert not connection.is_open
    assert connection.closed_because == "the peer closed the connection"
    assert not connection.send(b"more")
    assert connection.receive() == b""


def test_peer_that_resets_is_a_state_with_a_reason(
    ends: tuple[DtcConnection, socket.socket],
) -> None:
    connection, other = ends
    other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    other.close()

    assert await_bytes(connection) == b""
    assert "reading failed" in connection.closed_because


def test_writing_to_a_peer_that_left_never_raises(
    ends: tuple[DtcConnection, socket.socket],
) -> None:
    connection, other = ends
    other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    other.close()

    for _ in range(100):
        connection.send(b"x" * 1000)

    assert "writing failed" in connection.closed_because


def test_full_socket_keeps_bytes_in_order(ends: tuple[DtcConnection, socket.socket]) -> None:
    connection, other = ends
    sent = b""
    while not connection.wants_write:
        chunk = bytes([len(sent) % 251]) * 30_000
        sent += chunk
        connection.send(chunk)

    got = b""
    while len(got) < len(sent):
        connection.flush()
        got += other.recv(1 << 20)

    assert got == sent
    assert connection.bytes_out == len(sent)
    assert not connection.wants_write


def test_peer_that_never_reads_is_given_up(ends: tuple[DtcConnection, socket.socket]) -> None:
    connection, _ = ends

    while connection.is_open:
        connection.send(bytes(1 << 18))

    assert "bytes unread" in connection.closed_because


def test_nobody_at_the_address_is_one_clear_line(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()

    with pytest.raises(ProtocolError, match=f"127.0.0.1:{port}: a connection was expected"):
        DtcConnection.connect("127.0.0.1", port, timeout_s=1.0)


def test_server_closing_at_any_byte_is_a_loss_not_an_error(listener: socket.socket) -> None:
    stream = words(*WHOLE_LOGON, filled("S1"))
    port = listener.getsockname()[1]

    for length in range(len(stream) + 1):
        session = started()
        with DtcConnection.connect("127.0.0.1", port) as connection:
            other, _ = listener.accept()
            with other:
                other.sendall(stream[:length])
            events = []
            while connection.is_open:
                events += session.receive(await_bytes(connection), START)
            events += session.connection_lost(connection.closed_because)

        assert events[-1] == TradingLost(reason="the peer closed the connection")
        assert sum(isinstance(event, TradingLost) for event in events) == 1
        assert session.take_outgoing() == b""

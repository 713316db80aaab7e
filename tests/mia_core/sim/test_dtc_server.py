from __future__ import annotations

import selectors
import socket

import msgspec
import pytest

from mia_core.dtc import binary
from mia_core.dtc.connection import DtcConnection
from mia_core.dtc.order_messages import CancelOrder as CancelMessage
from mia_core.dtc.order_messages import OpenOrdersRequest
from mia_core.dtc.session import SessionSettings, SessionState
from mia_core.dtc.session_messages import EncodingRequest, LogonRequest
from mia_core.errors import ProtocolError, SimulationError
from mia_core.execution.commands import Side
from mia_core.execution.events import (
    ExecutionEvent,
    OrderStatus,
    OrderUpdate,
    PositionUpdate,
    TradingLost,
    TradingReady,
    UpdateReason,
)
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_faults import Faults
from mia_core.sim.dtc_server import SimDtcServer
from tests.mia_core.sim.dtc_client import PATIENCE_S, SYMBOL, Client, Play, ask, order
from tests.mia_core.sim.scripted_market import MS, SECOND, START, ScriptedMarket


def test_logon_over_a_real_socket(play: Play) -> None:
    client = play()

    assert client.take_events() == [
        TradingReady(
            server="MIA simulated DTC server",
            account="Sim1",
            trading_supported=True,
            orders_asked_ns=START,
        )
    ]
    counts = client.server.counts()
    assert (counts.connections, counts.order_messages, counts.order_bytes) == (1, 0, 0)
    assert counts.bytes_in == client.connection.bytes_out
    assert counts.bytes_out == client.connection.bytes_in


def test_server_counts_orders_fills_and_positions(play: Play) -> None:
    client = play()
    for number, side in enumerate((Side.BUY, Side.SELL, Side.SELL)):
        client.session.submit(order(number, side=side, quantity=number + 1))
    client.settle()
    client.advance(START + 10 * MS)

    counts = client.server.counts()

    assert (counts.order_messages, counts.order_bytes, counts.fills) == (3, 3 * 304, 3)
    assert counts.positions == {SYMBOL: -4}
    last = client.take_positions()[-1]
    assert (last.quantity, last.average_price) == (-4, 6800.0)


def told_at_logon(first: Client) -> list[ExecutionEvent]:
    """What one more client of the same server is told until it is ready."""
    with Client(first.server) as second:
        second.session.start(START)
        while second.session.state is not SessionState.READY:
            sent = second.session.take_outgoing()
            total = first.server.bytes_in + len(sent)
            second.connection.send(sent)
            first.server.read_until(total, PATIENCE_S)
            second.read_some()
        return second.take_events()


def test_second_client_sees_working_orders_positions_and_all_reports(play: Play) -> None:
    first = play()
    first.session.submit(order(1, quantity=3))
    first.session.submit(order(2, price=6700.0))
    first.session.submit(order(3, side=Side.SELL, quantity=3))
    first.settle()
    first.advance(START + 10 * MS)

    snapshot = told_at_logon(first)

    [working, position, last] = snapshot
    assert isinstance(working, OrderUpdate)
    assert (working.client_order_id, working.reason) == ("MIA-2", UpdateReason.SNAPSHOT)
    assert isinstance(position, PositionUpdate)
    assert position.quantity == 0
    assert isinstance(last, TradingReady)


def test_read_only_client_sends_no_order_byte(play: Play) -> None:
    client = play(settings=SessionSettings(account="Sim1", read_only=True))

    with pytest.raises(ProtocolError, match="the session is read-only"):
        client.session.submit(order(1))
    client.settle()

    counts = client.server.counts()
    assert (counts.order_messages, counts.order_bytes) == (0, 0)


def test_heartbeats_keep_both_ends_alive_in_virtual_time(play: Play) -> None:
    client = play()

    for second in range(1, 121):
        client.advance(START + second * SECOND)
        client.settle()

    assert client.session.state is SessionState.READY
    assert client.server.counts().open_connections == 1


def test_silent_server_is_given_up_after_two_intervals(play: Play) -> None:
    client = play(faults=Faults(silent_heartbeats=True))
    client.take_events()

    for second in range(1, 21):
        client.advance(START + second * SECOND)
        client.settle()

    assert client.take_events() == [TradingLost(reason="the server was silent for 20 s")]


def test_silent_client_is_logged_off_after_two_intervals(play: Play) -> None:
    client = play()
    client.take_events()

    client.server.advance(START + 20 * SECOND)
    client.read_some()

    assert client.take_events() == [
        TradingLost(reason="the server logged off: nothing was received for 20 s")
    ]
    assert client.server.counts().open_connections == 0


def test_client_that_never_logs_on_is_closed(play: Play) -> None:
    server = play().server
    with Client(server) as stranger:
        server.poll(PATIENCE_S)
        assert server.counts().open_connections == 2

        server.advance(START + 20 * SECOND)

        stranger.read_some()
        assert server.counts().open_connections == 0


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (b"\x02\x00\x01\x00", "message of type 1: size of at least 4 was expected, found 2"),
        (binary.encode(CancelMessage()), "a logon was expected first, found message 203"),
        (
            binary.encode(LogonRequest(HeartbeatIntervalInSeconds=1)),
            "HeartbeatIntervalInSeconds: 5 to 60 was expected, found 1",
        ),
    ],
)
def test_bad_client_is_told_and_closed(play: Play, stream: bytes, reason: str) -> None:
    server = play().server
    connection = DtcConnection.connect("127.0.0.1", server.port)
    connection.send(stream)
    server.read_until(server.bytes_in + len(stream), PATIENCE_S)

    words = b""
    while connection.is_open:
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            assert selector.select(PATIENCE_S)
        words += connection.receive()

    assert reason.encode() in words
    assert server.counts().open_connections == 1


def test_another_encoding_is_answered_with_binary(play: Play) -> None:
    answer = ask(play(), EncodingRequest(Encoding=2))

    assert answer["Encoding"] == 0


def test_unknown_messages_are_passed_over(play: Play) -> None:
    client = play()
    before = client.server.bytes_out

    client.connection.send(bytes.fromhex("0800390500000000"))
    client.server.read_until(client.server.bytes_in + 8, PATIENCE_S)

    assert client.server.bytes_out == before
    assert client.server.counts().open_connections == 1


def test_connection_drops_on_command_and_the_order_lives(play: Play) -> None:
    client = play(faults=Faults(drop_after_orders=2))
    client.take_events()
    client.session.submit(order(1))
    client.settle()
    client.session.submit(order(2))
    sent = client.session.take_outgoing()
    client.connection.send(sent)
    client.server.read_until(client.server.bytes_in + len(sent), PATIENCE_S)
    client.server.advance(START + SECOND)

    while client.connection.is_open:
        client.read_some()

    assert isinstance(client.take_events()[-1], TradingLost)
    assert client.server.counts().fills == 2


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        (Faults(trading_supported=False), "the server does not allow trading"),
        (Faults(disabled_accounts=("Sim1",)), "trading is disabled for account Sim1"),
    ],
)
def test_server_that_takes_no_orders_is_seen_at_logon(
    play: Play, faults: Faults, reason: str
) -> None:
    [last] = play(faults=faults).take_events()

    assert isinstance(last, TradingReady)
    assert not last.trading_supported
    assert last.reason.startswith(reason)


def test_lost_orders_are_counted_and_nothing_else_happens(play: Play) -> None:
    client = play(faults=Faults(lose_orders=True))
    client.take_events()

    client.session.submit(order(1))
    client.settle()
    client.advance(START + SECOND)

    assert client.take_events() == []
    counts = client.server.counts()
    assert (counts.order_messages, counts.fills, counts.positions) == (1, 0, {})


def test_held_order_is_open_and_in_the_list_of_every_later_client(play: Play) -> None:
    first = play(faults=Faults(hold_orders=True, nameless_orders=True))
    first.session.submit(order(1))
    first.settle()
    first.advance(START + SECOND)

    snapshot = told_at_logon(first)

    assert first.server.counts().fills == 0
    [working, last] = snapshot
    assert isinstance(working, OrderUpdate)
    assert (working.client_order_id, working.status) == ("", OrderStatus.OPEN)
    assert isinstance(last, TradingReady)
    assert last.working_orders == (working.server_order_id,)


@pytest.mark.parametrize("fault", ["refuse_order_list", "refuse_position_list"])
def test_refused_list_forbids_trading(play: Play, fault: str) -> None:
    [last] = play(faults=msgspec.convert({fault: True}, Faults)).take_events()

    assert isinstance(last, TradingReady)
    assert last.reason.endswith("Lists are refused on command")
    assert last.orders_asked_ns is None


def test_totals_keep_the_bytes_of_closed_connections(play: Play) -> None:
    client = play()
    totals = (client.server.bytes_in, client.server.bytes_out)

    client.connection.close()
    client.server.poll(PATIENCE_S)

    assert client.server.counts().open_connections == 0
    assert (client.server.bytes_in, client.server.bytes_out) == totals


def test_bytes_that_do_not_come_are_a_clear_error(play: Play) -> None:
    client = play()
    total = client.server.bytes_in

    with pytest.raises(
        SimulationError, match=f"{total + 1} bytes in 0.01 s were expected, found {total}"
    ):
        client.server.read_until(total + 1, 0.01)


def test_more_bytes_than_announced_are_a_clear_error(play: Play) -> None:
    client = play()
    total = client.server.bytes_in
    client.connection.send(binary.encode(OpenOrdersRequest()))

    with pytest.raises(SimulationError, match=f"{total + 10} bytes .* found {total + 76}"):
        client.server.read_until(total + 10, PATIENCE_S)


def test_time_never_goes_back(play: Play) -> None:
    server = play().server
    server.advance(START + 5)

    with pytest.raises(SimulationError, match="time: at least"):
        server.advance(START + 4)


def test_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(SimulationError, match=f"port {port}: a free port was expected"):
            SimDtcServer(ScriptedMarket(), DeskSettings(symbols=(SYMBOL,)), port=port)


def test_close_says_goodbye(play: Play) -> None:
    client = play()
    client.take_events()

    client.server.close()
    client.read_some()

    assert client.take_events() == [TradingLost(reason="the server logged off: the server ends")]

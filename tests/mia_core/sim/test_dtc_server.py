from __future__ import annotations

import selectors
import socket
from collections.abc import Callable, Iterator

import msgspec
import pytest

from mia_core.dtc import binary
from mia_core.dtc.connection import DtcConnection
from mia_core.dtc.framing import Framer
from mia_core.dtc.layout import Message
from mia_core.dtc.order_messages import CancelOrder as CancelMessage
from mia_core.dtc.order_messages import OpenOrdersRequest, SubmitNewSingleOrder
from mia_core.dtc.session import SessionSettings, SessionState
from mia_core.dtc.session_messages import EncodingRequest, LogonRequest
from mia_core.errors import ProtocolError, SimulationError
from mia_core.execution.commands import CancelOrder, Side
from mia_core.execution.events import (
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
from mia_core.sim.events import TapeTrade
from tests.mia_core.sim.dtc_client import PATIENCE_S, SYMBOL, Client, order
from tests.mia_core.sim.scripted_market import MS, SECOND, START, ScriptedMarket, Touch, trade

Play = Callable[..., Client]


@pytest.fixture
def play() -> Iterator[Play]:
    """Start a server with a script and faults, and log a client on to it."""
    opened: list[SimDtcServer | Client] = []

    def start(
        *script: Touch | TapeTrade,
        faults: Faults | None = None,
        settings: SessionSettings | None = None,
    ) -> Client:
        desk = DeskSettings(symbols=(SYMBOL,), seed=7, faults=faults or Faults())
        server = SimDtcServer(ScriptedMarket(*script), desk)
        opened.append(server)
        client = Client(server, settings)
        opened.append(client)
        return client.log_on()

    yield start
    for item in reversed(opened):
        if isinstance(item, Client):
            item.connection.close()
        else:
            item.close()


def steps(events: list[OrderUpdate]) -> list[tuple[UpdateReason, OrderStatus]]:
    return [(event.reason, event.status) for event in events]


def test_logon_over_a_real_socket(play: Play) -> None:
    client = play()

    assert client.take_events() == [
        TradingReady(server="MIA simulated DTC server", account="Sim1", trading_supported=True)
    ]
    counts = client.server.counts()
    assert (counts.connections, counts.order_messages, counts.order_bytes) == (1, 0, 0)
    assert counts.bytes_in == client.connection.bytes_out
    assert counts.bytes_out == client.connection.bytes_in


def test_market_order_fills_at_the_opposite_best_after_the_latency(play: Play) -> None:
    client = play(Touch(START + 3 * MS, 27_203, 27_204), Touch(START + 6 * MS, 27_300, 27_301))
    client.take_events()

    client.session.submit(order(1, quantity=2))
    client.settle()
    assert steps(client.take_orders()) == [(UpdateReason.ACCEPTED, OrderStatus.PENDING)]

    client.advance(START + 4 * MS)
    assert client.take_events() == []

    client.advance(START + 20 * MS)
    opened, fill, position = client.take_events()
    assert isinstance(opened, OrderUpdate)
    assert steps([opened]) == [(UpdateReason.GENERAL, OrderStatus.OPEN)]
    assert isinstance(fill, OrderUpdate)
    assert steps([fill]) == [(UpdateReason.FILLED, OrderStatus.FILLED)]
    assert (fill.last_fill_price, fill.last_fill_quantity) == (6801.0, 2)
    assert fill.last_fill_time_ns == START + 5 * MS
    assert fill.client_order_id == "MIA-1"
    assert position == PositionUpdate(
        account="Sim1", symbol=SYMBOL, quantity=2, average_price=6801.0
    )


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


def test_limit_order_rests_until_the_tape_trades_through_it(play: Play) -> None:
    at_price = trade(START + 20 * MS, 27_200, bid_ticks=27_200, ask_ticks=27_201)
    through = trade(START + 30 * MS, 27_199, bid_ticks=27_199, ask_ticks=27_201)
    client = play(at_price, through)
    client.session.submit(order(1, price=6800.0))
    client.settle()

    client.advance(START + 25 * MS)
    assert [step[1] for step in steps(client.take_orders())] == [
        OrderStatus.PENDING,
        OrderStatus.OPEN,
    ]

    client.advance(START + 40 * MS)
    [fill] = client.take_orders()
    assert (fill.status, fill.last_fill_price) == (OrderStatus.FILLED, 6800.0)
    assert fill.last_fill_time_ns == START + 30 * MS


def test_working_order_is_canceled_once(play: Play) -> None:
    client = play()
    client.session.submit(order(1, price=6700.0))
    client.settle()
    client.advance(START + 10 * MS)
    server_id = client.take_orders()[-1].server_order_id
    cancel = CancelOrder(client_order_id="MIA-1", server_order_id=server_id, account="Sim1")

    client.session.cancel(cancel)
    client.session.cancel(cancel)
    client.session.cancel(msgspec.structs.replace(cancel, server_order_id="nobody"))
    client.settle()

    assert steps(client.take_orders()) == [
        (UpdateReason.CANCELED, OrderStatus.CANCELED),
        (UpdateReason.CANCEL_REJECTED, OrderStatus.CANCELED),
        (UpdateReason.CANCEL_REJECTED, OrderStatus.UNKNOWN),
    ]


def test_order_canceled_on_its_way_never_fills(play: Play) -> None:
    client = play()
    client.session.submit(order(1))
    client.settle()
    server_id = client.take_orders()[-1].server_order_id

    client.session.cancel(
        CancelOrder(client_order_id="MIA-1", server_order_id=server_id, account="Sim1")
    )
    client.settle()
    client.advance(START + SECOND)

    assert steps(client.take_orders()) == [(UpdateReason.CANCELED, OrderStatus.CANCELED)]
    assert client.server.counts().fills == 0


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"Symbol": "NQM26"}, "Symbol NQM26 is not known"),
        ({"TradeAccount": "Real9"}, "Trade account Real9 is not known"),
        ({"ClientOrderID": ""}, "ClientOrderID is not set"),
        ({"Quantity": 0.0}, "Quantity 0.0 is not a positive whole number"),
        ({"Quantity": 1.5}, "Quantity 1.5 is not a positive whole number"),
        ({"Quantity": float("nan")}, "Quantity nan is not a positive whole number"),
        ({"Quantity": float("inf")}, "Quantity inf is not a positive whole number"),
        ({"BuySell": 0}, "BuySell 0 is not a side"),
        ({"OrderType": 3}, "OrderType 3 is not supported"),
        ({"OrderType": 2, "Price1": 6800.1}, "Price1 6800.1 is not a price of this symbol"),
        ({"OrderType": 2, "Price1": float("nan")}, "Price1 nan is not a price of this symbol"),
    ],
)
def test_order_that_cannot_be_traded_is_rejected_with_the_reason(
    play: Play, changes: dict[str, object], text: str
) -> None:
    client = play()
    good = SubmitNewSingleOrder(
        Symbol=SYMBOL,
        TradeAccount="Sim1",
        ClientOrderID="x",
        OrderType=1,
        BuySell=1,
        Quantity=1.0,
    )

    answer = ask(client, msgspec.structs.replace(good, **changes))

    assert (answer["OrderStatus"], answer["OrderUpdateReason"]) == (9, 8)
    assert answer["InfoText"] == text
    assert answer["ServerOrderID"] == ""


def ask(client: Client, message: Message) -> dict[str, object]:
    """Send a message past the session; the one answer as plain values."""
    frame = binary.encode(message)
    client.connection.send(frame)
    client.server.read_until(client.server.bytes_in + len(frame), PATIENCE_S)
    framer = Framer()
    while client.connection.bytes_in < client.server.bytes_out:
        framer.feed(client.connection.receive())
    [answer] = [binary.decode(found) for found in framer.frames()]
    assert answer is not None
    return msgspec.structs.asdict(answer)


def test_duplicate_client_id_is_rejected(play: Play) -> None:
    client = play()
    client.session.submit(order(1))
    client.settle()
    client.take_events()

    answer = ask(
        client,
        SubmitNewSingleOrder(
            Symbol=SYMBOL,
            TradeAccount="Sim1",
            ClientOrderID="MIA-1",
            OrderType=1,
            BuySell=1,
            Quantity=1.0,
        ),
    )

    assert answer["InfoText"] == "ClientOrderID MIA-1 was used before"
    client.advance(START + SECOND)
    assert client.server.counts().fills == 1


def test_requests_about_an_unknown_account_are_refused(play: Play) -> None:
    answer = ask(play(), OpenOrdersRequest(RequestID=9, TradeAccount="Real9"))

    assert answer == {"RequestID": 9, "RejectText": "Trade account Real9 is not known"}


def test_cancel_without_the_servers_id_gets_no_answer(play: Play) -> None:
    client = play()
    frame = binary.encode(CancelMessage(ClientOrderID="MIA-1", TradeAccount="Sim1"))
    before = client.server.bytes_out

    client.connection.send(frame)
    client.server.read_until(client.server.bytes_in + len(frame), PATIENCE_S)

    assert client.server.bytes_out == before


def test_second_client_sees_working_orders_positions_and_all_reports(play: Play) -> None:
    first = play()
    first.session.submit(order(1, quantity=3))
    first.session.submit(order(2, price=6700.0))
    first.session.submit(order(3, side=Side.SELL, quantity=3))
    first.settle()
    first.advance(START + 10 * MS)

    with Client(first.server) as second:
        second.session.start(START)
        while second.session.state is not SessionState.READY:
            sent = second.session.take_outgoing()
            total = first.server.bytes_in + len(sent)
            second.connection.send(sent)
            first.server.read_until(total, PATIENCE_S)
            second.read_some()
        snapshot = second.take_events()

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


def test_same_seed_and_steps_of_any_size_give_the_same_bytes(play: Play) -> None:
    script = [
        trade(
            START + t * MS, 27_200 - t // 10, bid_ticks=27_199 - t // 10, ask_ticks=27_201 - t // 10
        )
        for t in range(0, 100, 3)
    ]

    def heard(step_ms: int) -> list[object]:
        client = play(*script)
        client.session.submit(order(1))
        client.session.submit(order(2, price=6799.0))
        client.settle()
        for t in range(step_ms, 121, step_ms):
            client.advance(START + t * MS)
        return [*client.take_events()]

    assert heard(1) == heard(40) == heard(120)


def test_order_is_rejected_on_command(play: Play) -> None:
    client = play(faults=Faults(reject_orders=True))
    client.session.submit(order(1))
    client.settle()

    [rejected] = client.take_orders()

    assert (rejected.reason, rejected.text) == (
        UpdateReason.REJECTED,
        "Orders are rejected on command",
    )


def test_acks_are_silent_on_command(play: Play) -> None:
    client = play(faults=Faults(silent_acks=True))
    client.session.submit(order(1))
    client.settle()
    client.advance(START + SECOND)

    assert steps(client.take_orders()) == [(UpdateReason.FILLED, OrderStatus.FILLED)]


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

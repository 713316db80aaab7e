from __future__ import annotations

import msgspec
import pytest

from mia_core.dtc import binary
from mia_core.dtc.codes import LogonStatus, OrderState, Reason
from mia_core.dtc.framing import Framer
from mia_core.dtc.layout import Message
from mia_core.dtc.order_messages import (
    CurrentPositionsReject,
    OpenOrdersReject,
    OrderUpdate,
    PositionUpdate,
    TradeAccountResponse,
)
from mia_core.dtc.session import DtcSession, SessionSettings, SessionState
from mia_core.dtc.session_messages import EncodingResponse, LogonRequest, LogonResponse
from mia_core.execution.events import OrderUpdate as OrderEvent
from mia_core.execution.events import PositionUpdate as PositionEvent
from mia_core.execution.events import TradingLost, TradingReady, UpdateReason
from tests.mia_core.dtc.server_words import (
    ACCOUNT,
    ENCODING,
    LOGON,
    NO_ORDERS,
    NO_POSITIONS,
    SECOND,
    START,
    WHOLE_LOGON,
    started,
    tell,
)


def said(session: DtcSession) -> list[Message]:
    framer = Framer()
    framer.feed(session.take_outgoing())
    return [message for frame in framer.frames() if (message := binary.decode(frame)) is not None]


def not_ready(reason: str) -> TradingReady:
    return TradingReady(server="server", account="Sim1", trading_supported=False, reason=reason)


def test_each_answer_calls_for_the_next_request() -> None:
    session = started()
    spoken = [[type(message).__name__ for message in said(session)]]

    for message in WHOLE_LOGON:
        tell(session, message)
        spoken.append([type(request).__name__ for request in said(session)])

    assert spoken == [
        ["EncodingRequest"],
        ["LogonRequest"],
        ["TradeAccountsRequest"],
        ["OpenOrdersRequest"],
        ["CurrentPositionsRequest"],
        [],
    ]
    assert session.state is SessionState.READY


def test_name_and_password_go_into_the_logon_only() -> None:
    session = DtcSession(SessionSettings(account="Sim1"), username="me", password="pw")  # noqa: S106
    session.start(START)
    said(session)
    tell(session, ENCODING)

    [request] = said(session)

    assert request == LogonRequest(
        Username="me",
        Password="pw",  # noqa: S106
        HeartbeatIntervalInSeconds=10,
        ClientName="MIA",
    )


def test_another_encoding_than_binary_ends_the_session() -> None:
    events = tell(started(), EncodingResponse(Encoding=2))

    assert events == [TradingLost(reason="encoding: binary (0) was expected, the server uses 2")]


@pytest.mark.parametrize(
    ("status", "allowed", "address"),
    [
        (LogonStatus.ERROR, True, ""),
        (LogonStatus.ERROR_NO_RECONNECT, False, ""),
        (LogonStatus.RECONNECT_NEW_ADDRESS, True, "10.0.0.1:11099"),
    ],
)
def test_refused_logon_says_whether_to_come_back(
    status: LogonStatus, address: str, *, allowed: bool
) -> None:
    session = started()

    events = tell(
        session,
        ENCODING,
        LogonResponse(Result=status, ResultText="no", ReconnectAddress="10.0.0.1:11099"),
    )

    assert events == [TradingLost(reason=f"logon refused with result {int(status)}: no")]
    assert session.reconnect_allowed is allowed
    assert session.reconnect_address == address


def test_server_without_trading_is_read_only() -> None:
    logon = msgspec.structs.replace(LOGON, TradingIsSupported=0)

    events = tell(started(), ENCODING, logon, ACCOUNT, NO_ORDERS, NO_POSITIONS)

    assert events == [not_ready("the server does not allow trading (TradingIsSupported is not 1)")]


def test_account_that_is_not_there_is_named() -> None:
    other = msgspec.structs.replace(ACCOUNT, TradeAccount="Sim9")

    events = tell(started(), ENCODING, LOGON, other)

    assert events == [not_ready("account Sim1 is not on the server; it has: Sim9")]


def test_disabled_account_is_read_only() -> None:
    disabled = msgspec.structs.replace(ACCOUNT, TradingIsDisabled=1)

    events = tell(started(), ENCODING, LOGON, disabled, NO_ORDERS, NO_POSITIONS)

    assert events == [not_ready("trading is disabled for account Sim1")]


def test_account_disabled_later_ends_trading() -> None:
    session = started()
    tell(session, *WHOLE_LOGON)

    events = tell(session, TradeAccountResponse(TradeAccount="Sim1", TradingIsDisabled=1))

    assert events == [not_ready("trading is disabled for account Sim1")]


def test_snapshot_is_complete_only_with_every_part() -> None:
    session = started()
    tell(session, ENCODING, LOGON, ACCOUNT, NO_ORDERS)

    def part(number: int, *, unsolicited: int = 0) -> PositionUpdate:
        return PositionUpdate(
            RequestID=3,
            TotalNumberMessages=2,
            MessageNumber=number,
            Symbol=f"S{number}",
            Quantity=number - 1.0,
            TradeAccount="Sim1",
            Unsolicited=unsolicited,
        )

    first = tell(session, part(1), part(1), part(2, unsolicited=1))
    assert [type(event) for event in first] == [PositionEvent] * 3
    assert session.state is SessionState.POSITIONS

    [position, last] = tell(session, part(2))
    assert isinstance(position, PositionEvent)
    assert isinstance(last, TradingReady)
    assert last.trading_supported


def test_working_orders_come_before_ready() -> None:
    working = OrderUpdate(
        RequestID=2,
        TotalNumMessages=1,
        MessageNumber=1,
        ServerOrderID="S1",
        ClientOrderID="MIA-1",
        OrderStatus=OrderState.OPEN,
        OrderUpdateReason=Reason.OPEN_ORDERS_REQUEST_RESPONSE,
        TradeAccount="Sim1",
    )

    [order, last] = tell(started(), ENCODING, LOGON, ACCOUNT, working, NO_POSITIONS)

    assert isinstance(order, OrderEvent)
    assert order.reason is UpdateReason.SNAPSHOT
    assert isinstance(last, TradingReady)
    assert (last.orders_asked_ns, last.working_orders) == (START, (working.ServerOrderID,))


def test_list_that_does_not_say_how_long_it_is_settles_nothing() -> None:
    session = started()
    tell(session, ENCODING, LOGON, ACCOUNT)
    working = OrderUpdate(RequestID=2, ServerOrderID="S7", TradeAccount="Sim1")

    last = tell(session, working, NO_POSITIONS)[-1]

    assert isinstance(last, TradingReady)
    assert last.trading_supported
    assert (last.orders_asked_ns, last.working_orders) == (None, ())


def test_order_that_begins_to_work_after_the_list_is_among_the_working_ones() -> None:
    session = started()
    tell(session, ENCODING, LOGON, ACCOUNT, NO_ORDERS)
    placed = OrderUpdate(
        ServerOrderID="S7",
        OrderStatus=OrderState.OPEN,
        OrderUpdateReason=Reason.NEW_ORDER_ACCEPTED,
        TradeAccount="Sim1",
    )

    last = tell(session, placed, NO_POSITIONS)[-1]

    assert isinstance(last, TradingReady)
    assert (last.orders_asked_ns, last.working_orders) == (START, ("S7",))


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        (
            (OpenOrdersReject(RequestID=2, RejectText="busy"), NO_POSITIONS),
            "the working orders are unknown: busy",
        ),
        (
            (NO_ORDERS, CurrentPositionsReject(RequestID=3, RejectText="busy")),
            "the positions are unknown: busy",
        ),
    ],
)
def test_refused_snapshot_forbids_trading(messages: tuple[Message, ...], reason: str) -> None:
    assert tell(started(), ENCODING, LOGON, ACCOUNT, *messages) == [not_ready(reason)]


@pytest.mark.parametrize("known", range(len(WHOLE_LOGON)))
def test_missing_answer_is_named(known: int) -> None:
    session = started(SessionSettings(account="Sim1", heartbeat_s=60))
    tell(session, *WHOLE_LOGON[:known])
    step = session.state.value

    assert session.tick(START + 20 * SECOND - 1) == []
    assert session.tick(START + 20 * SECOND) == [
        TradingLost(reason=f"no complete answer in 20 s at the step: {step}")
    ]


def test_server_without_trading_need_not_answer_about_trading() -> None:
    session = started(SessionSettings(account="Sim1", heartbeat_s=60))
    tell(session, ENCODING, msgspec.structs.replace(LOGON, TradingIsSupported=0))

    [event] = session.tick(START + 20 * SECOND)

    assert event == not_ready("the server does not allow trading (TradingIsSupported is not 1)")
    assert session.state is SessionState.READY


def test_answers_out_of_turn_change_nothing() -> None:
    session = started()

    assert tell(session, LOGON, ACCOUNT, NO_ORDERS, NO_POSITIONS) == []
    assert session.state is SessionState.ENCODING

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.dtc import binary
from mia_core.dtc.codes import OrderState, Reason
from mia_core.dtc.framing import Framer
from mia_core.dtc.layout import Message
from mia_core.dtc.order_messages import OrderUpdate, PositionUpdate, SubmitNewSingleOrder
from mia_core.dtc.session import DtcSession, SessionSettings, SessionState
from mia_core.dtc.session_messages import (
    AlertMessage,
    GeneralLogMessage,
    Heartbeat,
    Logoff,
    UserMessage,
)
from mia_core.errors import ProtocolError
from mia_core.execution.commands import CancelOrder, OrderType, Side, SubmitOrder
from mia_core.execution.events import OrderUpdate as OrderEvent
from mia_core.execution.events import PositionUpdate as PositionEvent
from mia_core.execution.events import TradingLost, TradingReady
from tests.mia_core.dtc.server_words import (
    SECOND,
    START,
    WHOLE_LOGON,
    filled,
    ready,
    started,
    tell,
    words,
)

ORDER = SubmitOrder(
    client_order_id="MIA-1",
    account="Sim1",
    symbol="ESM26",
    side=Side.BUY,
    quantity=2,
    order_type=OrderType.MARKET,
)


def said(session: DtcSession) -> list[Message | None]:
    framer = Framer()
    framer.feed(session.take_outgoing())
    return [binary.decode(frame) for frame in framer.frames()]


def kinds(session: DtcSession) -> list[str]:
    return [type(message).__name__ for message in said(session)]


def accepted(**changes: object) -> OrderUpdate:
    update = OrderUpdate(
        ServerOrderID="S1",
        ClientOrderID="MIA-1",
        OrderStatus=OrderState.OPEN,
        OrderUpdateReason=Reason.NEW_ORDER_ACCEPTED,
        TradeAccount="Sim1",
    )
    return msgspec.structs.replace(update, **changes)


def test_order_bytes_are_those_of_the_message() -> None:
    session = ready()

    session.submit(ORDER)

    [message] = said(session)
    assert message is not None
    assert message.TYPE == 208
    assert session.take_outgoing() == b""


def test_no_order_before_the_session_is_ready() -> None:
    session = started()
    session.take_outgoing()

    with pytest.raises(ProtocolError, match="MIA-1: a ready session was expected, found encoding"):
        session.submit(ORDER)

    assert session.take_outgoing() == b""


def test_read_only_session_gets_ready_and_sends_no_order_byte() -> None:
    session = started(SessionSettings(account="Sim1", read_only=True))
    events = tell(session, *WHOLE_LOGON)
    session.take_outgoing()

    assert events == [
        TradingReady(
            server="server",
            account="Sim1",
            trading_supported=False,
            reason="the session is read-only",
        )
    ]
    with pytest.raises(ProtocolError, match="MIA-1: not sent, the session is read-only"):
        session.submit(ORDER)
    assert session.take_outgoing() == b""


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"client_order_id": "x" * 32}, "at most 31 characters were expected, found 32"),
        ({"symbol": "x" * 64}, "at most 63 characters"),
        ({"account": "Sim2"}, "account Sim1 was expected, found Sim2"),
        ({"quantity": 0}, "a positive quantity was expected, found 0"),
    ],
)
def test_order_that_cannot_be_said_leaves_no_byte(
    changes: dict[str, object], complaint: str
) -> None:
    session = ready()

    with pytest.raises(ProtocolError, match=complaint):
        session.submit(msgspec.structs.replace(ORDER, **changes))

    assert session.take_outgoing() == b""


def test_id_is_sent_once_even_after_a_reconnect() -> None:
    session = ready()
    session.submit(ORDER)
    session.connection_lost("cable")
    session.start(START)
    tell(session, *WHOLE_LOGON)
    session.take_outgoing()

    with pytest.raises(ProtocolError, match="a new id was expected, it was sent before"):
        session.submit(ORDER)

    assert session.take_outgoing() == b""


def test_order_not_yet_taken_when_the_session_is_lost_never_leaves() -> None:
    session = ready()
    session.submit(ORDER)

    events = session.connection_lost("the peer closed the connection")

    assert events == [TradingLost(reason="the peer closed the connection")]
    assert session.take_outgoing() == b""
    assert session.connection_lost("again") == []


def test_cancel_names_both_ids_and_may_be_repeated() -> None:
    session = ready()
    cancel = CancelOrder(client_order_id="MIA-1", server_order_id="S1", account="Sim1")

    session.cancel(cancel)
    session.cancel(cancel)

    assert kinds(session) == ["CancelOrder", "CancelOrder"]
    with pytest.raises(ProtocolError, match="the server's order id was expected"):
        session.cancel(msgspec.structs.replace(cancel, server_order_id=""))


def test_fill_without_a_client_id_is_known_by_the_servers_id() -> None:
    session = ready()
    tell(session, accepted())

    [event] = tell(session, filled("S1"))

    assert isinstance(event, OrderEvent)
    assert event.client_order_id == "MIA-1"
    assert event.last_fill_quantity == 2


def test_reports_of_other_accounts_are_left_out() -> None:
    session = ready()

    assert tell(session, accepted(TradeAccount="Real9"), PositionUpdate(TradeAccount="Real9")) == []


def test_closed_position_is_flat_not_a_phantom() -> None:
    session = ready()

    [event] = tell(
        session, PositionUpdate(Symbol="NQM26", AveragePrice=21000.0, TradeAccount="Sim1")
    )

    assert event == PositionEvent(account="Sim1", symbol="NQM26", quantity=0, average_price=None)


def test_prices_are_scaled_both_ways() -> None:
    session = started(SessionSettings(account="Sim1", price_multiplier=100.0))
    tell(session, *WHOLE_LOGON)
    session.take_outgoing()

    session.submit(msgspec.structs.replace(ORDER, order_type=OrderType.LIMIT, price=6800.25))
    [event] = tell(session, msgspec.structs.replace(filled("S1"), LastFillPrice=680_050.0))

    [sent] = said(session)
    assert isinstance(sent, SubmitNewSingleOrder)
    assert sent.Price1 == 680_025.0
    assert isinstance(event, OrderEvent)
    assert event.last_fill_price == 6800.5


def test_heartbeats_are_sent_every_interval() -> None:
    session = ready()

    for second in range(1, 31):
        session.receive(words(Heartbeat()), START + second * SECOND)
        assert session.tick(START + second * SECOND) == []

    assert kinds(session) == ["Heartbeat"] * 3


def test_silence_of_two_intervals_loses_the_session() -> None:
    session = ready()

    assert session.tick(START + 20 * SECOND - 1) == []
    assert session.tick(START + 20 * SECOND) == [
        TradingLost(reason="the server was silent for 20 s")
    ]
    assert session.state is SessionState.LOST
    assert session.take_outgoing() == b""


def test_any_message_proves_life() -> None:
    session = ready()

    tell(session, GeneralLogMessage(MessageText="hello"), now_ns=START + 15 * SECOND)

    assert session.tick(START + 25 * SECOND) == []


def test_texts_of_the_server_are_kept_and_unknown_messages_counted() -> None:
    session = ready()

    tell(session, UserMessage(UserMessage="a"), GeneralLogMessage(MessageText="b"))
    tell(session, AlertMessage(MessageText="c"))
    session.receive(bytes.fromhex("08005e0200000000"), START)

    assert list(session.server_texts) == ["a", "b", "c"]
    assert session.ignored_messages == 1


@pytest.mark.parametrize(("flag", "allowed"), [(0, True), (1, False)])
def test_server_that_logs_off_is_lost_with_its_reason(flag: int, *, allowed: bool) -> None:
    session = ready()

    events = tell(session, Logoff(Reason="closing time", DoNotReconnect=flag))

    assert events == [TradingLost(reason="the server logged off: closing time")]
    assert session.reconnect_allowed is allowed


def test_malformed_message_loses_the_session_after_what_was_good() -> None:
    session = ready()

    events = session.receive(words(accepted()) + b"\x02\x00\x00\x00" + words(accepted()), START)

    assert [type(event) for event in events] == [OrderEvent, TradingLost]
    assert session.receive(words(accepted()), START) == []


def test_position_that_is_not_whole_loses_the_session() -> None:
    [event] = tell(ready(), PositionUpdate(Symbol="X", Quantity=0.5, TradeAccount="Sim1"))

    assert event == TradingLost(reason="position in X: a whole quantity was expected, found 0.5")


def test_logoff_is_the_last_word() -> None:
    session = ready()

    session.logoff("done")

    assert kinds(session) == ["Logoff"]
    assert session.state is SessionState.CLOSED
    assert session.receive(words(accepted()), START) == []
    assert session.tick(START + 100 * SECOND) == []


def test_a_whole_session_one_byte_at_a_time() -> None:
    session = started()
    stream = words(*WHOLE_LOGON, accepted(), filled("S1"))
    events = []

    for byte in stream:
        events += session.receive(bytes([byte]), START)

    assert [type(event) for event in events] == [TradingReady, OrderEvent, OrderEvent]


@given(st.lists(st.binary(max_size=400), max_size=6))
def test_no_bytes_make_it_raise(chunks: list[bytes]) -> None:
    session = started()
    lost = 0

    for chunk in chunks:
        lost += sum(isinstance(event, TradingLost) for event in session.receive(chunk, START))

    assert lost == (session.state is SessionState.LOST)


@given(st.integers(0, 2**32), st.binary(min_size=1, max_size=40))
def test_no_mutation_of_good_words_makes_it_raise(place: int, junk: bytes) -> None:
    stream = words(*WHOLE_LOGON, accepted(), filled("S1"))
    at = place % len(stream)

    started().receive(stream[:at] + junk + stream[at + len(junk) :], START)

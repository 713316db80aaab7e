"""What a DTC server says during a logon, for tests that need no server."""

from __future__ import annotations

from mia_core.dtc import binary
from mia_core.dtc.codes import OrderState, Reason
from mia_core.dtc.layout import Message
from mia_core.dtc.order_messages import OrderUpdate, PositionUpdate, TradeAccountResponse
from mia_core.dtc.session import DtcSession, SessionSettings, SessionState
from mia_core.dtc.session_messages import EncodingResponse, LogonResponse
from mia_core.execution.events import ExecutionEvent

SECOND = 1_000_000_000
START = 1_773_239_700 * SECOND

ENCODING = EncodingResponse()
LOGON = LogonResponse(ServerName="server", TradingIsSupported=1)
ACCOUNT = TradeAccountResponse(
    TotalNumberMessages=1, MessageNumber=1, TradeAccount="Sim1", RequestID=1
)
NO_ORDERS = OrderUpdate(
    RequestID=2,
    TotalNumMessages=1,
    MessageNumber=1,
    OrderUpdateReason=Reason.OPEN_ORDERS_REQUEST_RESPONSE,
    NoOrders=1,
)
NO_POSITIONS = PositionUpdate(RequestID=3, TotalNumberMessages=1, MessageNumber=1, NoPositions=1)
WHOLE_LOGON: tuple[Message, ...] = (ENCODING, LOGON, ACCOUNT, NO_ORDERS, NO_POSITIONS)


def words(*messages: Message) -> bytes:
    return b"".join(binary.encode(message) for message in messages)


def started(settings: SessionSettings | None = None) -> DtcSession:
    session = DtcSession(settings or SessionSettings(account="Sim1"))
    session.start(START)
    return session


def tell(session: DtcSession, *messages: Message, now_ns: int = START) -> list[ExecutionEvent]:
    events = []
    for message in messages:
        events += session.receive(words(message), now_ns)
    return events


def ready() -> DtcSession:
    session = started()
    tell(session, *WHOLE_LOGON)
    assert session.state is SessionState.READY
    session.take_outgoing()
    return session


def filled(server_order_id: str, *, client_order_id: str = "") -> OrderUpdate:
    return OrderUpdate(
        TotalNumMessages=1,
        MessageNumber=1,
        Symbol="ESM26",
        ServerOrderID=server_order_id,
        ClientOrderID=client_order_id,
        OrderStatus=OrderState.FILLED,
        OrderUpdateReason=Reason.ORDER_FILLED,
        BuySell=1,
        OrderQuantity=2.0,
        FilledQuantity=2.0,
        RemainingQuantity=0.0,
        AverageFillPrice=6800.25,
        LastFillPrice=6800.25,
        LastFillQuantity=2.0,
        LastFillDateTime=START // 1_000_000,
        LastFillExecutionID="e1",
        TradeAccount="Sim1",
    )

"""What the trading side reports back, free of any protocol: events of the engine's stream."""

from __future__ import annotations

import enum

import msgspec

from mia_core.execution.commands import Command, Side, SubmitOrder

__all__ = [
    "ExecutionEvent",
    "OrderStatus",
    "OrderUpdate",
    "PositionUpdate",
    "TradingLost",
    "TradingReady",
    "UpdateReason",
    "never_sent",
]


class OrderStatus(enum.Enum):
    """Where an order stands, as the server says. UNKNOWN means the server is not sure."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    OPEN = "open"
    PENDING_CHANGE = "pending-change"
    PENDING_CANCEL = "pending-cancel"
    PARTIALLY_FILLED = "partially-filled"
    FILLED = "filled"
    CANCELED = "canceled"
    REJECTED = "rejected"


class UpdateReason(enum.Enum):
    """Why the server sent an update; looked at before the status (DTC's rule for rejects).

    NEVER_SENT is our own: not a byte of the order left.
    """

    UNSET = "unset"
    SNAPSHOT = "snapshot"
    ACCEPTED = "accepted"
    GENERAL = "general"
    FILLED = "filled"
    FILLED_PARTIALLY = "filled-partially"
    CANCELED = "canceled"
    REPLACED = "replaced"
    REJECTED = "rejected"
    CANCEL_REJECTED = "cancel-rejected"
    REPLACE_REJECTED = "replace-rejected"
    NEVER_SENT = "never-sent"


class OrderUpdate(msgspec.Struct, frozen=True, kw_only=True, tag="order-update"):
    """One report about one order. `None` is unknown, never zero.

    A replace may give an order another id at the server; the one before is told with it.
    """

    client_order_id: str
    server_order_id: str
    account: str
    symbol: str
    reason: UpdateReason
    status: OrderStatus
    side: Side | None
    quantity: int | None
    filled_quantity: int | None
    average_fill_price: float | None
    last_fill_quantity: int | None = None
    last_fill_price: float | None = None
    last_fill_time_ns: int | None = None
    execution_id: str = ""
    text: str = ""
    previous_server_order_id: str = ""


class PositionUpdate(msgspec.Struct, frozen=True, kw_only=True, tag="position-update"):
    """The server's own count of a position, signed."""

    account: str
    symbol: str
    quantity: int
    average_price: float | None


class TradingReady(msgspec.Struct, frozen=True, kw_only=True, tag="trading-ready"):
    """Logged on, accounts, working orders and positions received: orders may be sent.

    `trading_supported` is false when the server answers but takes no orders. `working_orders` are
    the server's ids of all orders that work in the account; the complete list of them was asked
    for at `orders_asked_ns`, which is None when no such list came. Said again when it was asked
    for again.
    """

    server: str
    account: str
    trading_supported: bool
    reason: str = ""
    orders_asked_ns: int | None = None
    working_orders: tuple[str, ...] = ()


class TradingLost(msgspec.Struct, frozen=True, kw_only=True, tag="trading-lost"):
    """The connection is gone or unusable; nothing is known of orders until it is back."""

    reason: str


ExecutionEvent = OrderUpdate | PositionUpdate | TradingReady | TradingLost


def never_sent(command: Command, why: str) -> OrderUpdate:
    """Report an order that certainly did not leave: as final as a rejection, and of our own making."""
    is_order = isinstance(command, SubmitOrder)
    return OrderUpdate(
        client_order_id=command.client_order_id,
        server_order_id="",
        account=command.account,
        symbol=command.symbol if isinstance(command, SubmitOrder) else "",
        reason=UpdateReason.NEVER_SENT if is_order else UpdateReason.CANCEL_REJECTED,
        status=OrderStatus.REJECTED,
        side=command.side if isinstance(command, SubmitOrder) else None,
        quantity=command.quantity if isinstance(command, SubmitOrder) else None,
        filled_quantity=0,
        average_fill_price=None,
        text=f"not sent: {why}",
    )

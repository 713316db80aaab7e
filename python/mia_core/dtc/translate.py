"""Between the protocol's messages and what the engine says and hears; holds no state.

Unset, non-finite and fractional numbers become `None`: unknown is said, never guessed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from mia_core.dtc import order_messages as wire
from mia_core.dtc.codes import BuySell, OrderKind, OrderState, Reason, TimeInForce
from mia_core.errors import ProtocolError
from mia_core.execution.commands import OrderType, Side
from mia_core.execution.events import OrderStatus, OrderUpdate, PositionUpdate, UpdateReason

if TYPE_CHECKING:
    from mia_core.execution.commands import CancelOrder, SubmitOrder

__all__ = ["cancel_message", "order_event", "order_message", "position_event"]

_NS_PER_MS: Final = 1_000_000

_SIDES: Final = {Side.BUY: BuySell.BUY, Side.SELL: BuySell.SELL}
_SIDES_BACK: Final = {int(code): side for side, code in _SIDES.items()}

_STATUSES: Final = {
    int(OrderState.UNSPECIFIED): OrderStatus.UNKNOWN,
    int(OrderState.ORDER_SENT): OrderStatus.PENDING,
    int(OrderState.PENDING_OPEN): OrderStatus.PENDING,
    int(OrderState.PENDING_CHILD): OrderStatus.PENDING,
    int(OrderState.OPEN): OrderStatus.OPEN,
    int(OrderState.PENDING_CANCEL_REPLACE): OrderStatus.PENDING_CHANGE,
    int(OrderState.PENDING_CANCEL): OrderStatus.PENDING_CANCEL,
    int(OrderState.FILLED): OrderStatus.FILLED,
    int(OrderState.CANCELED): OrderStatus.CANCELED,
    int(OrderState.REJECTED): OrderStatus.REJECTED,
    int(OrderState.PARTIALLY_FILLED): OrderStatus.PARTIALLY_FILLED,
}

_REASONS: Final = {
    int(Reason.UNSET): UpdateReason.UNSET,
    int(Reason.OPEN_ORDERS_REQUEST_RESPONSE): UpdateReason.SNAPSHOT,
    int(Reason.NEW_ORDER_ACCEPTED): UpdateReason.ACCEPTED,
    int(Reason.GENERAL_ORDER_UPDATE): UpdateReason.GENERAL,
    int(Reason.ORDER_FILLED): UpdateReason.FILLED,
    int(Reason.ORDER_FILLED_PARTIALLY): UpdateReason.FILLED_PARTIALLY,
    int(Reason.ORDER_CANCELED): UpdateReason.CANCELED,
    int(Reason.ORDER_CANCEL_REPLACE_COMPLETE): UpdateReason.REPLACED,
    int(Reason.NEW_ORDER_REJECTED): UpdateReason.REJECTED,
    int(Reason.ORDER_CANCEL_REJECTED): UpdateReason.CANCEL_REJECTED,
    int(Reason.ORDER_CANCEL_REPLACE_REJECTED): UpdateReason.REPLACE_REJECTED,
}

_FILLS: Final = (UpdateReason.FILLED, UpdateReason.FILLED_PARTIALLY)
_REFUSED_CHANGES: Final = (UpdateReason.CANCEL_REJECTED, UpdateReason.REPLACE_REJECTED)


def order_message(order: SubmitOrder, *, price_multiplier: float) -> wire.SubmitNewSingleOrder:
    """Say a new order in the protocol's words; what it cannot say is an error here."""
    if order.quantity <= 0:
        msg = f"order {order.client_order_id}: a positive quantity was expected, found {order.quantity}"
        raise ProtocolError(msg)
    if not order.client_order_id or not order.symbol:
        msg = f"order {order.client_order_id!r}: an id and a symbol were expected, found none"
        raise ProtocolError(msg)
    limit = order.order_type is OrderType.LIMIT
    if limit != (order.price is not None):
        found = "none" if order.price is None else repr(order.price)
        wanted = "a price" if limit else "no price"
        msg = f"{order.order_type.value} order {order.client_order_id}: {wanted} was expected, found {found}"
        raise ProtocolError(msg)
    price = 0.0 if order.price is None else order.price * price_multiplier
    if not math.isfinite(price):
        msg = f"order {order.client_order_id}: a finite price was expected, found {order.price}"
        raise ProtocolError(msg)
    return wire.SubmitNewSingleOrder(
        Symbol=order.symbol,
        TradeAccount=order.account,
        ClientOrderID=order.client_order_id,
        OrderType=OrderKind.LIMIT if limit else OrderKind.MARKET,
        BuySell=_SIDES[order.side],
        Price1=price,
        Quantity=float(order.quantity),
        TimeInForce=TimeInForce.DAY,
        IsAutomatedOrder=1,
    )


def cancel_message(order: CancelOrder) -> wire.CancelOrder:
    """Say a cancel; servers ignore one that lacks their own id, so it is refused here."""
    if not order.server_order_id:
        msg = f"cancel of {order.client_order_id}: the server's order id was expected, found none"
        raise ProtocolError(msg)
    return wire.CancelOrder(
        ServerOrderID=order.server_order_id,
        ClientOrderID=order.client_order_id,
        TradeAccount=order.account,
    )


def order_event(
    update: wire.OrderUpdate, *, client_order_id: str, price_multiplier: float
) -> OrderUpdate:
    """Translate an order update. The reason is read first.

    Fill details count only when the reason is a fill. A refused cancel or replace with status
    REJECTED means that the server knows no such order, not that an order was rejected: its
    status is unknown then.
    """
    reason = _REASONS.get(update.OrderUpdateReason, UpdateReason.UNSET)
    status = _STATUSES.get(update.OrderStatus, OrderStatus.UNKNOWN)
    if reason in _REFUSED_CHANGES and status is OrderStatus.REJECTED:
        status = OrderStatus.UNKNOWN
    is_fill = reason in _FILLS
    return OrderUpdate(
        client_order_id=client_order_id,
        server_order_id=update.ServerOrderID,
        account=update.TradeAccount,
        symbol=update.Symbol,
        reason=reason,
        status=status,
        side=_SIDES_BACK.get(update.BuySell),
        quantity=_whole(update.OrderQuantity),
        filled_quantity=_whole(update.FilledQuantity),
        average_fill_price=_price(update.AverageFillPrice, price_multiplier),
        last_fill_quantity=_whole(update.LastFillQuantity) if is_fill else None,
        last_fill_price=_price(update.LastFillPrice, price_multiplier) if is_fill else None,
        last_fill_time_ns=_time_ns(update.LastFillDateTime) if is_fill else None,
        execution_id=update.LastFillExecutionID if is_fill else "",
        text=update.InfoText,
        previous_server_order_id=update.PreviousServerOrderID,
    )


def position_event(update: wire.PositionUpdate, *, price_multiplier: float) -> PositionUpdate:
    """Translate a position; one that is not a whole number cannot be traded against."""
    quantity = _whole(update.Quantity)
    if quantity is None:
        msg = f"position in {update.Symbol}: a whole quantity was expected, found {update.Quantity}"
        raise ProtocolError(msg)
    return PositionUpdate(
        account=update.TradeAccount,
        symbol=update.Symbol,
        quantity=quantity,
        average_price=_price(update.AveragePrice, price_multiplier) if quantity else None,
    )


def _whole(number: float | None) -> int | None:
    if number is None or not math.isfinite(number) or not number.is_integer():
        return None
    return int(number)


def _price(number: float | None, multiplier: float) -> float | None:
    if number is None or not math.isfinite(number):
        return None
    return number / multiplier


def _time_ns(milliseconds: int) -> int | None:
    return milliseconds * _NS_PER_MS if milliseconds else None

"""How the simulated DTC server words its reports: order updates and positions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import msgspec

from mia_core.dtc import order_messages as wire
from mia_core.dtc.codes import BuySell, OrderKind, OrderState, Reason, TimeInForce
from mia_core.dtc.layout import Message
from mia_core.sim.dtc_fills import OrderStep, SimOrder
from mia_core.sim.dtc_positions import SimPosition

__all__ = [
    "PriceScale",
    "cancel_rejected",
    "new_order_rejected",
    "order_update",
    "position_changed",
    "positions",
    "working_orders",
]

_NS_PER_MS: Final = 1_000_000
_GRID_TOLERANCE: Final = 1e-6
_TEXT_MAX: Final = 95


class PriceScale:
    """Between ticks and the prices on the wire."""

    def __init__(self, tick_size: float, multiplier: float) -> None:
        self._tick_size = tick_size
        self._multiplier = multiplier

    def to_price(self, ticks: float) -> float:
        """Say ticks as a price."""
        return ticks * self._tick_size * self._multiplier

    def to_ticks(self, price: float) -> int | None:
        """Read a price; None when it is not on the grid."""
        ticks = price / self._multiplier / self._tick_size
        if not math.isfinite(ticks) or abs(ticks - round(ticks)) > _GRID_TOLERANCE:
            return None
        return round(ticks)


def order_update(step: OrderStep, scale: PriceScale) -> wire.OrderUpdate:
    """Report one step of an order; fill details only when it is a fill."""
    order = step.order
    update = msgspec.structs.replace(
        _order_state(order, scale),
        TotalNumMessages=1,
        MessageNumber=1,
        OrderUpdateReason=step.reason,
        LatestTransactionDateTime=step.t_ns / 1e9,
    )
    if order.fill_ticks is None:
        return update
    return msgspec.structs.replace(
        update,
        LastFillPrice=scale.to_price(order.fill_ticks),
        LastFillQuantity=float(order.quantity),
        LastFillDateTime=step.t_ns // _NS_PER_MS,
        LastFillExecutionID=f"{order.server_order_id}-1",
    )


def working_orders(
    orders: Sequence[SimOrder], scale: PriceScale, *, request_id: int
) -> list[Message]:
    """Answer a request for the working orders."""
    reason = Reason.OPEN_ORDERS_REQUEST_RESPONSE
    if not orders:
        return [
            wire.OrderUpdate(
                RequestID=request_id,
                TotalNumMessages=1,
                MessageNumber=1,
                OrderUpdateReason=reason,
                NoOrders=1,
            )
        ]
    return [
        msgspec.structs.replace(
            _order_state(order, scale),
            RequestID=request_id,
            TotalNumMessages=len(orders),
            MessageNumber=number,
            OrderUpdateReason=reason,
        )
        for number, order in enumerate(orders, start=1)
    ]


def new_order_rejected(message: wire.SubmitNewSingleOrder, text: str) -> wire.OrderUpdate:
    """Refuse a new order; it has no id of the server's."""
    return wire.OrderUpdate(
        TotalNumMessages=1,
        MessageNumber=1,
        Symbol=message.Symbol,
        ClientOrderID=message.ClientOrderID,
        OrderStatus=OrderState.REJECTED,
        OrderUpdateReason=Reason.NEW_ORDER_REJECTED,
        OrderType=message.OrderType,
        BuySell=message.BuySell,
        OrderQuantity=message.Quantity,
        FilledQuantity=0.0,
        TradeAccount=message.TradeAccount,
        InfoText=text[:_TEXT_MAX],
    )


def cancel_rejected(message: wire.CancelOrder, status: OrderState, text: str) -> wire.OrderUpdate:
    """Refuse a cancel; the status is the order's, or REJECTED when there is no such order."""
    return wire.OrderUpdate(
        TotalNumMessages=1,
        MessageNumber=1,
        ServerOrderID=message.ServerOrderID,
        ClientOrderID=message.ClientOrderID,
        OrderStatus=status,
        OrderUpdateReason=Reason.ORDER_CANCEL_REJECTED,
        TradeAccount=message.TradeAccount,
        InfoText=text[:_TEXT_MAX],
    )


def position_changed(held: SimPosition, scale: PriceScale) -> wire.PositionUpdate:
    """Report a position after a fill."""
    return msgspec.structs.replace(
        _position_state(held, scale), TotalNumberMessages=1, MessageNumber=1, Unsolicited=1
    )


def positions(held: Sequence[SimPosition], scale: PriceScale, *, request_id: int) -> list[Message]:
    """Answer a request for the positions."""
    if not held:
        return [
            wire.PositionUpdate(
                RequestID=request_id, TotalNumberMessages=1, MessageNumber=1, NoPositions=1
            )
        ]
    return [
        msgspec.structs.replace(
            _position_state(position, scale),
            RequestID=request_id,
            TotalNumberMessages=len(held),
            MessageNumber=number,
        )
        for number, position in enumerate(held, start=1)
    ]


def _order_state(order: SimOrder, scale: PriceScale) -> wire.OrderUpdate:
    is_filled = order.fill_ticks is not None
    limit = order.limit_ticks
    return wire.OrderUpdate(
        Symbol=order.symbol,
        ServerOrderID=order.server_order_id,
        ClientOrderID=order.client_order_id,
        ExchangeOrderID=order.server_order_id,
        OrderStatus=order.status,
        OrderType=OrderKind.MARKET if limit is None else OrderKind.LIMIT,
        BuySell=BuySell.BUY if order.is_buy else BuySell.SELL,
        Price1=None if limit is None else scale.to_price(limit),
        TimeInForce=TimeInForce.DAY,
        OrderQuantity=float(order.quantity),
        FilledQuantity=float(order.quantity) if is_filled else 0.0,
        RemainingQuantity=0.0 if is_filled else float(order.quantity),
        AverageFillPrice=None if order.fill_ticks is None else scale.to_price(order.fill_ticks),
        TradeAccount=order.account,
    )


def _position_state(held: SimPosition, scale: PriceScale) -> wire.PositionUpdate:
    return wire.PositionUpdate(
        Symbol=held.symbol,
        Quantity=float(held.quantity),
        AveragePrice=scale.to_price(held.average_ticks),
        TradeAccount=held.account,
    )

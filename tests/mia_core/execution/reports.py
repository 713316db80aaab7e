"""A ledger for tests, and reports of a server about orders of ours and of others."""

from __future__ import annotations

from typing import Any

import msgspec

from mia_core.execution.commands import OrderType, Side, SubmitOrder
from mia_core.execution.events import OrderStatus, OrderUpdate, PositionUpdate, UpdateReason
from mia_core.execution.ledger import Ledger
from mia_core.execution.tracked import EarlierOrder

ES, ACCOUNT = "ESH26-CME", "Sim1"


def make_ledger(*, unresolved: tuple[EarlierOrder, ...] = (), position: int | None = 0) -> Ledger:
    ledger = Ledger(symbol=ES, account=ACCOUNT, tick_size=0.25, unresolved=unresolved)
    if position is not None:
        ledger.apply_position(position_of(position))
        ledger.synchronise()
    return ledger


def position_of(quantity: int, *, symbol: str = ES, account: str = ACCOUNT) -> PositionUpdate:
    return PositionUpdate(account=account, symbol=symbol, quantity=quantity, average_price=None)


def order_of(number: int = 1, *, side: Side = Side.BUY, quantity: int = 3) -> SubmitOrder:
    return SubmitOrder(
        client_order_id=f"MIA-{number}",
        account=ACCOUNT,
        symbol=ES,
        side=side,
        quantity=quantity,
        order_type=OrderType.MARKET,
    )


def report(order: SubmitOrder, reason: UpdateReason, status: OrderStatus) -> OrderUpdate:
    return OrderUpdate(
        client_order_id=order.client_order_id,
        server_order_id=f"S-{order.client_order_id}",
        account=order.account,
        symbol=order.symbol,
        reason=reason,
        status=status,
        side=order.side,
        quantity=order.quantity,
        filled_quantity=None,
        average_fill_price=None,
    )


def execution(
    order: SubmitOrder,
    total: int,
    *,
    size: int,
    execution_id: str = "",
    price: float | None = 5000.0,
) -> OrderUpdate:
    is_end = total >= order.quantity
    return msgspec.structs.replace(
        report(
            order,
            UpdateReason.FILLED if is_end else UpdateReason.FILLED_PARTIALLY,
            OrderStatus.FILLED if is_end else OrderStatus.PARTIALLY_FILLED,
        ),
        filled_quantity=total,
        last_fill_quantity=size,
        last_fill_price=price,
        execution_id=execution_id,
    )


def accepted(order: SubmitOrder) -> OrderUpdate:
    return report(order, UpdateReason.ACCEPTED, OrderStatus.OPEN)


def canceled(order: SubmitOrder, total: int) -> OrderUpdate:
    update = report(order, UpdateReason.CANCELED, OrderStatus.CANCELED)
    return msgspec.structs.replace(update, filled_quantity=total)


def foreign(update: OrderUpdate, server_order_id: str = "F-1") -> OrderUpdate:
    return msgspec.structs.replace(update, client_order_id="", server_order_id=server_order_id)


def earlier(number: int = 1, **changes: Any) -> EarlierOrder:
    plain: dict[str, Any] = {"account": ACCOUNT, "quantity": 1, "created_ns": 0}
    return EarlierOrder(
        client_order_id=f"MIA-{number}", symbol=ES, side=Side.BUY, **(plain | changes)
    )

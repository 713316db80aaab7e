"""Orders in the same account that are not ours: made by hand or by another program, known by the server's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.execution.commands import Side
from mia_core.execution.executions import Executions
from mia_core.execution.order import Report, report_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from mia_core.execution.events import OrderUpdate

__all__ = ["ForeignOrder", "ForeignOrders"]

_ENDS = (Report.FILLED, Report.CANCELED, Report.REJECTED)
_LIVES = (Report.ALIVE, Report.PARTIAL)


class ForeignOrder(msgspec.Struct, kw_only=True):
    """One of them. A side or a quantity that was never told is unknown."""

    client_order_id: str = ""
    side: Side | None = None
    quantity: int | None = None
    is_working: bool = False
    executions: Executions = msgspec.field(default_factory=Executions)

    def note(self, update: OrderUpdate) -> None:
        """Take what a report says of it."""
        self.client_order_id = update.client_order_id or self.client_order_id
        self.side = update.side or self.side
        self.quantity = self.quantity if update.quantity is None else update.quantity
        report = report_of(update.reason, update.status)
        if report in _LIVES or report in _ENDS:
            self.is_working = report in _LIVES


class ForeignOrders:
    """All that were reported. They are never touched; the risk gate counts what they may still fill."""

    def __init__(self) -> None:
        self._orders: dict[str, ForeignOrder] = {}

    def __contains__(self, server_order_id: str) -> bool:
        """Whether an order of this id was reported."""
        return server_order_id in self._orders

    def take(self, update: OrderUpdate) -> ForeignOrder:
        """Find the order a report is about, under its former id too, and note the report."""
        before = update.previous_server_order_id
        order = self._orders.pop(before, None) if before else None
        order = self._orders.setdefault(update.server_order_id, order or ForeignOrder())
        order.note(update)
        return order

    def keep(self, listed: Collection[str]) -> None:
        """Only these work; the end of the others was not seen."""
        for server_order_id, order in self._orders.items():
            order.is_working &= server_order_id in listed

    def open_quantity(self, side: Side) -> int | None:
        """Sum what they may still fill on one side; None when one of them does not say."""
        total = 0
        for order in self._orders.values():
            if not order.is_working or order.side not in (None, side):
                continue
            if order.quantity is None:
                return None
            total += max(0, order.quantity - order.executions.quantity)
        return total

    def has_nameless(self, side: Side) -> bool:
        """Whether one works on this side that may be anybody's, because no client's id was told."""
        return any(
            order.is_working and not order.client_order_id and order.side in (None, side)
            for order in self._orders.values()
        )

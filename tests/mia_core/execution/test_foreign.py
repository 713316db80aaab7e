from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mia_core.execution.commands import Side
from mia_core.execution.events import OrderStatus, OrderUpdate, UpdateReason
from mia_core.execution.foreign import ForeignOrders

OPEN = OrderUpdate(
    client_order_id="",
    server_order_id="F-1",
    account="Sim1",
    symbol="ESH26-CME",
    reason=UpdateReason.ACCEPTED,
    status=OrderStatus.OPEN,
    side=Side.BUY,
    quantity=3,
    filled_quantity=0,
    average_fill_price=None,
)


def after(*changes: dict[str, Any]) -> ForeignOrders:
    orders = ForeignOrders()
    for change in changes:
        orders.take(msgspec.structs.replace(OPEN, **change))
    return orders


def open_quantities(orders: ForeignOrders) -> tuple[int | None, int | None]:
    return orders.open_quantity(Side.BUY), orders.open_quantity(Side.SELL)


def test_what_works_is_counted_on_its_side() -> None:
    orders = after({}, {"server_order_id": "F-2", "side": Side.SELL, "quantity": 5})

    assert open_quantities(orders) == (3, 5)
    assert "F-1" in orders
    assert "F-3" not in orders


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (UpdateReason.FILLED, OrderStatus.FILLED),
        (UpdateReason.CANCELED, OrderStatus.CANCELED),
        (UpdateReason.REJECTED, OrderStatus.REJECTED),
    ],
)
def test_what_has_ended_is_not(reason: UpdateReason, status: OrderStatus) -> None:
    assert open_quantities(after({}, {"reason": reason, "status": status})) == (0, 0)


def test_a_rejected_cancel_ends_nothing_and_begins_nothing() -> None:
    refused = {"reason": UpdateReason.CANCEL_REJECTED, "status": OrderStatus.REJECTED}

    assert open_quantities(after({}, refused)) == (3, 0)
    assert open_quantities(after(refused)) == (0, 0)


def test_size_and_side_are_remembered_when_a_later_report_leaves_them_out() -> None:
    assert open_quantities(after({}, {"side": None, "quantity": None})) == (3, 0)


def test_a_side_that_was_never_told_counts_on_both() -> None:
    assert open_quantities(after({"side": None})) == (3, 3)


def test_a_size_that_was_never_told_is_unknown() -> None:
    assert open_quantities(after({"quantity": None})) == (None, 0)


def test_an_order_that_was_replaced_is_the_same_under_its_new_id() -> None:
    new = {"server_order_id": "F-2", "previous_server_order_id": "F-1", "quantity": 7}

    orders = after({}, new)

    assert open_quantities(orders) == (7, 0)
    assert "F-1" not in orders


def test_only_what_is_listed_works() -> None:
    orders = after({}, {"server_order_id": "F-2"})

    orders.keep(["F-2"])

    assert open_quantities(orders) == (3, 0)


def test_an_order_without_a_client_s_id_may_be_anybody_s() -> None:
    orders = after({"client_order_id": "theirs-1"})
    named = orders.has_nameless(Side.BUY)
    orders.take(msgspec.structs.replace(OPEN, server_order_id="F-2"))

    assert not named
    assert orders.has_nameless(Side.BUY)
    assert not orders.has_nameless(Side.SELL)

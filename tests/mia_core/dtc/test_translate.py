from __future__ import annotations

import math

import msgspec
import pytest

from mia_core.dtc.codes import OrderState, Reason
from mia_core.dtc.order_messages import OrderUpdate, PositionUpdate
from mia_core.dtc.translate import cancel_message, order_event, order_message, position_event
from mia_core.errors import ProtocolError
from mia_core.execution.commands import CancelOrder, OrderType, Side, SubmitOrder
from mia_core.execution.events import OrderStatus, UpdateReason
from tests.mia_core.dtc.server_words import START, filled

LIMIT = SubmitOrder(
    client_order_id="MIA-1",
    account="Sim1",
    symbol="ESM26",
    side=Side.SELL,
    quantity=3,
    order_type=OrderType.LIMIT,
    price=6800.25,
)


def status_of(reason: int, state: int) -> tuple[UpdateReason, OrderStatus]:
    update = OrderUpdate(OrderUpdateReason=reason, OrderStatus=state)
    event = order_event(update, client_order_id="", price_multiplier=1.0)
    return event.reason, event.status


def test_limit_order_in_the_protocols_words() -> None:
    message = order_message(LIMIT, price_multiplier=100.0)

    said = {
        name: value
        for name, value in msgspec.structs.asdict(message).items()
        if value not in ("", 0)
    }
    assert said == {
        "Symbol": "ESM26",
        "TradeAccount": "Sim1",
        "ClientOrderID": "MIA-1",
        "OrderType": 2,
        "BuySell": 2,
        "Price1": 680_025.0,
        "Quantity": 3.0,
        "TimeInForce": 1,
        "IsAutomatedOrder": 1,
    }


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"price": None}, "limit order MIA-1: a price was expected, found none"),
        (
            {"order_type": OrderType.MARKET},
            "market order MIA-1: no price was expected, found 6800.25",
        ),
        ({"price": math.nan}, "a finite price was expected, found nan"),
        ({"price": math.inf}, "a finite price was expected, found inf"),
        ({"quantity": -1}, "a positive quantity was expected, found -1"),
        ({"client_order_id": ""}, "an id and a symbol were expected"),
        ({"symbol": ""}, "an id and a symbol were expected"),
    ],
)
def test_order_that_makes_no_sense_is_refused(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ProtocolError, match=complaint):
        order_message(msgspec.structs.replace(LIMIT, **changes), price_multiplier=1.0)


def test_cancel_without_the_servers_id_is_refused() -> None:
    cancel = CancelOrder(client_order_id="MIA-1", server_order_id="", account="Sim1")

    with pytest.raises(ProtocolError, match="cancel of MIA-1: the server's order id was expected"):
        cancel_message(cancel)


def test_fill_details() -> None:
    event = order_event(filled("S1"), client_order_id="MIA-1", price_multiplier=1.0)

    assert event.side is Side.BUY
    assert (event.last_fill_quantity, event.last_fill_price) == (2, 6800.25)
    assert event.last_fill_time_ns == START
    assert event.execution_id == "e1"
    assert event.status is OrderStatus.FILLED


@pytest.mark.parametrize(
    "reason", sorted(set(Reason) - {Reason.ORDER_FILLED, Reason.ORDER_FILLED_PARTIALLY})
)
def test_fill_details_count_only_when_the_reason_is_a_fill(reason: Reason) -> None:
    restated = msgspec.structs.replace(filled("S1"), OrderUpdateReason=reason)

    event = order_event(restated, client_order_id="MIA-1", price_multiplier=1.0)

    assert event.last_fill_quantity is None
    assert event.last_fill_price is None
    assert event.last_fill_time_ns is None
    assert event.execution_id == ""
    assert event.filled_quantity == 2


def test_refused_cancel_of_an_unknown_order_rejects_no_order() -> None:
    assert status_of(9, 9) == (UpdateReason.CANCEL_REJECTED, OrderStatus.UNKNOWN)
    assert status_of(10, 9) == (UpdateReason.REPLACE_REJECTED, OrderStatus.UNKNOWN)
    assert status_of(9, 8) == (UpdateReason.CANCEL_REJECTED, OrderStatus.CANCELED)
    assert status_of(8, 9) == (UpdateReason.REJECTED, OrderStatus.REJECTED)


def test_every_code_of_the_protocol_has_a_word() -> None:
    reasons = [status_of(reason, 0)[0] for reason in Reason]
    statuses = {status_of(0, state)[1] for state in OrderState}

    assert reasons == [word for word in UpdateReason if word is not UpdateReason.NEVER_SENT]
    assert statuses == set(OrderStatus)
    assert status_of(99, -5) == (UpdateReason.UNSET, OrderStatus.UNKNOWN)


@pytest.mark.parametrize("number", [None, math.nan, math.inf, 1.5])
def test_number_that_says_nothing_is_unknown(number: float | None) -> None:
    update = msgspec.structs.replace(filled("S1"), FilledQuantity=number, LastFillQuantity=number)

    event = order_event(update, client_order_id="", price_multiplier=1.0)

    assert event.filled_quantity is None
    assert event.last_fill_quantity is None


@pytest.mark.parametrize("price", [None, math.nan, -math.inf])
def test_price_that_says_nothing_is_unknown(price: float | None) -> None:
    update = msgspec.structs.replace(filled("S1"), AverageFillPrice=price)

    assert order_event(update, client_order_id="", price_multiplier=1.0).average_fill_price is None


def test_short_position() -> None:
    update = PositionUpdate(
        Symbol="ESM26", Quantity=-2.0, AveragePrice=680_000.0, TradeAccount="Sim1"
    )

    event = position_event(update, price_multiplier=100.0)

    assert (event.quantity, event.average_price) == (-2, 6800.0)


@pytest.mark.parametrize("quantity", [0.5, math.nan, math.inf])
def test_position_that_is_no_number_of_contracts_is_an_error(quantity: float) -> None:
    with pytest.raises(ProtocolError, match="position in X: a whole quantity was expected"):
        position_event(PositionUpdate(Symbol="X", Quantity=quantity), price_multiplier=1.0)

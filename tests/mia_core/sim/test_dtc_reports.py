from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.dtc import order_messages as wire
from mia_core.dtc.codes import BuySell, OrderKind, OrderState, Reason
from mia_core.dtc.layout import Message
from mia_core.sim import dtc_reports
from mia_core.sim.dtc_fills import OrderStep, SimOrder
from mia_core.sim.dtc_positions import SimPosition
from mia_core.sim.dtc_reports import PriceScale
from tests.mia_core.sim.scripted_market import MS, START

SCALE = PriceScale(0.25, 1.0)
LIMIT = SimOrder(
    server_order_id="1001",
    client_order_id="MIA-1",
    account="Sim1",
    symbol="ESM26",
    is_buy=True,
    quantity=3,
    limit_ticks=27_199,
    received_ns=START,
    status=OrderState.OPEN,
)
MARKET = msgspec.structs.replace(LIMIT, limit_ticks=None, is_buy=False)
FILLED = msgspec.structs.replace(MARKET, fill_ticks=27_200, status=OrderState.FILLED)
HELD = SimPosition(account="Sim1", symbol="ESM26", quantity=-2, average_ticks=27_200.5)


@given(
    ticks=st.integers(-1_000_000, 1_000_000),
    tick_size=st.sampled_from([0.25, 0.1, 0.005, 1.0]),
    multiplier=st.sampled_from([1.0, 100.0, 0.01]),
)
def test_price_on_the_grid_is_the_tick_it_was_made_of(
    ticks: int, tick_size: float, multiplier: float
) -> None:
    scale = PriceScale(tick_size, multiplier)

    assert scale.to_ticks(scale.to_price(ticks)) == ticks


@pytest.mark.parametrize("price", [6800.1, 6800.26, math.nan, math.inf, -math.inf, 1.8e308])
def test_price_off_the_grid_is_none(price: float) -> None:
    assert SCALE.to_ticks(price) is None


def test_open_order_is_told_without_a_fill() -> None:
    update = dtc_reports.order_update(OrderStep(LIMIT, Reason.GENERAL_ORDER_UPDATE, START), SCALE)

    assert (update.TotalNumMessages, update.MessageNumber, update.RequestID) == (1, 1, 0)
    assert (update.ServerOrderID, update.ClientOrderID) == ("1001", "MIA-1")
    assert (update.OrderType, update.BuySell, update.Price1) == (
        OrderKind.LIMIT,
        BuySell.BUY,
        6799.75,
    )
    assert (update.OrderQuantity, update.FilledQuantity, update.RemainingQuantity) == (3, 0, 3)
    assert update.LastFillExecutionID == ""
    assert update.AverageFillPrice == wire.OrderUpdate().AverageFillPrice
    assert update.LatestTransactionDateTime == START / 1e9


def test_fill_is_told_with_its_size_price_time_and_a_name_of_its_own() -> None:
    step = OrderStep(FILLED, Reason.ORDER_FILLED, START + 5 * MS)

    update = dtc_reports.order_update(step, SCALE)

    assert (update.OrderStatus, update.OrderUpdateReason) == (
        OrderState.FILLED,
        Reason.ORDER_FILLED,
    )
    assert (update.OrderType, update.BuySell) == (OrderKind.MARKET, BuySell.SELL)
    assert (update.FilledQuantity, update.RemainingQuantity, update.LastFillQuantity) == (3, 0, 3)
    assert update.AverageFillPrice == update.LastFillPrice == 6800.0
    assert update.LastFillDateTime == (START + 5 * MS) // MS
    assert update.LastFillExecutionID == "1001-1"


def test_prices_are_told_in_the_scale_of_the_service() -> None:
    update = dtc_reports.order_update(
        OrderStep(FILLED, Reason.ORDER_FILLED, START), PriceScale(0.25, 100.0)
    )

    assert update.LastFillPrice == 680_000.0


def numbers(messages: list[Message]) -> list[tuple[int, int, int]]:
    return [
        (item.RequestID, item.TotalNumMessages, item.MessageNumber)
        for item in messages
        if isinstance(item, wire.OrderUpdate)
    ]


def test_working_orders_are_numbered_and_answer_the_request() -> None:
    listed = dtc_reports.working_orders([LIMIT, MARKET], SCALE, request_id=9)

    assert numbers(listed) == [(9, 2, 1), (9, 2, 2)]
    assert all(
        isinstance(item, wire.OrderUpdate)
        and item.OrderUpdateReason == Reason.OPEN_ORDERS_REQUEST_RESPONSE
        and not item.NoOrders
        for item in listed
    )


def test_no_working_order_is_said_in_one_message() -> None:
    [said] = dtc_reports.working_orders([], SCALE, request_id=9)

    assert isinstance(said, wire.OrderUpdate)
    assert (said.NoOrders, said.RequestID, said.TotalNumMessages) == (1, 9, 1)


def test_positions_are_numbered_and_answer_the_request() -> None:
    listed = dtc_reports.positions([HELD, HELD], SCALE, request_id=4)

    told = [item for item in listed if isinstance(item, wire.PositionUpdate)]
    assert [(item.RequestID, item.TotalNumberMessages, item.MessageNumber) for item in told] == [
        (4, 2, 1),
        (4, 2, 2),
    ]
    assert (told[0].Quantity, told[0].AveragePrice, told[0].Unsolicited) == (-2.0, 6800.125, 0)


def test_no_position_is_said_in_one_message() -> None:
    [said] = dtc_reports.positions([], SCALE, request_id=4)

    assert isinstance(said, wire.PositionUpdate)
    assert (said.NoPositions, said.RequestID) == (1, 4)


def test_changed_position_is_told_unasked() -> None:
    told = dtc_reports.position_changed(HELD, SCALE)

    assert (told.Unsolicited, told.RequestID, told.Quantity, told.TradeAccount) == (
        1,
        0,
        -2.0,
        "Sim1",
    )


def test_refused_order_has_no_id_of_the_server_and_its_reason_fits() -> None:
    asked = wire.SubmitNewSingleOrder(
        Symbol="ESM26", TradeAccount="Sim1", ClientOrderID="MIA-2", BuySell=2, Quantity=1.0
    )

    told = dtc_reports.new_order_rejected(asked, "x" * 500)

    assert (told.ServerOrderID, told.ClientOrderID, told.BuySell) == ("", "MIA-2", 2)
    assert (told.OrderStatus, told.OrderUpdateReason) == (
        OrderState.REJECTED,
        Reason.NEW_ORDER_REJECTED,
    )
    assert told.InfoText == "x" * 95


def test_refused_cancel_tells_how_the_order_stands() -> None:
    asked = wire.CancelOrder(ServerOrderID="1001", ClientOrderID="MIA-1", TradeAccount="Sim1")

    told = dtc_reports.cancel_rejected(asked, OrderState.FILLED, "too late")

    assert (told.OrderStatus, told.OrderUpdateReason, told.InfoText) == (
        OrderState.FILLED,
        Reason.ORDER_CANCEL_REJECTED,
        "too late",
    )

from __future__ import annotations

import pytest

from mia_core.dtc.codes import OrderState, Reason
from mia_core.sim.dtc_fills import FillModel, OrderStep, SimOrder
from tests.mia_core.sim.scripted_market import MS, START, ScriptedMarket, Touch, trade

LATENCY_NS = 5 * MS


def placed(
    model: FillModel, *, limit_ticks: int | None = None, is_buy: bool = True, at_ms: int = 0
) -> None:
    model.place(
        SimOrder(
            server_order_id=str(len(model.orders)),
            client_order_id="x",
            account="Sim1",
            symbol="ESM26",
            is_buy=is_buy,
            quantity=1,
            limit_ticks=limit_ticks,
            received_ns=START + at_ms * MS,
        )
    )


def told(steps: list[OrderStep]) -> list[tuple[str, int, OrderState, int | None]]:
    return [
        (
            step.order.server_order_id,
            (step.t_ns - START) // MS,
            step.order.status,
            step.order.fill_ticks,
        )
        for step in steps
    ]


@pytest.mark.parametrize(("is_buy", "price_ticks"), [(True, 27_201), (False, 27_200)])
def test_market_order_takes_the_opposite_best_when_it_arrives(
    *, is_buy: bool, price_ticks: int
) -> None:
    model = FillModel(ScriptedMarket(), latency_ns=LATENCY_NS)
    placed(model, is_buy=is_buy)

    assert model.advance(START + 5 * MS - 1) == []
    assert told(model.advance(START + 5 * MS)) == [
        ("0", 5, OrderState.OPEN, None),
        ("0", 5, OrderState.FILLED, price_ticks),
    ]


@pytest.mark.parametrize(
    ("is_buy", "limit_ticks", "price_ticks"),
    [(True, 27_205, 27_201), (True, 27_201, 27_201), (False, 27_190, 27_200)],
)
def test_marketable_limit_fills_at_the_better_price(
    limit_ticks: int, price_ticks: int, *, is_buy: bool
) -> None:
    model = FillModel(ScriptedMarket(), latency_ns=LATENCY_NS)
    placed(model, limit_ticks=limit_ticks, is_buy=is_buy)

    assert told(model.advance(START + 5 * MS))[-1] == ("0", 5, OrderState.FILLED, price_ticks)


@pytest.mark.parametrize(
    ("is_buy", "price_ticks", "bid_ticks", "ask_ticks", "fills"),
    [
        (True, 27_200, 27_200, 27_201, False),
        (True, 27_199, 27_199, 27_201, True),
        (True, 27_201, 27_199, 27_200, True),
        (False, 27_203, 27_202, 27_203, False),
        (False, 27_204, 27_202, 27_204, True),
        (False, 27_203, 27_203, 27_204, True),
    ],
)
def test_resting_limit_fills_through_its_price_or_when_the_other_side_reaches_it(
    price_ticks: int, bid_ticks: int, ask_ticks: int, *, is_buy: bool, fills: bool
) -> None:
    limit_ticks = 27_200 if is_buy else 27_203
    print_ = trade(START + 9 * MS, price_ticks, bid_ticks=bid_ticks, ask_ticks=ask_ticks)
    model = FillModel(ScriptedMarket(print_), latency_ns=LATENCY_NS)
    placed(model, limit_ticks=limit_ticks, is_buy=is_buy)

    last = told(model.advance(START + 20 * MS))[-1]

    assert last == (
        ("0", 9, OrderState.FILLED, limit_ticks) if fills else ("0", 5, OrderState.OPEN, None)
    )


def test_trades_before_the_order_arrived_do_not_fill_it() -> None:
    early = trade(START + 4 * MS, 27_100, bid_ticks=27_200, ask_ticks=27_201)
    model = FillModel(ScriptedMarket(early), latency_ns=LATENCY_NS)
    placed(model, limit_ticks=27_200)

    assert told(model.advance(START + 20 * MS)) == [("0", 5, OrderState.OPEN, None)]


def test_orders_arrive_in_the_order_they_were_received() -> None:
    model = FillModel(ScriptedMarket(Touch(START + 6 * MS, 27_210, 27_211)), latency_ns=LATENCY_NS)
    placed(model, at_ms=2)
    placed(model, at_ms=0)
    placed(model, at_ms=2)

    filled = [step for step in told(model.advance(START + 20 * MS)) if step[3] is not None]

    assert filled == [
        ("1", 5, OrderState.FILLED, 27_201),
        ("0", 7, OrderState.FILLED, 27_211),
        ("2", 7, OrderState.FILLED, 27_211),
    ]


def test_canceled_order_rests_no_more() -> None:
    model = FillModel(
        ScriptedMarket(trade(START + 9 * MS, 27_100, bid_ticks=27_100, ask_ticks=27_101)),
        latency_ns=LATENCY_NS,
    )
    placed(model, limit_ticks=27_200)
    model.advance(START + 6 * MS)

    step = model.cancel(model.orders["0"], START + 6 * MS)

    assert (step.reason, step.order.status) == (Reason.ORDER_CANCELED, OrderState.CANCELED)
    assert model.advance(START + 20 * MS) == []

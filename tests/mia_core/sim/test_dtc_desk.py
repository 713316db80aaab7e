from __future__ import annotations

import msgspec
import pytest

from mia_core.dtc import binary
from mia_core.dtc.order_messages import CancelOrder as CancelMessage
from mia_core.dtc.order_messages import OpenOrdersRequest, SubmitNewSingleOrder
from mia_core.execution.commands import CancelOrder
from mia_core.execution.events import (
    OrderStatus,
    OrderUpdate,
    PositionUpdate,
    UpdateReason,
)
from mia_core.sim.dtc_faults import Faults
from tests.mia_core.sim.dtc_client import PATIENCE_S, SYMBOL, Play, ask, order
from tests.mia_core.sim.scripted_market import MS, SECOND, START, Touch, trade


def steps(events: list[OrderUpdate]) -> list[tuple[UpdateReason, OrderStatus]]:
    return [(event.reason, event.status) for event in events]


def test_market_order_fills_at_the_opposite_best_after_the_latency(play: Play) -> None:
    client = play(Touch(START + 3 * MS, 27_203, 27_204), Touch(START + 6 * MS, 27_300, 27_301))
    client.take_events()

    client.session.submit(order(1, quantity=2))
    client.settle()
    assert steps(client.take_orders()) == [(UpdateReason.ACCEPTED, OrderStatus.PENDING)]

    client.advance(START + 4 * MS)
    assert client.take_events() == []

    client.advance(START + 20 * MS)
    opened, fill, position = client.take_events()
    assert isinstance(opened, OrderUpdate)
    assert steps([opened]) == [(UpdateReason.GENERAL, OrderStatus.OPEN)]
    assert isinstance(fill, OrderUpdate)
    assert steps([fill]) == [(UpdateReason.FILLED, OrderStatus.FILLED)]
    assert (fill.last_fill_price, fill.last_fill_quantity) == (6801.0, 2)
    assert fill.last_fill_time_ns == START + 5 * MS
    assert fill.client_order_id == "MIA-1"
    assert position == PositionUpdate(
        account="Sim1", symbol=SYMBOL, quantity=2, average_price=6801.0
    )


def test_limit_order_rests_until_the_tape_trades_through_it(play: Play) -> None:
    at_price = trade(START + 20 * MS, 27_200, bid_ticks=27_200, ask_ticks=27_201)
    through = trade(START + 30 * MS, 27_199, bid_ticks=27_199, ask_ticks=27_201)
    client = play(at_price, through)
    client.session.submit(order(1, price=6800.0))
    client.settle()

    client.advance(START + 25 * MS)
    assert [step[1] for step in steps(client.take_orders())] == [
        OrderStatus.PENDING,
        OrderStatus.OPEN,
    ]

    client.advance(START + 40 * MS)
    [fill] = client.take_orders()
    assert (fill.status, fill.last_fill_price) == (OrderStatus.FILLED, 6800.0)
    assert fill.last_fill_time_ns == START + 30 * MS


def test_working_order_is_canceled_once(play: Play) -> None:
    client = play()
    client.session.submit(order(1, price=6700.0))
    client.settle()
    client.advance(START + 10 * MS)
    server_id = client.take_orders()[-1].server_order_id
    cancel = CancelOrder(client_order_id="MIA-1", server_order_id=server_id, account="Sim1")

    client.session.cancel(cancel)
    client.session.cancel(cancel)
    client.session.cancel(msgspec.structs.replace(cancel, server_order_id="nobody"))
    client.settle()

    assert steps(client.take_orders()) == [
        (UpdateReason.CANCELED, OrderStatus.CANCELED),
        (UpdateReason.CANCEL_REJECTED, OrderStatus.CANCELED),
        (UpdateReason.CANCEL_REJECTED, OrderStatus.UNKNOWN),
    ]


def test_order_canceled_on_its_way_never_fills(play: Play) -> None:
    client = play()
    client.session.submit(order(1))
    client.settle()
    server_id = client.take_orders()[-1].server_order_id

    client.session.cancel(
        CancelOrder(client_order_id="MIA-1", server_order_id=server_id, account="Sim1")
    )
    client.settle()
    client.advance(START + SECOND)

    assert steps(client.take_orders()) == [(UpdateReason.CANCELED, OrderStatus.CANCELED)]
    assert client.server.counts().fills == 0


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"Symbol": "NQM26"}, "Symbol NQM26 is not known"),
        ({"TradeAccount": "Real9"}, "Trade account Real9 is not known"),
        ({"ClientOrderID": ""}, "ClientOrderID is not set"),
        ({"Quantity": 0.0}, "Quantity 0.0 is not a positive whole number"),
        ({"Quantity": 1.5}, "Quantity 1.5 is not a positive whole number"),
        ({"Quantity": float("nan")}, "Quantity nan is not a positive whole number"),
        ({"Quantity": float("inf")}, "Quantity inf is not a positive whole number"),
        ({"BuySell": 0}, "BuySell 0 is not a side"),
        ({"OrderType": 3}, "OrderType 3 is not supported"),
        ({"OrderType": 2, "Price1": 6800.1}, "Price1 6800.1 is not a price of this symbol"),
        ({"OrderType": 2, "Price1": float("nan")}, "Price1 nan is not a price of this symbol"),
    ],
)
def test_order_that_cannot_be_traded_is_rejected_with_the_reason(
    play: Play, changes: dict[str, object], text: str
) -> None:
    client = play()
    good = SubmitNewSingleOrder(
        Symbol=SYMBOL,
        TradeAccount="Sim1",
        ClientOrderID="x",
        OrderType=1,
        BuySell=1,
        Quantity=1.0,
    )

    answer = ask(client, msgspec.structs.replace(good, **changes))

    assert (answer["OrderStatus"], answer["OrderUpdateReason"]) == (9, 8)
    assert answer["InfoText"] == text
    assert answer["ServerOrderID"] == ""


def test_duplicate_client_id_is_rejected(play: Play) -> None:
    client = play()
    client.session.submit(order(1))
    client.settle()
    client.take_events()

    answer = ask(
        client,
        SubmitNewSingleOrder(
            Symbol=SYMBOL,
            TradeAccount="Sim1",
            ClientOrderID="MIA-1",
            OrderType=1,
            BuySell=1,
            Quantity=1.0,
        ),
    )

    assert answer["InfoText"] == "ClientOrderID MIA-1 was used before"
    client.advance(START + SECOND)
    assert client.server.counts().fills == 1


def test_requests_about_an_unknown_account_are_refused(play: Play) -> None:
    answer = ask(play(), OpenOrdersRequest(RequestID=9, TradeAccount="Real9"))

    assert answer == {"RequestID": 9, "RejectText": "Trade account Real9 is not known"}


def test_cancel_without_the_servers_id_gets_no_answer(play: Play) -> None:
    client = play()
    frame = binary.encode(CancelMessage(ClientOrderID="MIA-1", TradeAccount="Sim1"))
    before = client.server.bytes_out

    client.connection.send(frame)
    client.server.read_until(client.server.bytes_in + len(frame), PATIENCE_S)

    assert client.server.bytes_out == before


def test_same_seed_and_steps_of_any_size_give_the_same_bytes(play: Play) -> None:
    script = [
        trade(
            START + t * MS, 27_200 - t // 10, bid_ticks=27_199 - t // 10, ask_ticks=27_201 - t // 10
        )
        for t in range(0, 100, 3)
    ]

    def heard(step_ms: int) -> list[object]:
        client = play(*script)
        client.session.submit(order(1))
        client.session.submit(order(2, price=6799.0))
        client.settle()
        for t in range(step_ms, 121, step_ms):
            client.advance(START + t * MS)
        return [*client.take_events()]

    assert heard(1) == heard(40) == heard(120)


def test_order_is_rejected_on_command(play: Play) -> None:
    client = play(faults=Faults(reject_orders=True))
    client.session.submit(order(1))
    client.settle()

    [rejected] = client.take_orders()

    assert (rejected.reason, rejected.text) == (
        UpdateReason.REJECTED,
        "Orders are rejected on command",
    )


def test_acks_are_silent_on_command(play: Play) -> None:
    client = play(faults=Faults(silent_acks=True))
    client.session.submit(order(1))
    client.settle()
    client.advance(START + SECOND)

    assert steps(client.take_orders()) == [(UpdateReason.FILLED, OrderStatus.FILLED)]

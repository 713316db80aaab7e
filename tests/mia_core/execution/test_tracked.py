from __future__ import annotations

from mia_core.execution.commands import OrderType, Side, SubmitOrder
from mia_core.execution.order import State
from mia_core.execution.tracked import EarlierOrder, TrackedOrder

ORDER = SubmitOrder(
    client_order_id="MIA-1",
    account="Sim1",
    symbol="ESH26-CME",
    side=Side.BUY,
    quantity=3,
    order_type=OrderType.MARKET,
)


def test_order_of_an_earlier_run_goes_on_where_it_was() -> None:
    earlier = EarlierOrder(
        client_order_id="MIA-1",
        account="Sim1",
        symbol="ESH26-CME",
        side=Side.BUY,
        quantity=3,
        created_ns=7,
        state=State.PARTIAL,
        server_order_id="S1",
        filled_quantity=2,
    )

    tracked = TrackedOrder.resume(earlier)

    assert (tracked.state, tracked.server_order_id, tracked.is_earlier) == (
        State.PARTIAL,
        "S1",
        True,
    )
    assert (tracked.filled_quantity, tracked.open_quantity, tracked.is_over) == (2, 1, False)
    assert tracked.doubt


def test_nothing_is_to_come_of_an_order_that_ended_unseen() -> None:
    tracked = TrackedOrder(order=ORDER, created_ns=7, state=State.ENDED_UNSEEN, told_quantity=2)

    assert (tracked.open_quantity, tracked.is_over) == (0, True)


def test_fills_told_of_but_not_seen_are_to_come_after_the_end() -> None:
    tracked = TrackedOrder(order=ORDER, created_ns=7, state=State.CANCELED, told_quantity=2)

    assert (tracked.open_quantity, tracked.is_over) == (2, False)

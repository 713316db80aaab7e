from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from mia_core.execution.commands import Side, SubmitOrder
from mia_core.execution.events import OrderStatus, OrderUpdate, UpdateReason
from mia_core.execution.ledger import Fill, Ledger
from mia_core.execution.order import State
from tests.mia_core.execution.reports import (
    accepted,
    canceled,
    execution,
    foreign,
    make_ledger,
    order_of,
    position_of,
    report,
)


def state_of(ledger: Ledger) -> State:
    return ledger.working[0].state


def test_an_order_counts_in_full_from_before_it_leaves() -> None:
    ledger = make_ledger()
    ledger.add(order_of(quantity=3), 7)

    assert (ledger.position, ledger.working_quantity(Side.BUY)) == (0, 3)
    assert ledger.working_quantity(Side.SELL) == 0
    assert ledger.has_working
    assert ledger.oldest_unacknowledged_ns() == 7


def test_acknowledgement_ends_the_waiting_and_names_the_server_s_order() -> None:
    ledger, order = make_ledger(), order_of()
    ledger.add(order, 7)

    assert ledger.apply(accepted(order), 8) is None

    assert ledger.oldest_unacknowledged_ns() is None
    assert (state_of(ledger), ledger.working[0].server_order_id) == (State.WORKING, "S-MIA-1")


def test_fills_move_the_position_and_the_rest_stays_open() -> None:
    ledger, order = make_ledger(), order_of(side=Side.SELL)
    ledger.add(order, 7)

    fill = ledger.apply(execution(order, 2, size=2, execution_id="e1"), 9)

    assert fill == Fill(
        client_order_id="MIA-1", side=Side.SELL, quantity=2, price=5000.0, is_own=True
    )
    assert (ledger.position, ledger.own.quantity, ledger.working_quantity(Side.SELL)) == (-2, -2, 1)
    assert (ledger.own.average_ticks, ledger.own.opened_ns) == (20_000.0, 9)


def test_a_fill_that_comes_after_the_end_still_counts() -> None:
    ledger, order = make_ledger(), order_of()
    ledger.add(order, 7)

    ledger.apply(execution(order, 3, size=1, execution_id="e2"), 8)

    assert (ledger.position, ledger.working_quantity(Side.BUY)) == (1, 2)
    assert [item.state for item in ledger.working] == [State.FILLED]

    ledger.apply(execution(order, 2, size=2, execution_id="e1"), 9)

    assert (ledger.position, ledger.working_quantity(Side.BUY)) == (3, 0)
    assert [item.state for item in ledger.working] == []
    assert ledger.impossible == 1


def test_a_cancel_that_tells_of_fills_not_seen_leaves_those_open() -> None:
    ledger, order = make_ledger(), order_of()
    ledger.add(order, 7)

    ledger.apply(canceled(order, 2), 8)

    assert (ledger.position, ledger.working_quantity(Side.BUY)) == (0, 2)

    ledger.apply(execution(order, 2, size=2, execution_id="e1"), 9)

    assert (ledger.position, ledger.working_quantity(Side.BUY)) == (2, 0)
    assert not ledger.has_working


def test_without_execution_ids_the_growing_total_tells_what_is_new() -> None:
    ledger, order = make_ledger(), order_of()
    ledger.add(order, 7)

    fills = [ledger.apply(execution(order, total, size=1), 8) for total in (1, 1, 3, 2)]

    assert [fill and fill.quantity for fill in fills] == [1, None, 2, None]
    assert ledger.position == 3
    assert ledger.fills == 2


def test_fill_without_size_or_price_is_counted_and_a_later_whole_one_counts() -> None:
    ledger, order = make_ledger(), order_of()
    ledger.add(order, 7)
    whole = execution(order, 1, size=1, execution_id="e1")

    assert ledger.apply(msgspec.structs.replace(whole, last_fill_price=None), 8) is None
    assert ledger.apply(msgspec.structs.replace(whole, last_fill_quantity=None), 8) is None
    assert (ledger.position, ledger.impossible) == (0, 2)

    ledger.apply(whole, 9)

    assert ledger.position == 1


def test_two_orders_may_have_executions_of_the_same_name() -> None:
    ledger = make_ledger()
    for number in (1, 2):
        order = order_of(number, quantity=1)
        ledger.add(order, 7)
        ledger.apply(execution(order, 1, size=1, execution_id="1"), 8)

    assert ledger.position == 2


def test_more_than_was_ordered_is_booked_and_counted_as_impossible() -> None:
    ledger, order = make_ledger(), order_of(quantity=1)
    ledger.add(order, 7)
    ledger.apply(execution(order, 1, size=1, execution_id="e1"), 8)

    ledger.apply(execution(order, 2, size=1, execution_id="e2"), 9)

    assert ledger.position == 2
    assert ledger.working_quantity(Side.BUY) == 0
    assert ledger.impossible == 2


def test_rejected_order_is_over() -> None:
    ledger, order = make_ledger(), order_of()
    ledger.add(order, 7)

    ledger.apply(report(order, UpdateReason.REJECTED, OrderStatus.REJECTED), 8)

    assert not ledger.has_working
    assert (ledger.position, ledger.working_quantity(Side.BUY)) == (0, 0)


def test_rejected_cancel_leaves_the_order_alive() -> None:
    ledger, order = make_ledger(), order_of()
    ledger.add(order, 7)
    ledger.apply(accepted(order), 8)

    ledger.apply(report(order, UpdateReason.CANCEL_REJECTED, OrderStatus.REJECTED), 9)

    assert state_of(ledger) is State.WORKING
    assert ledger.working_quantity(Side.BUY) == 3


def test_position_is_unknown_until_the_server_told_it() -> None:
    ledger = make_ledger(position=None)

    before = (ledger.server_position, ledger.is_reconciled())
    ledger.synchronise()

    assert before == (None, False)
    assert (ledger.server_position, ledger.is_reconciled()) == (0, True)


def test_what_the_account_held_at_the_start_counts_but_is_not_ours() -> None:
    ledger = make_ledger(position=-4)

    assert (ledger.position, ledger.own.quantity) == (-4, 0)
    assert ledger.is_reconciled()


def test_position_of_another_symbol_or_account_is_not_ours() -> None:
    ledger = make_ledger()

    ledger.apply_position(position_of(5, symbol="NQH26-CME"))
    ledger.apply_position(position_of(5, account="Sim2"))

    assert ledger.server_position == 0


def test_server_that_leaves_the_account_out_is_understood() -> None:
    ledger = make_ledger(position=None)

    ledger.apply_position(position_of(5, account=""))
    ledger.synchronise()

    assert (ledger.server_position, ledger.position) == (5, 5)


def test_fill_of_somebody_else_moves_the_account_and_not_our_holding() -> None:
    ledger = make_ledger()
    theirs = foreign(execution(order_of(quantity=2), 2, size=2, execution_id="x"))

    first, again = ledger.apply(theirs, 8), ledger.apply(theirs, 9)

    assert first is not None
    assert not first.is_own
    assert again is None
    assert (ledger.position, ledger.own.quantity) == (2, 0)
    assert not ledger.is_reconciled()

    ledger.apply_position(position_of(2))

    assert ledger.is_reconciled()


def test_fills_before_the_position_was_told_are_in_it_already() -> None:
    ledger = make_ledger(position=None)
    order = order_of(quantity=5)
    snapshot = report(order, UpdateReason.SNAPSHOT, OrderStatus.PARTIALLY_FILLED)
    ledger.apply(foreign(msgspec.structs.replace(snapshot, filled_quantity=3)), 5)
    ledger.apply(foreign(execution(order, 1, size=1, execution_id="x"), "F-2"), 5)
    ledger.apply_position(position_of(4))
    ledger.synchronise()

    ledger.apply(foreign(execution(order, 4, size=1)), 6)
    ledger.apply(foreign(execution(order, 1, size=1, execution_id="x"), "F-2"), 6)

    assert ledger.position == 5
    assert ledger.fills == 1


def test_foreign_report_without_a_side_or_of_another_symbol_changes_nothing() -> None:
    ledger = make_ledger()
    theirs = foreign(execution(order_of(), 1, size=1))

    ledger.apply(msgspec.structs.replace(theirs, side=None), 8)
    ledger.apply(msgspec.structs.replace(theirs, symbol="NQH26-CME"), 8)
    ledger.apply(msgspec.structs.replace(theirs, account="Sim2"), 8)

    assert ledger.position == 0


def test_without_a_connection_nobody_knows_the_position() -> None:
    ledger, order = make_ledger(), order_of(quantity=1)
    ledger.add(order, 7)
    ledger.apply(execution(order, 1, size=1, execution_id="e"), 8)
    ledger.apply_position(position_of(1))

    told = []
    for server_position in (None, 2, 1):
        ledger.lose_sight()
        if server_position is not None:
            ledger.apply_position(position_of(server_position))
            ledger.synchronise()
        told.append((ledger.position, ledger.server_position, ledger.is_reconciled()))

    assert told == [(1, None, False), (1, 2, False), (1, 1, True)]


class Story(msgspec.Struct):
    """What a server might tell of some orders, and what really happened."""

    orders: list[SubmitOrder]
    updates: list[OrderUpdate]
    position: int


@st.composite
def stories(draw: st.DrawFn, *, with_ids: bool) -> Story:
    orders, updates, position = [], [], 0
    for number in range(draw(st.integers(1, 3))):
        order = order_of(number, side=draw(st.sampled_from(Side)), quantity=draw(st.integers(1, 5)))
        orders.append(order)
        updates.append(accepted(order))
        total = 0
        for size in draw(st.lists(st.integers(1, 3), max_size=5)):
            if total + size > order.quantity:
                continue
            total += size
            execution_id = f"e{total}" if with_ids else ""
            updates.append(execution(order, total, size=size, execution_id=execution_id))
        if total < order.quantity and draw(st.booleans()):
            updates.append(canceled(order, total))
        position += order.side.sign * total
    repeated = draw(st.lists(st.sampled_from(updates), max_size=10))
    return Story(orders, draw(st.permutations(updates + repeated)), position)


def check_story(story: Story) -> None:
    ledger = make_ledger()
    for order in story.orders:
        ledger.add(order, 1)
    truth = {Side.BUY: story.position, Side.SELL: story.position}

    for update in story.updates:
        ledger.apply(update, 2)
        open_now = {side: ledger.working_quantity(side) for side in Side}
        assert min(open_now.values()) >= 0
        assert ledger.position - open_now[Side.SELL] <= truth[Side.SELL]
        assert truth[Side.BUY] <= ledger.position + open_now[Side.BUY]

    assert ledger.position == ledger.own.quantity == story.position
    for order in story.orders:
        told = [item for item in story.updates if item.client_order_id == order.client_order_id]
        is_over = any(item.status in (OrderStatus.FILLED, OrderStatus.CANCELED) for item in told)
        assert is_over != any(item.order is order for item in ledger.working)


@given(stories(with_ids=True))
def test_shuffled_and_repeated_executions_make_the_position_their_sum(story: Story) -> None:
    check_story(story)


@given(stories(with_ids=False))
def test_shuffled_and_repeated_totals_make_the_position_their_highest(story: Story) -> None:
    check_story(story)

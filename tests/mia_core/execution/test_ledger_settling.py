from __future__ import annotations

import msgspec
import pytest

from mia_core.execution.commands import Side
from mia_core.execution.events import OrderStatus, UpdateReason
from mia_core.execution.ledger import Ledger
from mia_core.execution.order import SETTLE_NS
from tests.mia_core.execution.reports import (
    accepted,
    canceled,
    earlier,
    execution,
    foreign,
    make_ledger,
    order_of,
    position_of,
    report,
)


def names(ledger: Ledger) -> list[str]:
    return [item.order.client_order_id for item in ledger.unresolved]


def test_order_of_an_earlier_run_is_unresolved_until_its_end_is_told() -> None:
    ledger = make_ledger(unresolved=(earlier(1), earlier(2)))

    ledger.apply(accepted(order_of(1)), 8)
    assert names(ledger) == ["MIA-1", "MIA-2"]
    assert ledger.working_quantity(Side.BUY) == 2

    ledger.apply(execution(order_of(1, quantity=1), 1, size=1, execution_id="e"), 9)
    assert names(ledger) == ["MIA-2"]
    assert (ledger.position, ledger.own.quantity) == (1, 0)


def test_what_an_earlier_order_filled_before_the_position_was_told_is_in_it() -> None:
    ledger = make_ledger(unresolved=(earlier(quantity=4, filled_quantity=1),), position=None)
    order = order_of(quantity=4)
    snapshot = report(order, UpdateReason.SNAPSHOT, OrderStatus.PARTIALLY_FILLED)
    ledger.apply(msgspec.structs.replace(snapshot, filled_quantity=2), 5)
    ledger.apply(execution(order, 3, size=1, execution_id="e3"), 5)
    ledger.apply_position(position_of(3))
    ledger.synchronise()

    ledger.apply(execution(order, 2, size=1, execution_id="e2"), 6)
    assert (ledger.position, ledger.working_quantity(Side.BUY)) == (3, 1)
    ledger.apply(execution(order, 4, size=1, execution_id="e4"), 6)

    assert (ledger.position, ledger.own.quantity, names(ledger)) == (4, 0, [])


def test_order_that_is_not_in_the_complete_list_has_ended_and_the_server_tells_the_position() -> (
    None
):
    ledger = make_ledger(unresolved=(earlier(),), position=2)

    assert ledger.settle([], SETTLE_NS) == ("MIA-1",)

    assert (names(ledger), ledger.ended_unseen) == ([], ("MIA-1",))
    assert (ledger.position, ledger.working_quantity(Side.BUY)) == (2, 0)
    assert ledger.settle([], SETTLE_NS) == ()


def test_order_that_speaks_after_it_was_taken_for_ended_lives() -> None:
    ledger = make_ledger(unresolved=(earlier(),))
    ledger.settle([], SETTLE_NS)

    ledger.apply(accepted(order_of(quantity=1)), 9)
    alive = (names(ledger), ledger.ended_unseen, ledger.working_quantity(Side.BUY))
    ledger.apply(execution(order_of(quantity=1), 1, size=1, execution_id="e"), 9)

    assert alive == (["MIA-1"], (), 1)
    assert (names(ledger), ledger.position) == ([], 1)


@pytest.mark.parametrize("server_order_id", ["", "S-MIA-1"])
def test_order_in_the_list_lives_and_its_end_is_followed(server_order_id: str) -> None:
    ledger = make_ledger(unresolved=(earlier(server_order_id=server_order_id),), position=None)
    ledger.apply(report(order_of(quantity=1), UpdateReason.SNAPSHOT, OrderStatus.OPEN), 5)
    ledger.synchronise()

    assert ledger.settle(["S-MIA-1"], SETTLE_NS) == ()
    assert ledger.unresolved[0].doubt.startswith("it works at the server: cancel it there")

    ledger.apply(canceled(order_of(quantity=1), 0), 9)
    assert names(ledger) == []


def test_server_that_names_an_earlier_order_by_its_own_id_only_is_understood() -> None:
    ledger = make_ledger(unresolved=(earlier(server_order_id="S-7"),))

    ledger.apply(foreign(canceled(order_of(quantity=1), 0), "S-7"), 9)

    assert names(ledger) == []


@pytest.mark.parametrize("asked_ns", [SETTLE_NS - 1, -1])
def test_order_whose_bytes_may_be_under_way_stays_in_doubt(asked_ns: int) -> None:
    ledger = make_ledger(unresolved=(earlier(),))

    assert ledger.settle([], asked_ns) == ()
    assert "asked again in a few seconds" in ledger.unresolved[0].doubt

    known = make_ledger(unresolved=(earlier(server_order_id="S-7"),))
    assert known.settle([], asked_ns) == ("MIA-1",)


def test_order_of_another_account_is_not_judged_by_this_one_s_list() -> None:
    ledger = make_ledger(unresolved=(earlier(account="Sim2"),))

    assert ledger.settle([], SETTLE_NS) == ()

    assert ledger.unresolved[0].doubt.endswith("start once with that account")


@pytest.mark.parametrize("side", Side)
def test_working_order_without_a_name_may_be_the_one_in_doubt(side: Side) -> None:
    ledger = make_ledger(unresolved=(earlier(),))
    ledger.apply(
        foreign(report(order_of(9, side=side), UpdateReason.SNAPSHOT, OrderStatus.OPEN)), 5
    )

    ended = ledger.settle(["F-1"], SETTLE_NS)

    assert ended == (() if side is Side.BUY else ("MIA-1",))


def test_order_of_this_run_that_is_not_in_the_list_blocks_no_longer() -> None:
    ledger, order = make_ledger(), order_of()
    ledger.add(order, 7)
    ledger.apply(accepted(order), 8)

    assert ledger.settle(["S-MIA-1"], 9) == ()
    assert ledger.has_working
    assert ledger.settle([], 10) == ("MIA-1",)

    assert not ledger.has_working


def test_foreign_orders_not_in_the_list_do_not_work() -> None:
    ledger = make_ledger()
    for name in ("F-1", "F-2"):
        ledger.apply(foreign(accepted(order_of(quantity=2)), name), 5)

    ledger.settle(["F-2"], SETTLE_NS)

    assert ledger.foreign.open_quantity(Side.BUY) == 2


def test_order_that_was_replaced_by_hand_is_followed_and_counts_its_fills_once() -> None:
    ledger = make_ledger()
    order = order_of(quantity=3)
    ledger.apply(foreign(accepted(order), "F-1"), 5)
    ledger.apply(foreign(execution(order, 1, size=1), "F-1"), 6)
    replaced = foreign(report(order, UpdateReason.REPLACED, OrderStatus.OPEN), "F-2")
    ledger.apply(msgspec.structs.replace(replaced, previous_server_order_id="F-1"), 7)

    assert ledger.foreign.open_quantity(Side.BUY) == 2
    ledger.apply(foreign(execution(order, 3, size=2), "F-2"), 8)

    assert (ledger.position, ledger.foreign.open_quantity(Side.BUY)) == (3, 0)


@pytest.mark.parametrize(("theirs", "own", "others"), [(1, 1, 0), (2, 0, 0), (3, 0, -1)])
def test_what_is_closed_by_hand_closes_our_holding_first(
    theirs: int, own: int, others: int
) -> None:
    ledger, order = make_ledger(), order_of(quantity=2)
    ledger.add(order, 7)
    ledger.apply(execution(order, 2, size=2, execution_id="e"), 8)

    sold = order_of(2, side=Side.SELL, quantity=theirs)
    ledger.apply(foreign(execution(sold, theirs, size=theirs, price=5001.0)), 9)

    assert (ledger.own.quantity, ledger.others) == (own, others)
    assert ledger.own.realized_ticks == 4 * min(theirs, 2)

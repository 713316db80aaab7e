from __future__ import annotations

from mia_core.execution.ledger import Ledger
from mia_core.execution.order import SETTLE_NS
from mia_core.execution.standing import left_open, standing
from tests.mia_core.execution.reports import ES, earlier, make_ledger, order_of, position_of


def ledger_at(position: int, *, is_earlier: bool = False) -> Ledger:
    return make_ledger(position=position, unresolved=(earlier(),) if is_earlier else ())


def test_a_flat_account_without_doubt_calls_for_no_word() -> None:
    assert standing(ledger_at(0), ()) == left_open(ledger_at(0), ES) == ""


def test_a_position_that_was_found_is_said_to_be_nobody_s_here() -> None:
    assert standing(ledger_at(-1), ()) == (
        "position -1 found at the server, not made by this run: exits by the card do not apply, "
        "no new entry until it is closed by hand"
    )
    assert left_open(ledger_at(-1), ES) == f"position -1 {ES}, of it -1 not made by this run"


def test_an_order_that_ended_unseen_is_named_at_the_logon_and_at_the_end() -> None:
    ledger = ledger_at(0, is_earlier=True)

    ended = ledger.settle([], SETTLE_NS)

    line = "order MIA-1: ended while we were away; fills unknown; position is the server's"
    assert standing(ledger, ended) == left_open(ledger, ES) == line
    assert standing(ledger, ()) == ""


def test_an_order_in_doubt_is_named_with_what_helps() -> None:
    ledger = ledger_at(0, is_earlier=True)
    ledger.settle([], 0)

    line = (
        "the end of order MIA-1 of an earlier run is unknown: it may be under way still: "
        "the server is asked again in a few seconds"
    )
    assert standing(ledger, ()) == left_open(ledger, ES) == line


def test_counts_that_differ_are_said_with_what_helps() -> None:
    ledger = ledger_at(0)
    ledger.apply_position(position_of(2))

    assert standing(ledger, ()).startswith("the fills we know make +0, the server says 2; ")
    assert "start the host again" in standing(ledger, ())


def test_working_orders_and_a_position_nobody_confirms_are_left_open() -> None:
    ledger = ledger_at(0)
    ledger.add(order_of(), 7)
    ledger.lose_sight()

    assert left_open(ledger, ES) == "working order MIA-1"

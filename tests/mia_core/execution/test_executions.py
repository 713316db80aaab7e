from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.execution.executions import Execution, Executions

MANY = 10**15


def told(
    execution_id: str = "",
    *,
    size: int | None = 1,
    total: int | None = None,
    price: float | None = 1.0,
    time_ns: int | None = None,
) -> Execution:
    return Execution(execution_id, size, price, total, time_ns)


def taken(*reports: Execution) -> list[int | None]:
    executions = Executions()
    return [executions.take(report) for report in reports]


def test_an_id_names_an_execution() -> None:
    assert taken(told("a", size=2), told("a", size=2), told("b")) == [2, 0, 1]


def test_without_an_id_what_the_total_grew_by_is_new() -> None:
    assert taken(*(told(total=total) for total in (1, 1, 3, 2))) == [1, 0, 2, 0]


@pytest.mark.parametrize("first", ["a", ""])
def test_one_with_an_id_and_one_without_at_the_same_total_are_one(first: str) -> None:
    second = "" if first else "a"

    assert taken(told(first, total=1), told(second, total=1)) == [1, 0]


def test_a_report_without_an_id_holds_all_executions_up_to_its_total() -> None:
    assert taken(told(total=3), told("a", total=1), told("c", total=3), told("d", total=4)) == [
        3,
        0,
        0,
        1,
    ]


def test_time_price_and_size_tell_apart_where_there_is_nothing_else() -> None:
    assert taken(told(time_ns=1), told(time_ns=1), told(time_ns=2)) == [1, 0, 1]


@pytest.mark.parametrize("report", [told("a", size=None), told("a", price=None), told(price=None)])
def test_what_does_not_say_what_was_filled_is_unknown_and_counts_when_it_does(
    report: Execution,
) -> None:
    assert taken(report, told(report.execution_id or "x")) == [None, 1]


def test_what_is_in_a_position_that_was_told_is_not_counted_again() -> None:
    executions = Executions()
    executions.cover(3)
    executions.cover(2)
    executions.cover(None)

    assert [executions.take(told("b", total=2)), executions.take(told(total=4))] == [0, 1]
    assert executions.quantity == 4


def test_a_total_beyond_all_reason_costs_no_memory() -> None:
    assert taken(told(total=MANY), told("a", total=MANY - 1)) == [MANY, 0]


@given(st.lists(st.integers(1, 3), min_size=1, max_size=5), st.booleans(), st.data())
def test_shuffled_and_repeated_reports_make_the_sum(
    sizes: list[int],
    has_ids: bool,  # noqa: FBT001 -- drawn
    data: st.DataObject,
) -> None:
    totals = [sum(sizes[: number + 1]) for number in range(len(sizes))]
    reports = [
        told(f"e{total}" if has_ids else "", size=size, total=total)
        for size, total in zip(sizes, totals, strict=True)
    ]

    counted = taken(*data.draw(st.permutations(reports * 2)))

    assert sum(quantity or 0 for quantity in counted) == sum(sizes)

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mia_core.execution.events import OrderStatus, OrderUpdate, UpdateReason
from mia_core.journal.fills import record_fill
from mia_core.journal.order_tables import open_database
from tests.mia_core.journal.session import update


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    database = open_database(tmp_path / "orders.sqlite", synchronous="OFF", read_only=False)
    yield database
    database.close()


def fill(
    order: str = "A",
    *,
    quantity: int | None = 1,
    total: int | None = 1,
    execution_id: str = "",
    time_ns: int | None = None,
    server_order_id: str = "S1",
) -> OrderUpdate:
    return update(
        order,
        UpdateReason.FILLED_PARTIALLY,
        OrderStatus.PARTIALLY_FILLED,
        server_order_id=server_order_id,
        total=total,
        filled=quantity,
        price=5500.25,
        execution_id=execution_id,
        time_ns=time_ns,
    )


def recorded(database: sqlite3.Connection, *reports: OrderUpdate) -> list[bool]:
    return [record_fill(database, report, 9) for report in reports]


def test_a_fill_reported_twice_is_one_fill(database: sqlite3.Connection) -> None:
    one = fill(execution_id="E1")

    assert recorded(database, one, one, one) == [True, False, False]


def test_two_fills_of_one_order_are_two(database: sqlite3.Connection) -> None:
    reports = [fill(execution_id="E1", total=1), fill(execution_id="E2", total=2)]

    assert recorded(database, *reports, *reports) == [True, True, False, False]


def test_the_same_execution_id_at_two_orders_is_two_fills(database: sqlite3.Connection) -> None:
    reports = [fill("A", execution_id="1"), fill("B", execution_id="1")]

    assert recorded(database, *reports) == [True, True]


def test_a_growing_total_tells_fills_without_ids_apart(database: sqlite3.Connection) -> None:
    reports = [fill(total=1), fill(total=2), fill(total=1), fill(total=3)]

    assert recorded(database, *reports) == [True, True, False, True]


@pytest.mark.parametrize("first", ["E1", ""])
def test_a_fill_with_and_without_its_id_is_one_fill(
    database: sqlite3.Connection, first: str
) -> None:
    second = "" if first else "E1"

    assert recorded(database, fill(execution_id=first), fill(execution_id=second)) == [True, False]


def test_two_ids_at_one_total_are_two_fills(database: sqlite3.Connection) -> None:
    reports = [fill(execution_id="E1", total=2), fill(execution_id="E2", total=2)]

    assert recorded(database, *reports) == [True, True]


def test_time_tells_fills_apart_where_there_is_nothing_else(database: sqlite3.Connection) -> None:
    reports = [fill(total=None, time_ns=1), fill(total=None, time_ns=2)]

    assert recorded(database, *reports, *reports) == [True, True, False, False]


@pytest.mark.parametrize("quantity", [None, 0, -1])
def test_a_report_without_a_quantity_brings_no_fill(
    database: sqlite3.Connection, quantity: int | None
) -> None:
    assert recorded(database, fill(quantity=quantity, execution_id="E1")) == [False]
    assert recorded(database, fill(quantity=quantity, total=None)) == [False]


@pytest.mark.parametrize("reason", [UpdateReason.SNAPSHOT, UpdateReason.GENERAL])
def test_a_report_for_another_reason_repeats_old_fills(
    database: sqlite3.Connection, reason: UpdateReason
) -> None:
    report = update("A", reason, OrderStatus.FILLED, total=2, filled=2, execution_id="E1")

    assert recorded(database, report) == [False]


def test_a_fill_of_somebody_elses_order_is_kept_by_the_servers_id(
    database: sqlite3.Connection,
) -> None:
    reports = [fill("", server_order_id="S8"), fill("", server_order_id="S9")]

    assert recorded(database, *reports, *reports) == [True, True, False, False]
    assert database.execute("SELECT order_id FROM fills ORDER BY 1").fetchall() == [
        ("server:S8",),
        ("server:S9",),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_reports_repeated_and_shuffled_count_every_fill_once(
    database: sqlite3.Connection, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, 6))
    has_ids = data.draw(st.booleans())
    reports = [
        fill(total=number, execution_id=f"E{number}" if has_ids else "")
        for number in range(1, count + 1)
    ]
    played = data.draw(st.permutations(reports * 2))
    database.execute("DELETE FROM fills")

    recorded(database, *played)

    assert database.execute("SELECT sum(quantity) FROM fills").fetchone() == (count,)

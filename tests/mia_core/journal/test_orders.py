from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from mia_core.errors import OrderJournalError
from mia_core.execution.commands import Side
from mia_core.execution.events import (
    OrderStatus,
    PositionUpdate,
    TradingLost,
    UpdateReason,
    never_sent,
)
from mia_core.execution.order import ENDED_UNSEEN, State
from mia_core.execution.tracked import EarlierOrder
from mia_core.journal.orders import OrderJournal
from tests.mia_core.journal.session import start_killed, submit, update, was_killed

FILLED = (UpdateReason.FILLED, OrderStatus.FILLED)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[OrderJournal]:
    journal = OrderJournal(path)
    yield journal
    journal.close()


def test_an_order_is_on_disk_when_prepare_returns(path: Path, journal: OrderJournal) -> None:
    journal.prepare(submit("A-1", price=5500.25), 7)

    with contextlib.closing(OrderJournal(path, read_only=True)) as other:
        (row,) = other.open_orders()
    assert (row.client_order_id, row.account, row.symbol) == ("A-1", "Sim1", "ESH6")
    assert (row.side.value, row.quantity, row.order_type.value) == ("buy", 2, "limit")
    assert (row.price, row.created_ns) == (5500.25, 7)
    assert (row.state, row.sent) == (State.PREPARED, False)


def test_a_file_is_sound_until_a_page_of_it_is_not(path: Path) -> None:
    OrderJournal(path).close()
    with sqlite3.connect(path) as database:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'fills'"
        (page,) = database.execute(query).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    database.close()
    with contextlib.closing(OrderJournal(path, at_rest=True)) as journal:
        before = journal.fault()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)

    with contextlib.closing(OrderJournal(path, at_rest=True)) as journal:
        after = journal.fault()

    assert before == ""
    assert after


def test_an_order_that_left_is_marked(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)
    journal.sent("A-1")

    (row,) = journal.open_orders()
    assert row.sent


def test_an_order_that_left_without_being_prepared_is_an_error(journal: OrderJournal) -> None:
    with pytest.raises(OrderJournalError, match="order A-9 was sent without being prepared"):
        journal.sent("A-9")


def test_an_id_is_used_once_and_the_first_order_stays(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)

    with pytest.raises(OrderJournalError, match="order A-1 is already there: an id is used once"):
        journal.prepare(submit("A-1", price=1.0), 2)
    (row,) = journal.open_orders()
    assert (row.price, row.created_ns) == (None, 1)


def test_an_id_is_used_once_even_after_its_order_has_ended(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)
    journal.apply(update("A-1", *FILLED, total=2), 2)

    with pytest.raises(OrderJournalError, match="already there"):
        journal.prepare(submit("A-1"), 3)


@pytest.mark.parametrize("price", [float("nan"), float("inf")])
def test_a_price_that_is_none_is_refused(journal: OrderJournal, price: float) -> None:
    with pytest.raises(OrderJournalError, match=r"order A-1: price .* is no price"):
        journal.prepare(submit("A-1", price=price), 1)
    assert journal.open_orders() == []


@pytest.mark.parametrize(
    ("reason", "status", "state"),
    [
        (UpdateReason.ACCEPTED, OrderStatus.OPEN, State.WORKING),
        (UpdateReason.FILLED_PARTIALLY, OrderStatus.PARTIALLY_FILLED, State.PARTIAL),
        (UpdateReason.GENERAL, OrderStatus.UNKNOWN, State.PREPARED),
        (UpdateReason.CANCEL_REJECTED, OrderStatus.REJECTED, State.PREPARED),
    ],
)
def test_an_order_stays_open_until_its_end_is_known(
    journal: OrderJournal, reason: UpdateReason, status: OrderStatus, state: State
) -> None:
    journal.prepare(submit("A-1"), 1)

    journal.apply(update("A-1", reason, status), 2)

    (row,) = journal.open_orders()
    assert row.state is state
    assert journal.unresolved() == ["A-1"]


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        FILLED,
        (UpdateReason.CANCELED, OrderStatus.CANCELED),
        (UpdateReason.REJECTED, OrderStatus.REJECTED),
    ],
)
def test_an_order_that_has_ended_stays_ended(
    journal: OrderJournal, reason: UpdateReason, status: OrderStatus
) -> None:
    journal.prepare(submit("A-1"), 1)
    journal.apply(update("A-1", reason, status), 2)

    journal.apply(update("A-1", UpdateReason.ACCEPTED, OrderStatus.OPEN), 3)

    assert journal.unresolved() == []


def test_an_order_that_certainly_did_not_leave_has_ended(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)

    journal.apply(never_sent(submit("A-1"), "the connection is gone"), 2)

    assert journal.unresolved() == []


def test_an_order_whose_end_nobody_saw_has_ended_and_says_so(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)

    journal.end_unseen("A-1", 2)

    assert journal.unresolved() == []
    query = "SELECT state, updated_ns, text FROM orders"
    assert journal._database.execute(query).fetchall() == [("ended-unseen", 2, ENDED_UNSEEN)]


def test_an_order_that_lives_after_all_is_open_again(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)
    journal.end_unseen("A-1", 2)

    journal.apply(update("A-1"), 3)

    assert journal.unresolved() == ["A-1"]


def test_what_the_next_run_is_told_of_an_order_is_all_that_is_known(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1", price=5500.25), 7)
    partial = (UpdateReason.FILLED_PARTIALLY, OrderStatus.PARTIALLY_FILLED)
    journal.apply(update("A-1", *partial, total=1, filled=1, price=5500.5), 8)

    (row,) = journal.open_orders()

    assert row.as_earlier() == EarlierOrder(
        client_order_id="A-1",
        account="Sim1",
        symbol="ESH6",
        side=Side.BUY,
        quantity=2,
        created_ns=7,
        state=State.PARTIAL,
        server_order_id="S1",
        filled_quantity=1,
    )


def test_what_is_known_of_an_order_is_not_forgotten(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)
    partial = (UpdateReason.FILLED_PARTIALLY, OrderStatus.PARTIALLY_FILLED)
    journal.apply(update("A-1", *partial, total=1, filled=1, price=5500.5), 2)

    later = update("A-1", UpdateReason.GENERAL, OrderStatus.OPEN, server_order_id="", total=None)
    journal.apply(later, 3)

    (row,) = journal.open_orders()
    assert (row.server_order_id, row.filled_quantity, row.average_fill_price) == ("S1", 1, 5500.5)
    assert (row.state, row.updated_ns) == (State.PARTIAL, 3)


def test_a_new_fill_is_told_from_one_that_is_known(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)
    report = update("A-1", *FILLED, total=2, filled=2, price=5500.5, execution_id="E1")

    assert journal.apply(report, 2)
    assert not journal.apply(report, 3)


def test_a_fill_after_the_end_is_kept_all_the_same(path: Path, journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)
    journal.apply(update("A-1", UpdateReason.CANCELED, OrderStatus.CANCELED), 2)

    assert journal.apply(update("A-1", *FILLED, total=1, filled=1, price=5500.5), 3)
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT order_id, quantity FROM fills").fetchall() == [("A-1", 1)]


def test_a_report_about_somebody_elses_order_makes_no_order_of_ours(journal: OrderJournal) -> None:
    journal.apply(update("theirs"), 1)

    assert journal.open_orders() == []


def test_a_position_is_the_last_one_reported(journal: OrderJournal) -> None:
    first = PositionUpdate(account="Sim1", symbol="ESH6", quantity=2, average_price=5500.25)
    last = msgspec.structs.replace(first, quantity=-1, average_price=None)
    other = msgspec.structs.replace(first, symbol="NQH6")

    assert [journal.apply(event, 1) for event in (first, other, last)] == [False] * 3
    assert journal.positions() == [last, other]


def test_what_says_nothing_of_orders_changes_nothing(journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)

    assert not journal.apply(TradingLost(reason="the line is dead"), 2)
    assert journal.unresolved() == ["A-1"]


@pytest.mark.parametrize("value", [3, -2.5, "armed"])
def test_a_limit_outlives_the_process(path: Path, value: float | str) -> None:
    with contextlib.closing(OrderJournal(path)) as first:
        first.set_limit("daily-loss", 0)
        first.set_limit("daily-loss", value)
    with contextlib.closing(OrderJournal(path)) as second:
        assert second.limit("daily-loss") == value
        assert second.limit("of nothing") is None


def test_numbers_go_on_after_a_close_in_order(path: Path) -> None:
    numbers = []
    for _ in range(3):
        with contextlib.closing(OrderJournal(path)) as journal:
            for _ in range(2):
                numbers.append(journal.next_number())
                journal.prepare(submit(f"A-{journal.next_number()}"), 1)

    assert numbers == [1, 2, 3, 4, 5, 6]


def test_numbers_are_reserved_before_they_run_out(path: Path) -> None:
    with contextlib.closing(OrderJournal(path, synchronous="OFF")) as journal:
        with contextlib.closing(OrderJournal(path, read_only=True)) as other:
            for number in range(1, 1004):
                assert journal.next_number() == number
                assert int(other.limit("next-order-number") or 0) > number - 1
                journal.prepare(submit(f"A-{number}"), 1)
        assert len(journal.unresolved()) == 1003


def test_a_tag_is_the_journals_own_and_stays(path: Path, tmp_path: Path) -> None:
    tags = []
    for _ in range(2):
        with contextlib.closing(OrderJournal(path)) as journal:
            tags.append(journal.tag())
    with contextlib.closing(OrderJournal(tmp_path / "other.sqlite")) as other:
        assert other.tag() != tags[0]

    assert tags[0] == tags[1]
    assert len(tags[0]) == 6
    assert tags[0].isalpha()


def test_a_second_writer_is_refused_and_a_reader_is_not(path: Path, journal: OrderJournal) -> None:
    with pytest.raises(OrderJournalError, match=r"orders.sqlite: another process is writing this"):
        OrderJournal(path)
    journal.prepare(submit("A-1"), 1)
    with contextlib.closing(OrderJournal(path, read_only=True)) as reader:
        assert reader.unresolved() == ["A-1"]
        with pytest.raises(OrderJournalError, match=r"the order journal failed: .* readonly"):
            reader.set_limit("daily-loss", 1)


def test_a_closed_journal_can_be_opened_again(path: Path) -> None:
    for _ in range(2):
        OrderJournal(path).close()


def test_a_file_that_is_no_journal_is_named_and_does_not_stay_locked(path: Path) -> None:
    path.write_bytes(b"pattern,side,price\n" * 100)

    for _ in range(2):
        with pytest.raises(OrderJournalError, match=r"orders.sqlite: cannot be opened as an order"):
            OrderJournal(path)


def test_a_damaged_journal_is_named_and_let_go(path: Path) -> None:
    with contextlib.closing(OrderJournal(path)) as journal:
        for number in range(200):
            journal.prepare(submit(f"A-{number}"), number)
        journal.checkpoint()
    whole = path.read_bytes()

    for keep in (0, 1, 2):
        damaged = path.with_name(f"damaged-{keep}.sqlite")
        damaged.write_bytes(whole[: keep * 4096 + 100] + b"\xff" * (len(whole) - keep * 4096 - 100))
        for _ in range(2):  # a second time it is not the lock that is in the way
            with pytest.raises(OrderJournalError, match="damaged-"):
                read_all_of(damaged)


def read_all_of(path: Path) -> None:
    with contextlib.closing(OrderJournal(path)) as journal:
        journal.tag()
        journal.positions()
        journal.open_orders()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OrderJournalError, match=r"orders.sqlite: cannot be locked: unable to open"):
        OrderJournal(tmp_path / "nowhere" / "orders.sqlite")


def test_a_journal_can_be_checkpointed_while_it_is_used(path: Path, journal: OrderJournal) -> None:
    journal.prepare(submit("A-1"), 1)
    journal.checkpoint()
    journal.prepare(submit("A-2"), 2)

    assert journal.unresolved() == ["A-1", "A-2"]


def test_another_process_that_writes_keeps_this_one_out_until_it_is_killed(path: Path) -> None:
    process = start_killed("killed_trader", str(path), "-1")
    assert process.stdout is not None
    process.stdout.readline()

    with pytest.raises(OrderJournalError, match="another process is writing this order journal"):
        OrderJournal(path)
    process.kill()
    process.communicate(timeout=60)

    OrderJournal(path).close()


def check_nothing_lost(path: Path, received: list[str]) -> None:
    """Every order that the server saw is in the journal; at most one that it did not see is."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        rows = dict(database.execute("SELECT client_order_id, state FROM orders"))
        filled = {row[0] for row in database.execute("SELECT order_id FROM fills")}
    assert set(received) <= set(rows)
    assert len(rows) - len(received) <= 1
    assert filled == {order for order, state in rows.items() if state == "filled"}
    with contextlib.closing(OrderJournal(path)) as journal:
        assert set(journal.unresolved()) == set(rows) - filled
        number = journal.next_number()
    assert all(int(order.rpartition("-")[2]) < number for order in rows)


@pytest.mark.parametrize("seed", range(8))
def test_no_order_is_lost_by_a_kill_at_a_drawn_moment(path: Path, seed: int) -> None:
    process = start_killed("killed_trader", str(path), str(seed))
    out, _ = process.communicate(timeout=60)

    assert was_killed(process)
    check_nothing_lost(path, out.decode().split())


@pytest.mark.parametrize("seed", range(4))
def test_no_order_is_lost_by_a_kill_from_outside(path: Path, seed: int) -> None:
    process = start_killed("killed_trader", str(path), "-1")
    assert process.stdout is not None
    with process.stdout as wire:
        count = random.Random(seed).randrange(1, 300)
        received = [wire.readline() for _ in range(count)]
        process.kill()
        received += wire.readlines()
    process.wait(timeout=60)

    assert was_killed(process)
    check_nothing_lost(path, b"".join(received).decode().split())

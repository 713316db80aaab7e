from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from mia_core.errors import OrderJournalError
from mia_core.journal.order_tables import open_database


def test_a_new_file_has_the_tables_and_is_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "orders.sqlite"

    with contextlib.closing(open_database(path, synchronous="NORMAL", read_only=False)) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        mode = database.execute("PRAGMA journal_mode").fetchone()[0]

    assert {"orders", "fills", "positions", "limits", "meta"} <= tables
    assert mode == "wal"


@pytest.mark.parametrize(("name", "level"), [("OFF", 0), ("NORMAL", 1), ("FULL", 2)])
def test_how_long_a_commit_waits_is_the_callers_choice(
    tmp_path: Path, name: str, level: int
) -> None:
    path = tmp_path / "orders.sqlite"

    with contextlib.closing(open_database(path, synchronous=name, read_only=False)) as database:
        assert database.execute("PRAGMA synchronous").fetchone()[0] == level


def test_any_other_choice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected OFF, NORMAL or FULL, found 'SOMETIMES'"):
        open_database(tmp_path / "orders.sqlite", synchronous="SOMETIMES", read_only=False)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "songs.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")

    with pytest.raises(OrderJournalError, match="expected an order journal, found a database with"):
        open_database(path, synchronous="NORMAL", read_only=False)
    with contextlib.closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]


def test_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.sqlite"
    with contextlib.closing(open_database(path, synchronous="NORMAL", read_only=False)) as database:
        database.execute("UPDATE meta SET value = '9' WHERE key = 'schema'")

    with pytest.raises(OrderJournalError, match="expected version 2 of the order journal, found 9"):
        open_database(path, synchronous="NORMAL", read_only=False)


def test_a_file_at_rest_is_read_without_a_trace_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "orders.sqlite"
    open_database(path, synchronous="NORMAL", read_only=False).close()
    before = sorted(tmp_path.iterdir())

    database = open_database(path, synchronous="NORMAL", read_only=True, at_rest=True)
    with contextlib.closing(database):
        assert database.execute("SELECT count(*) FROM orders").fetchone() == (0,)

    assert sorted(tmp_path.iterdir()) == before

"""The tables of the order journal, and how a file is told to be one."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path

from mia_core.errors import OrderJournalError

__all__ = ["VERSION", "open_database"]

VERSION = "2"

# A checkpoint copies the log into the database and waits for the disk. Left to itself SQLite does
# that at some commit once the log has this many pages (of 4 KiB): rarely, because the commit may be
# the one an order waits for. Closing does it too.
_CHECKPOINT_PAGES = 10_000

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE orders (
    client_order_id TEXT PRIMARY KEY,
    created_ns INTEGER NOT NULL,
    updated_ns INTEGER NOT NULL,
    account TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    order_type TEXT NOT NULL,
    price REAL,
    state TEXT NOT NULL,
    sent INTEGER NOT NULL,
    server_order_id TEXT NOT NULL,
    filled_quantity INTEGER NOT NULL,
    average_fill_price REAL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE fills (
    fill_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    execution_id TEXT NOT NULL,
    account TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT,
    quantity INTEGER NOT NULL,
    price REAL,
    total INTEGER,
    time_ns INTEGER,
    recorded_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX fills_of_order ON fills (order_id);
CREATE TABLE positions (
    account TEXT NOT NULL,
    symbol TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    average_price REAL,
    updated_ns INTEGER NOT NULL,
    PRIMARY KEY (account, symbol)
) STRICT, WITHOUT ROWID;
CREATE TABLE limits (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


def open_database(
    path: Path, *, synchronous: str, read_only: bool, at_rest: bool = False
) -> sqlite3.Connection:
    """Open the file in WAL mode: a reader never makes the writer wait, nor the other way round.

    Even a reader makes the files of that mode where there are none, except of a file at rest.
    Makes the tables in a new file; refuses a file that is something else or from another version.
    """
    if synchronous not in ("OFF", "NORMAL", "FULL"):
        message = f"synchronous: expected OFF, NORMAL or FULL, found {synchronous!r}"
        raise ValueError(message)
    mode = "mode=ro&immutable=1" if at_rest else f"mode={'ro' if read_only else 'rwc'}"
    address = f"{path.absolute().as_uri()}?{mode}"
    database = sqlite3.connect(address, uri=True, isolation_level=None, timeout=1.0)
    try:
        if not read_only:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute(f"PRAGMA synchronous={synchronous}")
            database.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        _prepare_tables(database, path, read_only=read_only)
    except (sqlite3.Error, OrderJournalError):
        database.close()
        raise
    return database


def _prepare_tables(database: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    if not tables and not read_only:
        database.executescript(f"BEGIN IMMEDIATE;{_TABLES}")
        rows = (("schema", VERSION), ("tag", _new_tag()))
        database.executemany("INSERT INTO meta VALUES (?, ?)", rows)
        database.execute("COMMIT")
        return
    if not {"meta", "orders", "fills"} <= tables:
        message = f"{path}: expected an order journal, found a database with other tables"
        raise OrderJournalError(message)
    found = database.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if found is None or found[0] != VERSION:
        version = found[0] if found else "none"
        message = f"{path}: expected version {VERSION} of the order journal, found {version}"
        raise OrderJournalError(message)


def _new_tag() -> str:
    """Six letters that tell this journal's orders from any other's at the same server."""
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(6))

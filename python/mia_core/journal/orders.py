"""Orders, fills, positions and limits in SQLite: what must be known after a crash.

It refuses a second writer, and to write an order twice.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mia_core.errors import OrderJournalError
from mia_core.execution.commands import OrderType, Side, SubmitOrder
from mia_core.execution.events import OrderUpdate, PositionUpdate
from mia_core.execution.order import ENDED_UNSEEN, State, next_state, report_of
from mia_core.execution.tracked import EarlierOrder
from mia_core.journal.fills import record_fill
from mia_core.journal.order_tables import open_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mia_core.execution.events import ExecutionEvent

__all__ = ["LimitValue", "OrderJournal", "OrderRow"]

LimitValue = int | float | str

_NEXT_NUMBER = "next-order-number"
_NUMBERS_RESERVED = 1000

_INSERT = "INSERT INTO orders VALUES (?,?,?,?,?,?,?,?,?,?,0,'',0,NULL,'')"
_SENT = "UPDATE orders SET sent = 1 WHERE client_order_id = ?"
_STATE = "SELECT state FROM orders WHERE client_order_id = ?"
_UPDATE = """UPDATE orders SET state = ?, updated_ns = ?, text = ?,
    server_order_id = coalesce(nullif(?, ''), server_order_id),
    filled_quantity = max(filled_quantity, coalesce(?, 0)),
    average_fill_price = coalesce(?, average_fill_price) WHERE client_order_id = ?"""
_OPEN = """SELECT client_order_id, created_ns, updated_ns, account, symbol, side, quantity,
    order_type, price, state, sent, server_order_id, filled_quantity, average_fill_price,
    text FROM orders WHERE state NOT IN ('filled', 'canceled', 'rejected', 'ended-unseen')
    ORDER BY created_ns, client_order_id"""
_UNSEEN = "UPDATE orders SET state = ?, updated_ns = ?, text = ? WHERE client_order_id = ?"
_POSITION = "INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?, ?)"
_LIMIT = "INSERT OR REPLACE INTO limits VALUES (?, ?)"


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """One order as the journal holds it. Not `sent`: whether bytes of it left is not known."""

    client_order_id: str
    created_ns: int
    updated_ns: int
    account: str
    symbol: str
    side: Side
    quantity: int
    order_type: OrderType
    price: float | None
    state: State
    sent: bool
    server_order_id: str
    filled_quantity: int
    average_fill_price: float | None
    text: str

    def as_earlier(self) -> EarlierOrder:
        """Hand it to the next run, which asks the server about it."""
        return EarlierOrder(
            client_order_id=self.client_order_id,
            account=self.account,
            symbol=self.symbol,
            side=self.side,
            quantity=self.quantity,
            created_ns=self.created_ns,
            state=self.state,
            server_order_id=self.server_order_id,
            filled_quantity=self.filled_quantity,
        )


class OrderJournal:
    """One file, one writing process, one thread; others may read it meanwhile with `read_only`.

    Every change is committed when its method returns. With synchronous=NORMAL a commit is handed to
    the operating system and not waited for: the end of the process, kill -9 included, costs
    nothing, a power cut may cost the last commits (never the file), which the server's list of
    orders then tells. FULL waits for the disk at each commit and loses nothing even then, for some
    hundred microseconds to milliseconds each.

    `at_rest` looks, read-only, at a file that nobody writes meanwhile: nothing is left beside it.
    """

    def __init__(
        self,
        path: Path,
        *,
        synchronous: str = "NORMAL",
        read_only: bool = False,
        at_rest: bool = False,
    ) -> None:
        read_only = read_only or at_rest
        self.path = path
        self._synchronous = synchronous
        self._read_only = read_only
        self._lock = None if read_only else _lock(path)
        try:
            self._database = open_database(
                path, synchronous=synchronous, read_only=read_only, at_rest=at_rest
            )
        except sqlite3.Error as error:
            self._unlock()
            message = f"{path}: cannot be opened as an order journal: {error}"
            raise OrderJournalError(message) from error
        except OrderJournalError:
            self._unlock()
            raise
        self._execute = self._database.execute
        try:
            self._next = self._reserved = int(self.limit(_NEXT_NUMBER) or 1)
            if not read_only:
                self._reserve()
        except OrderJournalError:
            self._database.close()
            self._unlock()
            raise

    def tag(self) -> str:
        """Tell the mark that begins the ids of this journal's orders and of no other's."""
        with self._checked():
            return str(self._execute("SELECT value FROM meta WHERE key = 'tag'").fetchone()[0])

    def next_number(self) -> int:
        """Tell the first number that no order had; each order prepared from now on takes one.

        After a crash some numbers are left out. None is ever given twice, not even after a power
        cut: they are reserved by the thousand, and that is waited for.
        """
        return self._next

    def prepare(self, order: SubmitOrder, now_ns: int) -> None:
        """Put an order on disk. Send it after this has returned, and never when it raised."""
        if order.price is not None and not math.isfinite(order.price):
            message = f"{self.path}: order {order.client_order_id}: price {order.price} is no price"
            raise OrderJournalError(message)
        if self._next == self._reserved:
            self._reserve()
        row = (
            order.client_order_id,
            now_ns,
            now_ns,
            order.account,
            order.symbol,
            order.side.value,
            order.quantity,
            order.order_type.value,
            order.price,
            State.PREPARED.value,
        )
        try:
            self._execute(_INSERT, row)
        except sqlite3.IntegrityError as error:
            message = (
                f"{self.path}: order {order.client_order_id} is already there: an id is used once"
            )
            raise OrderJournalError(message) from error
        except sqlite3.Error as error:
            raise self._failed(error) from error
        self._next += 1

    def sent(self, client_order_id: str) -> None:
        """Note that all bytes of an order were handed to the connection."""
        with self._checked():
            if self._execute(_SENT, (client_order_id,)).rowcount != 1:
                message = f"{self.path}: order {client_order_id} was sent without being prepared"
                raise OrderJournalError(message)

    def apply(self, event: ExecutionEvent, now_ns: int) -> bool:
        """Take over what the trading side reports; True when it brought a fill not known before."""
        if isinstance(event, PositionUpdate):
            self.record_position(event, now_ns)
            return False
        if not isinstance(event, OrderUpdate):
            return False
        with self._transaction():
            self._update_order(event, now_ns)
            return record_fill(self._database, event, now_ns)

    def end_unseen(self, client_order_id: str, now_ns: int) -> None:
        """Note that an order is not among the server's working ones any more, and that nobody told its end."""
        row = (State.ENDED_UNSEEN.value, now_ns, ENDED_UNSEEN, client_order_id)
        with self._checked():
            self._execute(_UNSEEN, row)

    def record_position(self, update: PositionUpdate, now_ns: int) -> None:
        """Keep the server's count of a position."""
        row = (update.account, update.symbol, update.quantity, update.average_price, now_ns)
        with self._checked():
            self._execute(_POSITION, row)

    def positions(self) -> list[PositionUpdate]:
        """List the positions as the server last counted them."""
        query = "SELECT account, symbol, quantity, average_price FROM positions ORDER BY 1, 2"
        with self._checked():
            rows = self._execute(query).fetchall()
        return [
            PositionUpdate(account=account, symbol=symbol, quantity=quantity, average_price=price)
            for account, symbol, quantity, price in rows
        ]

    def open_orders(self) -> list[OrderRow]:
        """List the orders whose end is not known, acknowledged or not, oldest first."""
        names = OrderRow.__struct_fields__
        with self._checked():
            rows = self._execute(_OPEN).fetchall()
        return [
            msgspec.convert(dict(zip(names, row, strict=True)), OrderRow, strict=False)
            for row in rows
        ]

    def unresolved(self) -> list[str]:
        """List the ids of these: what a host must ask the server about before it may trade."""
        return [row.client_order_id for row in self.open_orders()]

    def set_limit(self, name: str, value: LimitValue) -> None:
        """Keep one value that has to outlive the process."""
        with self._checked():
            self._database.execute(_LIMIT, (name, msgspec.json.encode(value).decode()))

    def limit(self, name: str) -> LimitValue | None:
        """Give a kept value; None when there is none."""
        with self._checked():
            row = self._execute("SELECT value FROM limits WHERE name = ?", (name,)).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=LimitValue)

    def fault(self) -> str:
        """Go through the whole file and say what is unsound in it; empty for nothing."""
        try:
            found = [str(row[0]) for row in self._execute("PRAGMA quick_check(3)")]
        except sqlite3.DatabaseError as error:
            return str(error)
        return "" if found == ["ok"] else "; ".join(found)

    def checkpoint(self) -> None:
        """Fold the log into the database. Waits for the disk: for an idle moment."""
        with self._checked():
            self._database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        """Give back the numbers that were not used, close the file and let others have it."""
        try:
            if not self._read_only:
                self.set_limit(_NEXT_NUMBER, self._next)
        finally:
            self._database.close()
            self._unlock()

    def _update_order(self, update: OrderUpdate, now_ns: int) -> None:
        """Move an order of ours on; what cannot follow its state changes nothing."""
        found = self._execute(_STATE, (update.client_order_id,)).fetchone()
        if found is None:
            return
        state = next_state(State(found[0]), report_of(update.reason, update.status))
        if state is None:
            return
        self._execute(
            _UPDATE,
            (
                state.value,
                now_ns,
                update.text,
                update.server_order_id,
                update.filled_quantity,
                update.average_fill_price,
                update.client_order_id,
            ),
        )

    def _reserve(self) -> None:
        """Take numbers ahead and wait for the disk: a power cut cannot bring a used one back."""
        self._reserved = self._next + _NUMBERS_RESERVED
        self._database.execute("PRAGMA synchronous=FULL")
        self.set_limit(_NEXT_NUMBER, self._reserved)
        self._database.execute(f"PRAGMA synchronous={self._synchronous}")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._checked():
            self._execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._execute("ROLLBACK")
                raise
            self._execute("COMMIT")

    @contextlib.contextmanager
    def _checked(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: sqlite3.Error) -> OrderJournalError:
        return OrderJournalError(f"{self.path}: the order journal failed: {error}")

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()


def _lock(path: Path) -> sqlite3.Connection:
    """Lock a file beside the journal; the system lets go of it when the process ends.

    SQLite's own locking does it, so it is the same on every system; the journal itself stays
    readable.
    """
    lock_path = path.with_name(path.name + "-lock")
    try:
        lock = sqlite3.connect(lock_path, isolation_level=None, timeout=0)
    except sqlite3.Error as error:
        message = f"{path}: cannot be locked: {error}"
        raise OrderJournalError(message) from error
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        lock.close()
        why = "another process is writing this order journal: one host, one home"
        message = f"{path}: {why if 'locked' in str(error) else f'cannot be locked: {error}'}"
        raise OrderJournalError(message) from error
    return lock

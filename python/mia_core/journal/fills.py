"""Fills in the order journal: each execution once, however often and however it is reported."""

from __future__ import annotations

import sqlite3

from mia_core.execution.events import OrderUpdate
from mia_core.execution.executions import Execution, Executions

__all__ = ["record_fill"]

_TOLD = """SELECT execution_id, quantity, price, total, time_ns FROM fills
    WHERE order_id = ? ORDER BY recorded_ns"""
_INSERT = "INSERT OR IGNORE INTO fills VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def record_fill(database: sqlite3.Connection, update: OrderUpdate, now_ns: int) -> bool:
    """Write what is new in a report of a fill, by the rule that the ledger goes by; the caller commits."""
    execution = Execution.of(update)
    if execution is None:
        return False
    order = update.client_order_id or f"server:{update.server_order_id}"
    told = Executions()
    for row in database.execute(_TOLD, (order,)):
        told.remember(Execution(*row), row[1])
    quantity = told.take(execution)
    if not quantity:
        return False
    row = (
        f"{order}/{execution.name}",
        order,
        execution.execution_id,
        update.account,
        update.symbol,
        None if update.side is None else update.side.value,
        quantity,
        execution.price,
        execution.total,
        execution.time_ns,
        now_ns,
    )
    return database.execute(_INSERT, row).rowcount == 1

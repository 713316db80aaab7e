"""Fills in the order journal: each execution once, however often and however it is reported."""

from __future__ import annotations

import sqlite3

from mia_core.execution.events import OrderUpdate, UpdateReason

__all__ = ["record_fill"]

_REASONS = (UpdateReason.FILLED, UpdateReason.FILLED_PARTIALLY)
_SAME_TOTAL = """SELECT 1 FROM fills WHERE order_id = ? AND total = ?
    AND (execution_id = '' OR ? = '') LIMIT 1"""
_INSERT = "INSERT OR IGNORE INTO fills VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def record_fill(database: sqlite3.Connection, update: OrderUpdate, now_ns: int) -> bool:
    """Write the fill of a report, if it brings one that is not there yet; the caller commits.

    Only the two reasons for a fill count: any other report may repeat an old one. An execution id
    names the fill within its order; where the server gives none, the growing total does, and a
    report with an id and one without that come to the same total are the same fill.
    """
    quantity = update.last_fill_quantity
    if update.reason not in _REASONS or not quantity or quantity < 0:
        return False
    order = update.client_order_id or f"server:{update.server_order_id}"
    total = update.filled_quantity
    if total is not None:
        same = database.execute(_SAME_TOTAL, (order, total, update.execution_id)).fetchone()
        if same is not None:
            return False
    row = (
        f"{order}/{_name_of(update)}",
        order,
        update.execution_id,
        update.account,
        update.symbol,
        None if update.side is None else update.side.value,
        quantity,
        update.last_fill_price,
        total,
        update.last_fill_time_ns,
        now_ns,
    )
    return database.execute(_INSERT, row).rowcount == 1


def _name_of(update: OrderUpdate) -> str:
    """Without id and total, time, price and size are all that is left to tell two fills apart."""
    if update.execution_id:
        return f"id:{update.execution_id}"
    if update.filled_quantity is not None:
        return f"total:{update.filled_quantity}"
    parts = (update.last_fill_time_ns, update.last_fill_price, update.last_fill_quantity)
    return "at:" + ":".join(str(part) for part in parts)

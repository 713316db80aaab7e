"""Which executions of one order were told already: the one rule by which a fill counts once.

The ledger asks it in memory, the order journal from its rows.
"""

from __future__ import annotations

import msgspec

from mia_core.execution.events import OrderUpdate, UpdateReason

__all__ = ["Execution", "Executions"]

_REASONS = (UpdateReason.FILLED, UpdateReason.FILLED_PARTIALLY)


class Execution(msgspec.Struct, frozen=True):
    """What a report says of one execution; `total` is what its order has filled with it."""

    execution_id: str
    quantity: int | None
    price: float | None
    total: int | None
    time_ns: int | None

    @classmethod
    def of(cls, update: OrderUpdate) -> Execution | None:
        """Read a report. Only the two reasons for a fill tell of one: any other may repeat an old one."""
        if update.reason not in _REASONS:
            return None
        return cls(
            update.execution_id,
            update.last_fill_quantity,
            update.last_fill_price,
            update.filled_quantity,
            update.last_fill_time_ns,
        )

    @property
    def name(self) -> str:
        """Its name within its order. Without id and total, time, price and size are all there is."""
        if self.execution_id:
            return f"id:{self.execution_id}"
        if self.total is not None:
            return f"total:{self.total}"
        return f"at:{self.time_ns}:{self.price}:{self.quantity}"


class Executions:
    """The executions of one order so far, in whatever order and however often they are told.

    An id names an execution. Where the server gives none, what the total has grown by is new. A
    report with an id and one without that tell of the same part of the total are the same fill.
    """

    def __init__(self) -> None:
        self.quantity = 0
        self._names: set[str] = set()
        self._named_totals: set[int] = set()
        self._nameless: list[tuple[int, int]] = []

    def take(self, execution: Execution) -> int | None:
        """Count a report; how much of it is new, None when it does not say what was filled."""
        if execution.price is None:
            return None
        fresh = self._fresh(execution)
        if fresh:
            self.remember(execution, fresh)
        return fresh

    def remember(self, execution: Execution, quantity: int) -> None:
        """Take an execution as counted with this quantity."""
        total = execution.total
        self._names.add(execution.name)
        if execution.execution_id and total is not None:
            self._named_totals.add(total)
        elif total is not None:
            self._nameless.append((total - quantity, total))
        self.quantity += quantity

    def cover(self, total: int | None) -> None:
        """Take all up to a total as counted: it is in a position that was told."""
        if total is not None and total > self.quantity:
            self._nameless.append((self.quantity, total))
            self.quantity = total

    def _fresh(self, execution: Execution) -> int | None:
        total = execution.total
        if execution.name in self._names:
            return 0
        if total is not None and not execution.execution_id:
            return 0 if total in self._named_totals else max(0, total - self.quantity)
        if total is not None and any(low < total <= high for low, high in self._nameless):
            return 0
        return None if execution.quantity is None else max(0, execution.quantity)

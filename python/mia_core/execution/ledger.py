"""The ledger: own orders, fills and the position, from what the trading side reported and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.execution.commands import Side
from mia_core.execution.events import OrderUpdate, UpdateReason
from mia_core.execution.holding import Holding
from mia_core.execution.order import State, next_state, report_of

if TYPE_CHECKING:
    from mia_core.execution.commands import SubmitOrder
    from mia_core.execution.events import PositionUpdate

__all__ = ["Fill", "Ledger", "StartingState", "TrackedOrder"]


class TrackedOrder(msgspec.Struct, kw_only=True):
    """One order of ours and what is known of it."""

    order: SubmitOrder
    created_ns: int
    state: State = State.PREPARED
    server_order_id: str = ""
    filled_quantity: int = 0

    @property
    def open_quantity(self) -> int:
        """What may still be filled; an unknown end counts in full."""
        return 0 if self.state.is_final else self.order.quantity - self.filled_quantity


class Fill(msgspec.Struct, frozen=True, kw_only=True):
    """One execution, ours or somebody else's in the same account."""

    client_order_id: str
    side: Side
    quantity: int
    price: float
    is_own: bool


class StartingState(msgspec.Struct, frozen=True, kw_only=True):
    """What a host knows before the first event; a recording carries it."""

    order_tag: str = "MIA"
    next_order_number: int = 1
    unresolved: tuple[str, ...] = ()


class Ledger:
    """Counts every fill once, whatever order the reports come in, and never assumes one."""

    def __init__(self, *, symbol: str, account: str, tick_size: float, unresolved: tuple[str, ...]) -> None:
        self._symbol = symbol
        self._account = account
        self._tick_size = tick_size
        self._orders: dict[str, TrackedOrder] = {}
        self._seen_executions: set[str] = set()
        self._foreign_filled: dict[str, int] = {}
        self._working: dict[str, TrackedOrder] = {}
        self._others = 0
        self._synchronised = False
        self.own = Holding()
        self.unresolved = set(unresolved)
        self.server_position: int | None = None
        self.fills = 0
        self.impossible = 0

    @property
    def position(self) -> int:
        """What the account holds: the start, our fills and everybody else's."""
        return self._others + self.own.quantity

    @property
    def has_working(self) -> bool:
        """Whether an own order may still change the position."""
        return bool(self._working)

    @property
    def working(self) -> tuple[TrackedOrder, ...]:
        """The own orders that are not finished."""
        return tuple(self._working.values())

    def working_quantity(self, side: Side) -> int:
        """Sum what own orders of one side may still fill."""
        return sum(item.open_quantity for item in self._working.values() if item.order.side is side)

    def oldest_unacknowledged_ns(self) -> int | None:
        """Tell since when the oldest order waits for any answer at all."""
        waiting = [item.created_ns for item in self._working.values() if item.state is State.PREPARED]
        return min(waiting, default=None)

    def is_reconciled(self) -> bool:
        """Whether the server's own count of the position is known and equals the sum of the fills."""
        return self.server_position is not None and self.server_position == self.position

    def add(self, order: SubmitOrder, now_ns: int) -> None:
        """Register an order before anything of it leaves the process."""
        tracked = TrackedOrder(order=order, created_ns=now_ns)
        self._orders[order.client_order_id] = tracked
        self._working[order.client_order_id] = tracked

    def synchronise(self) -> None:
        """After a logon the server has listed every position; one it did not list is flat."""
        if self.server_position is None:
            self.server_position = 0
        if not self._synchronised:
            self._others = self.server_position
            self._synchronised = True

    def lose_sight(self) -> None:
        """Without a connection nobody knows the position; what our fills say is kept to compare with."""
        self.server_position = None

    def apply_position(self, update: PositionUpdate) -> None:
        """Note the server's count; fills alone move our own."""
        if update.symbol != self._symbol or update.account != self._account:
            return
        self.server_position = update.quantity

    def apply(self, update: OrderUpdate, now_ns: int) -> Fill | None:
        """Take one report; the fill it brought, if it brought a new one."""
        tracked = self._orders.get(update.client_order_id)
        if tracked is None:
            return self._apply_foreign(update, now_ns)
        state = next_state(tracked.state, report_of(update.reason, update.status))
        if state is None:
            self.impossible += 1
            return None
        tracked.state = state
        tracked.server_order_id = update.server_order_id or tracked.server_order_id
        fill = self._fill_of(update, tracked.order.side, tracked.filled_quantity, is_own=True)
        if fill is not None:
            tracked.filled_quantity += fill.quantity
            self._book(fill, now_ns)
        if state.is_final:
            self._working.pop(update.client_order_id, None)
            self.unresolved.discard(update.client_order_id)
        return fill

    def _apply_foreign(self, update: OrderUpdate, now_ns: int) -> Fill | None:
        if update.symbol != self._symbol or update.account != self._account or update.side is None:
            return None
        known = self._foreign_filled.get(update.server_order_id, 0)
        fill = self._fill_of(update, update.side, known, is_own=False)
        if fill is not None:
            self._foreign_filled[update.server_order_id] = known + fill.quantity
            self._book(fill, now_ns)
        return fill

    def _fill_of(self, update: OrderUpdate, side: Side, known: int, *, is_own: bool) -> Fill | None:
        """Find what is new in a report: by execution id where there is one, else by the growing total."""
        if update.reason not in (UpdateReason.FILLED, UpdateReason.FILLED_PARTIALLY):
            return None
        if update.execution_id:
            if update.execution_id in self._seen_executions:
                return None
            self._seen_executions.add(update.execution_id)
            quantity = update.last_fill_quantity
        else:
            quantity = None if update.filled_quantity is None else update.filled_quantity - known
        price = update.last_fill_price
        if quantity is None or quantity <= 0 or price is None:
            self.impossible += quantity is None or price is None
            return None
        return Fill(
            client_order_id=update.client_order_id,
            side=side,
            quantity=quantity,
            price=price,
            is_own=is_own,
        )

    def _book(self, fill: Fill, now_ns: int) -> None:
        self.fills += 1
        signed = fill.side.sign * fill.quantity
        if fill.is_own:
            self.own.book(signed, fill.price / self._tick_size, now_ns)
        else:
            self._others += signed

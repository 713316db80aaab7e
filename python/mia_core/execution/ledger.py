"""The ledger: own orders, fills and the position, from what the trading side reported and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.execution.commands import Side
from mia_core.execution.events import OrderUpdate, UpdateReason
from mia_core.execution.holding import Holding
from mia_core.execution.order import Report, State, next_state, report_of

if TYPE_CHECKING:
    from mia_core.execution.commands import SubmitOrder
    from mia_core.execution.events import PositionUpdate

__all__ = ["Fill", "Ledger", "StartingState", "TrackedOrder"]

_ENDS = (Report.FILLED, Report.CANCELED, Report.REJECTED)


class TrackedOrder(msgspec.Struct, kw_only=True):
    """One order of ours and what is known of it."""

    order: SubmitOrder
    created_ns: int
    state: State = State.PREPARED
    server_order_id: str = ""
    filled_quantity: int = 0
    told_quantity: int = 0

    @property
    def open_quantity(self) -> int:
        """What may still move the position: all that is not filled, or, at the end, fills told of but not yet seen."""
        end = self.told_quantity if self.state.is_final else self.order.quantity
        return max(0, end - self.filled_quantity)

    def note(self, update: OrderUpdate) -> bool:
        """Take what a report says of the order itself; False when such an order cannot be told this."""
        state = next_state(self.state, report_of(update.reason, update.status))
        self.state = state or self.state
        self.server_order_id = update.server_order_id or self.server_order_id
        told = update.filled_quantity
        if told is None and self.state is State.FILLED:
            told = self.order.quantity
        self.told_quantity = max(self.told_quantity, told or 0)
        return state is not None


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

    def __init__(
        self, *, symbol: str, account: str, tick_size: float, unresolved: tuple[str, ...]
    ) -> None:
        self._symbol = symbol
        self._account = account
        self._tick_size = tick_size
        self._orders: dict[str, TrackedOrder] = {}
        self._seen_executions: set[tuple[str, str]] = set()
        self._told_totals: dict[tuple[str, int], str] = {}
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
    def known_position(self) -> int | None:
        """The same, when the server says so too; None while it has said nothing or something else."""
        return self.position if self._synchronised and self.is_reconciled() else None

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
        waiting = [
            item.created_ns for item in self._working.values() if item.state is State.PREPARED
        ]
        return min(waiting, default=None)

    def oldest_working_ns(self) -> int | None:
        """Tell since when the oldest order has not ended."""
        return min((item.created_ns for item in self._working.values()), default=None)

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
        if self._is_here(update.symbol, update.account):
            self.server_position = update.quantity

    def apply(self, update: OrderUpdate, now_ns: int) -> Fill | None:
        """Take one report; the fill it brought, if it brought a new one."""
        tracked = self._orders.get(update.client_order_id)
        if tracked is None:
            return self._apply_foreign(update, now_ns)
        self.impossible += not tracked.note(update)
        # An execution counts whenever it is told: before the acknowledgement, and after the end as well.
        owner = update.client_order_id
        fill = self._fill_of(update, tracked.order.side, tracked.filled_quantity, owner=owner)
        if fill is not None:
            tracked.filled_quantity += fill.quantity
            self.impossible += tracked.filled_quantity > tracked.order.quantity
            self._book(fill, now_ns)
        if tracked.state.is_final and tracked.open_quantity == 0:
            self._working.pop(update.client_order_id, None)
        return fill

    def _apply_foreign(self, update: OrderUpdate, now_ns: int) -> Fill | None:
        """Take a report about an order of somebody else, or of an earlier run of ours."""
        if report_of(update.reason, update.status) in _ENDS:
            self.unresolved.discard(update.client_order_id)
        if not self._is_here(update.symbol, update.account) or update.side is None:
            return None
        owner = update.server_order_id
        known = self._foreign_filled.get(owner, 0)
        if (
            not self._synchronised
        ):  # the position that the server is about to tell holds these fills already
            self._foreign_filled[owner] = max(known, update.filled_quantity or 0)
            if update.execution_id:
                self._seen_executions.add((owner, update.execution_id))
            return None
        fill = self._fill_of(update, update.side, known, owner=owner)
        if fill is not None:
            self._foreign_filled[owner] = known + fill.quantity
            self._book(fill, now_ns)
        return fill

    def _is_here(self, symbol: str, account: str) -> bool:
        """Whether a report is about what we trade; a server with one account may leave its name out."""
        return symbol == self._symbol and account in ("", self._account)

    def _fill_of(self, update: OrderUpdate, side: Side, known: int, *, owner: str) -> Fill | None:
        """Find what is new in a report: by execution id where there is one, else by the growing total."""
        if update.reason not in (UpdateReason.FILLED, UpdateReason.FILLED_PARTIALLY):
            return None
        execution = (owner, update.execution_id)
        if update.execution_id:
            if execution in self._seen_executions:
                return None
            quantity = update.last_fill_quantity
        else:
            quantity = None if update.filled_quantity is None else update.filled_quantity - known
        price = update.last_fill_price
        if quantity is None or price is None:
            self.impossible += 1
            return None
        if quantity <= 0 or self._is_told(update, owner):
            return None
        if update.execution_id:
            self._seen_executions.add(execution)
        if update.filled_quantity is not None:
            self._told_totals[owner, update.filled_quantity] = update.execution_id
        return Fill(
            client_order_id=update.client_order_id,
            side=side,
            quantity=quantity,
            price=price,
            is_own=update.client_order_id in self._orders,
        )

    def _is_told(self, update: OrderUpdate, owner: str) -> bool:
        """One report with an id and one without that come to the same total are the same fill."""
        if update.filled_quantity is None:
            return False
        before = self._told_totals.get((owner, update.filled_quantity))
        return before is not None and (not before or not update.execution_id)

    def _book(self, fill: Fill, now_ns: int) -> None:
        self.fills += 1
        signed = fill.side.sign * fill.quantity
        if fill.is_own:
            self.own.book(signed, fill.price / self._tick_size, now_ns)
        else:
            self._others += signed

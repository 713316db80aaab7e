"""The ledger: own orders, fills and the position, from what the trading side reported and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.execution.commands import Side
from mia_core.execution.executions import Execution
from mia_core.execution.foreign import ForeignOrders
from mia_core.execution.holding import Holding
from mia_core.execution.order import SETTLE_NS, State
from mia_core.execution.tracked import EarlierOrder, TrackedOrder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from mia_core.execution.commands import SubmitOrder
    from mia_core.execution.events import OrderUpdate, PositionUpdate
    from mia_core.execution.executions import Executions

__all__ = ["Fill", "Ledger", "StartingState"]


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
    unresolved: tuple[EarlierOrder, ...] = ()

    @property
    def unheard(self) -> dict[str, int]:
        """Those of them that the server never spoke of, with the time each was prepared."""
        return {
            item.client_order_id: item.created_ns
            for item in self.unresolved
            if not item.server_order_id
        }


class Ledger:
    """Counts every fill once, whatever order the reports come in, and never assumes one.

    Ours is what this run ordered. An order of an earlier run is followed to its end, but what it
    fills belongs to the account, as does a position that was there before.
    """

    def __init__(
        self,
        *,
        symbol: str,
        account: str,
        tick_size: float,
        unresolved: Iterable[EarlierOrder] = (),
    ) -> None:
        self._symbol = symbol
        self._account = account
        self._tick_size = tick_size
        self._orders = {item.client_order_id: TrackedOrder.resume(item) for item in unresolved}
        self._earlier = dict(self._orders)
        self._working: dict[str, TrackedOrder] = {}
        self._synchronised = False
        self.foreign = ForeignOrders()
        self.own = Holding()
        self.others = 0
        self.server_position: int | None = None
        self.fills = 0
        self.impossible = 0

    @property
    def position(self) -> int:
        """What the account holds: the start, our fills and everybody else's."""
        return self.others + self.own.quantity

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

    @property
    def unresolved(self) -> tuple[TrackedOrder, ...]:
        """The orders of earlier runs whose end is not known; each says why, and what helps."""
        return tuple(self._earlier.values())

    @property
    def ended_unseen(self) -> tuple[str, ...]:
        """The names of the orders whose end nobody told, earlier ones too."""
        orders = self._orders.items()
        return tuple(name for name, item in orders if item.state is State.ENDED_UNSEEN)

    def working_quantity(self, side: Side) -> int:
        """Sum what orders of ours, earlier ones too, may still fill on one side."""
        pending = (*self._working.values(), *self._earlier.values())
        return sum(item.open_quantity for item in pending if item.order.side is side)

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
            self.others = self.server_position
            self._synchronised = True

    def settle(self, listed: Collection[str], asked_ns: int) -> tuple[str, ...]:
        """Hold our orders against the complete list of working ones; the names of those that have ended.

        An order that is not in it is not open at the server: what it filled nobody told, and the
        position that the server tells is the truth. Never asked of a list that may be incomplete.
        """
        self.foreign.keep(listed)
        ended = []
        for tracked in (*self._earlier.values(), *self._working.values()):
            if tracked.state.is_final:
                continue
            tracked.doubt = self._doubt(tracked, listed, asked_ns)
            if not tracked.doubt:
                tracked.state = State.ENDED_UNSEEN
                self._place(tracked)
                ended.append(tracked.order.client_order_id)
        return tuple(ended)

    def lose_sight(self) -> None:
        """Without a connection nobody knows the position; what our fills say is kept to compare with."""
        self.server_position = None

    def apply_position(self, update: PositionUpdate) -> None:
        """Note the server's count; fills alone move our own."""
        if self._is_here(update.symbol, update.account):
            self.server_position = update.quantity

    def apply(self, update: OrderUpdate, now_ns: int) -> Fill | None:
        """Take one report; the fill it brought, if it brought a new one."""
        tracked = self._find(update)
        if tracked is None:
            return self._apply_foreign(update, now_ns)
        self.impossible += not tracked.note(update)
        # An execution counts whenever it is told: before the acknowledgement, and after the end as well.
        order, before = tracked.order, tracked.filled_quantity
        fill = self._fill(update, tracked.executions, order.side, is_own=not tracked.is_earlier)
        over = max(before, order.quantity)
        self.impossible += tracked.filled_quantity > over
        self._place(tracked)
        if fill is None or not self._is_here(order.symbol, order.account):
            return None
        self._book(fill, now_ns)
        return fill

    def _find(self, update: OrderUpdate) -> TrackedOrder | None:
        """Find our order by its id, or by the server's where that is all a report says."""
        if update.client_order_id or not update.server_order_id:
            return self._orders.get(update.client_order_id)
        names = (update.server_order_id, update.previous_server_order_id or update.server_order_id)
        pending = (*self._working.values(), *self._earlier.values())
        return next((item for item in pending if item.server_order_id in names), None)

    def _place(self, tracked: TrackedOrder) -> None:
        """Keep an order among those to wait for as long as something may come of it, and no longer."""
        pending = self._earlier if tracked.is_earlier else self._working
        if tracked.is_over:
            pending.pop(tracked.order.client_order_id, None)
        else:
            pending[tracked.order.client_order_id] = tracked

    def _doubt(self, tracked: TrackedOrder, listed: Collection[str], asked_ns: int) -> str:
        """Say why the list does not tell that an order has ended, and what helps; empty when it does."""
        order = tracked.order
        if order.account != self._account:
            return f"it was sent for account {order.account}: start once with that account"
        if tracked.server_order_id:
            is_listed = tracked.server_order_id in listed
            return (
                "it works at the server: cancel it there, or wait for its end" if is_listed else ""
            )
        if asked_ns - tracked.created_ns < SETTLE_NS:
            return "it may be under way still: the server is asked again in a few seconds"
        if self.foreign.has_nameless(order.side):
            return "a working order without a name may be it: cancel that by hand, then start again"
        return ""

    def _apply_foreign(self, update: OrderUpdate, now_ns: int) -> Fill | None:
        """Take a report about an order of somebody else."""
        is_known = update.server_order_id in self.foreign and not update.symbol
        if not is_known and not self._is_here(update.symbol, update.account):
            return None
        order = self.foreign.take(update)
        if order.side is None:
            return None
        fill = self._fill(update, order.executions, order.side, is_own=False)
        if fill is not None:
            self._book(fill, now_ns)
        return fill

    def _is_here(self, symbol: str, account: str) -> bool:
        """Whether a report is about what we trade; a server with one account may leave its name out."""
        return symbol == self._symbol and account in ("", self._account)

    def _fill(
        self, update: OrderUpdate, executions: Executions, side: Side, *, is_own: bool
    ) -> Fill | None:
        """Find what is new in a report."""
        execution = Execution.of(update)
        quantity = 0 if execution is None else executions.take(execution)
        if not self._synchronised and not is_own:
            # The position that the server is about to tell holds these fills already.
            executions.cover(update.filled_quantity)
            return None
        if quantity is None:
            self.impossible += 1
        if not quantity or update.last_fill_price is None:
            return None
        return Fill(
            client_order_id=update.client_order_id,
            side=side,
            quantity=quantity,
            price=update.last_fill_price,
            is_own=is_own,
        )

    def _book(self, fill: Fill, now_ns: int) -> None:
        """Move the position. What somebody else trades against our holding closes that first: an account nets."""
        self.fills += 1
        signed = fill.side.sign * fill.quantity
        ours = signed if fill.is_own else _closing(signed, self.own.quantity)
        if ours:
            self.own.book(ours, fill.price / self._tick_size, now_ns)
        self.others += signed - ours


def _closing(signed: int, held: int) -> int:
    """Tell how much of a fill closes what is held."""
    if signed * held >= 0:
        return 0
    return max(signed, -held) if signed < 0 else min(signed, -held)

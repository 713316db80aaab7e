"""One order of ours and all that is known of it, and what an earlier run left in doubt."""

from __future__ import annotations

import msgspec

from mia_core.execution.commands import Side, SubmitOrder
from mia_core.execution.events import OrderUpdate
from mia_core.execution.executions import Executions
from mia_core.execution.order import State, next_state, report_of

__all__ = ["EarlierOrder", "TrackedOrder"]


class EarlierOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order of an earlier run whose end was not told to it, as the order journal holds it. It is never sent."""

    client_order_id: str
    account: str
    symbol: str
    side: Side
    quantity: int
    created_ns: int
    state: State = State.PREPARED
    server_order_id: str = ""
    filled_quantity: int = 0


class TrackedOrder(msgspec.Struct, kw_only=True):
    """One order of ours. `doubt` says why nobody knows whether it still lives, and what helps."""

    order: SubmitOrder | EarlierOrder
    created_ns: int
    is_earlier: bool = False
    state: State = State.PREPARED
    server_order_id: str = ""
    told_quantity: int = 0
    doubt: str = ""
    executions: Executions = msgspec.field(default_factory=Executions)

    @classmethod
    def resume(cls, earlier: EarlierOrder) -> TrackedOrder:
        """Take up an order of an earlier run."""
        tracked = cls(
            order=earlier,
            created_ns=earlier.created_ns,
            is_earlier=True,
            state=earlier.state,
            server_order_id=earlier.server_order_id,
            doubt="the server is asked for its working orders at the logon",
        )
        tracked.executions.cover(earlier.filled_quantity)
        return tracked

    @property
    def filled_quantity(self) -> int:
        """What of it was filled, as far as it was told."""
        return self.executions.quantity

    @property
    def open_quantity(self) -> int:
        """What may still move the position: all that is not filled, or, at the end, fills told of but not yet seen."""
        if self.state is State.ENDED_UNSEEN:
            return 0
        end = self.told_quantity if self.state.is_final else self.order.quantity
        return max(0, end - self.filled_quantity)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.state.is_final and self.open_quantity == 0

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

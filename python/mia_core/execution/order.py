"""The life of one order, as a table. A row that is not there cannot happen; it is counted, not obeyed."""

from __future__ import annotations

import enum

from mia_core.clock import NANOSECONDS
from mia_core.execution.events import OrderStatus, UpdateReason

__all__ = ["ENDED_UNSEEN", "SETTLE_NS", "TABLE", "Report", "State", "next_state", "report_of"]

# So long the bytes of an order may be under way: a list of working orders asked for earlier than
# that after it was prepared does not say whether it exists.
SETTLE_NS = 5 * NANOSECONDS

ENDED_UNSEEN = "ended while we were away; fills unknown; position is the server's"


class State(enum.Enum):
    """What is known of an order. The last four are the end of it.

    ENDED_UNSEEN is concluded and not told: the server's complete list of working orders did not
    hold it. Should the server speak of it all the same, its word counts.
    """

    PREPARED = "prepared"
    WORKING = "working"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELED = "canceled"
    REJECTED = "rejected"
    ENDED_UNSEEN = "ended-unseen"

    @property
    def is_final(self) -> bool:
        """Whether nothing can happen to the order any more."""
        return self in _FINAL


_FINAL = frozenset({State.FILLED, State.CANCELED, State.REJECTED, State.ENDED_UNSEEN})


class Report(enum.Enum):
    """What an update means for the order, once its reason was looked at."""

    ALIVE = "alive"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELED = "canceled"
    REJECTED = "rejected"
    NOTHING = "nothing"


_ALIVE = {
    OrderStatus.PENDING,
    OrderStatus.OPEN,
    OrderStatus.PENDING_CHANGE,
    OrderStatus.PENDING_CANCEL,
}

_BY_STATUS = {
    **dict.fromkeys(_ALIVE, Report.ALIVE),
    OrderStatus.PARTIALLY_FILLED: Report.PARTIAL,
    OrderStatus.FILLED: Report.FILLED,
    OrderStatus.CANCELED: Report.CANCELED,
    OrderStatus.REJECTED: Report.REJECTED,
}

# What a reason says by itself, for an update whose status is not given. The others say nothing without one.
_BY_REASON = {
    UpdateReason.ACCEPTED: Report.ALIVE,
    UpdateReason.FILLED: Report.FILLED,
    UpdateReason.FILLED_PARTIALLY: Report.PARTIAL,
    UpdateReason.CANCELED: Report.CANCELED,
    UpdateReason.REJECTED: Report.REJECTED,
}

# An order in one of these states, told this, is then in that state. Fills may come before the acknowledgement.
TABLE: dict[tuple[State, Report], State] = {
    (State.PREPARED, Report.ALIVE): State.WORKING,
    (State.PREPARED, Report.PARTIAL): State.PARTIAL,
    (State.PREPARED, Report.FILLED): State.FILLED,
    (State.PREPARED, Report.CANCELED): State.CANCELED,
    (State.PREPARED, Report.REJECTED): State.REJECTED,
    (State.WORKING, Report.ALIVE): State.WORKING,
    (State.WORKING, Report.PARTIAL): State.PARTIAL,
    (State.WORKING, Report.FILLED): State.FILLED,
    (State.WORKING, Report.CANCELED): State.CANCELED,
    (State.WORKING, Report.REJECTED): State.REJECTED,
    (State.PARTIAL, Report.ALIVE): State.PARTIAL,
    (State.PARTIAL, Report.PARTIAL): State.PARTIAL,
    (State.PARTIAL, Report.FILLED): State.FILLED,
    (State.PARTIAL, Report.CANCELED): State.CANCELED,
    (State.PARTIAL, Report.REJECTED): State.REJECTED,
    (State.ENDED_UNSEEN, Report.ALIVE): State.WORKING,
    (State.ENDED_UNSEEN, Report.PARTIAL): State.PARTIAL,
    (State.ENDED_UNSEEN, Report.FILLED): State.FILLED,
    (State.ENDED_UNSEEN, Report.CANCELED): State.CANCELED,
    (State.ENDED_UNSEEN, Report.REJECTED): State.REJECTED,
}


def report_of(reason: UpdateReason, status: OrderStatus) -> Report:
    """Read an update the way DTC asks for: the reason first.

    A rejected cancel or replace says nothing about the order's own end unless the status is one that only a finished
    order has; its status "rejected" means the request.
    """
    if reason in (UpdateReason.REJECTED, UpdateReason.NEVER_SENT):
        return Report.REJECTED
    request_refused = reason in (UpdateReason.CANCEL_REJECTED, UpdateReason.REPLACE_REJECTED)
    if request_refused and status is OrderStatus.REJECTED:
        return Report.NOTHING
    return _BY_STATUS.get(status) or _BY_REASON.get(reason, Report.NOTHING)


def next_state(state: State, report: Report) -> State | None:
    """Look the step up; None when an order in this state cannot be told this."""
    if report is Report.NOTHING:
        return state
    return TABLE.get((state, report))

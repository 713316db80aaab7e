"""The life of one order, as a table. A row that is not there cannot happen; it is counted, not obeyed."""

from __future__ import annotations

import enum

from mia_core.execution.events import OrderStatus, UpdateReason

__all__ = ["TABLE", "Report", "State", "next_state", "report_of"]


class State(enum.Enum):
    """What is known of an order. The last three are the end of it."""

    PREPARED = "prepared"
    WORKING = "working"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELED = "canceled"
    REJECTED = "rejected"

    @property
    def is_final(self) -> bool:
        """Whether nothing can happen to the order any more."""
        return self in (State.FILLED, State.CANCELED, State.REJECTED)


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
}


def report_of(reason: UpdateReason, status: OrderStatus) -> Report:
    """Read an update the way DTC asks for: the reason first.

    A rejected cancel or replace says nothing about the order's own end unless the status is one that only a finished
    order has; its status "rejected" means the request.
    """
    if reason is UpdateReason.REJECTED:
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

from __future__ import annotations

import itertools

import pytest

from mia_core.execution.events import OrderStatus, UpdateReason
from mia_core.execution.order import TABLE, Report, State, next_state, report_of

TOLD = [State.FILLED, State.CANCELED, State.REJECTED]
REFUSED_REQUESTS = [UpdateReason.CANCEL_REJECTED, UpdateReason.REPLACE_REJECTED]


@pytest.mark.parametrize(("state", "report"), list(itertools.product(State, Report)))
def test_every_state_is_final_or_can_be_told_every_report(state: State, report: Report) -> None:
    told = next_state(state, report)

    if report is Report.NOTHING:
        assert told is state
    elif state in TOLD:
        assert told is None
        assert (state, report) not in TABLE
    else:
        assert told is TABLE[state, report]


def test_the_end_of_an_order_is_told_in_one_of_three_ways_or_concluded() -> None:
    assert [state for state in State if state.is_final] == [*TOLD, State.ENDED_UNSEEN]


def test_what_was_concluded_gives_way_to_the_servers_word() -> None:
    told = {report: next_state(State.ENDED_UNSEEN, report) for report in Report}

    assert told == {
        Report.NOTHING: State.ENDED_UNSEEN,
        **{report: TABLE[State.PREPARED, report] for report in Report if report.value != "nothing"},
    }


def test_no_step_forgets_a_fill_or_an_acknowledgement() -> None:
    order = {State.PREPARED: 0, State.WORKING: 1, State.PARTIAL: 2, **dict.fromkeys(TOLD, 3)}
    order[State.ENDED_UNSEEN] = 0

    assert all(order[before] <= order[after] for (before, _), after in TABLE.items())


@pytest.mark.parametrize("reports", list(itertools.permutations([Report.ALIVE, Report.PARTIAL])))
def test_fills_may_come_before_the_acknowledgement(reports: tuple[Report, ...]) -> None:
    state: State | None = State.PREPARED
    for report in reports:
        assert state is not None
        state = next_state(state, report)

    assert state is State.PARTIAL


@pytest.mark.parametrize("reason", REFUSED_REQUESTS)
def test_rejected_request_is_not_a_rejected_order(reason: UpdateReason) -> None:
    assert report_of(reason, OrderStatus.REJECTED) is Report.NOTHING
    assert report_of(reason, OrderStatus.UNKNOWN) is Report.NOTHING
    assert report_of(reason, OrderStatus.OPEN) is Report.ALIVE


@pytest.mark.parametrize("reason", REFUSED_REQUESTS)
@pytest.mark.parametrize(
    ("status", "report"),
    [(OrderStatus.FILLED, Report.FILLED), (OrderStatus.CANCELED, Report.CANCELED)],
)
def test_rejected_request_may_tell_that_the_order_was_already_over(
    reason: UpdateReason, status: OrderStatus, report: Report
) -> None:
    assert report_of(reason, status) is report


@pytest.mark.parametrize("status", OrderStatus)
def test_rejected_new_order_is_rejected_whatever_its_status_says(status: OrderStatus) -> None:
    assert report_of(UpdateReason.REJECTED, status) is Report.REJECTED


@pytest.mark.parametrize(
    ("reason", "report"),
    [
        (UpdateReason.UNSET, Report.NOTHING),
        (UpdateReason.SNAPSHOT, Report.NOTHING),
        (UpdateReason.GENERAL, Report.NOTHING),
        (UpdateReason.REPLACED, Report.NOTHING),
        (UpdateReason.ACCEPTED, Report.ALIVE),
        (UpdateReason.FILLED, Report.FILLED),
        (UpdateReason.FILLED_PARTIALLY, Report.PARTIAL),
        (UpdateReason.CANCELED, Report.CANCELED),
    ],
)
def test_reason_speaks_where_the_status_is_not_given(reason: UpdateReason, report: Report) -> None:
    assert report_of(reason, OrderStatus.UNKNOWN) is report


@pytest.mark.parametrize(
    "status",
    [
        OrderStatus.PENDING,
        OrderStatus.OPEN,
        OrderStatus.PENDING_CHANGE,
        OrderStatus.PENDING_CANCEL,
    ],
)
def test_order_lives_on_while_something_is_asked_of_it(status: OrderStatus) -> None:
    assert report_of(UpdateReason.GENERAL, status) is Report.ALIVE


@pytest.mark.parametrize(("reason", "status"), list(itertools.product(UpdateReason, OrderStatus)))
def test_every_update_can_be_read(reason: UpdateReason, status: OrderStatus) -> None:
    assert report_of(reason, status) in Report

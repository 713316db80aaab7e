from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from mia_core.clock import NANOSECONDS
from mia_core.config import Mode
from mia_core.execution.commands import Side, SubmitOrder
from mia_core.execution.events import OrderStatus, OrderUpdate, PositionUpdate, UpdateReason
from mia_core.risk.gate import Approved, Refused
from mia_core.strategies.intent import Intent, Purpose
from tests.mia_core.risk.situations import (
    ACCOUNT,
    EARLIER,
    ENTRY,
    EXIT,
    NAN,
    RISK,
    SYMBOL,
    beside_foreign,
    gate_of,
    ledger_of,
    mismatched,
    order_of,
    reason,
    seen_book,
    seen_no_book,
    situation,
    tell_position,
    working,
)
from tests.mia_core.wire_feed import FLAGS, MS, START_NS


@pytest.mark.parametrize("intent", [ENTRY, EXIT])
def test_intent_that_nothing_speaks_against_is_approved(intent: Intent) -> None:
    verdict = gate_of().assess(intent, situation(ledger=ledger_of(1)))

    assert isinstance(verdict, Approved)
    assert verdict.intent is intent


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        ("trading-not-ready", lambda: {"trading_ready": False, "trading_reason": "logged off"}),
        (
            "unresolved-orders",
            lambda: {"ledger": ledger_of(unresolved=(EARLIER,))},
        ),
        ("position-not-ours", lambda: {"ledger": ledger_of(found=1)}),
        ("position-not-ours", lambda: {"ledger": ledger_of(found=-1)}),
        ("position-not-ours", lambda: {"ledger": ledger_of(1, found=-1)}),
        ("max-position", lambda: {"ledger": beside_foreign(Side.BUY, 4)}),
        ("foreign-order", lambda: {"ledger": beside_foreign(Side.BUY, None)}),
        (
            "unacknowledged-order",
            lambda: {"ledger": working(Side.SELL, 1, at_ns=START_NS - 5 * NANOSECONDS)},
        ),
        ("position-unknown", lambda: {"ledger": ledger_of(None)}),
        ("position-mismatch", lambda: {"ledger": mismatched()}),
        ("max-position", lambda: {"ledger": ledger_of(4)}),
        ("max-position", lambda: {"ledger": working(Side.BUY, 4)}),
        ("stale-feed", lambda: {"feed_ns": None}),
        ("stale-feed", lambda: {"feed_ns": START_NS - 2 * NANOSECONDS - 1}),
        ("future-feed", lambda: {"feed_ns": START_NS + 2 * NANOSECONDS + 1}),
        ("not-real-time", lambda: {"observation": seen_book(flags=FLAGS["delayed"])}),
        ("not-real-time", lambda: {"observation": seen_book(flags=FLAGS["replay"])}),
        ("not-real-time", lambda: {"observation": seen_book(data_delay_s=600)}),
        ("not-real-time", lambda: {"observation": seen_book(replay=2)}),
        *(
            ("not-connected", lambda state=state: {"observation": seen_book(connection=state)})
            for state in (0, 2, 3, 4, 99)
        ),
        ("contract", lambda: {"tick_size": 0.1}),
        ("contract", lambda: {"tick_size": NAN}),
        ("contract", lambda: {"observation": None}),
        ("book-unknown", lambda: {"observation": seen_no_book()}),
        ("book-unknown", lambda: {"observation": seen_book(asks=False)}),
        ("wide-spread", lambda: {"observation": seen_book(ask=104)}),
    ],
)
def test_each_limit_refuses_an_entry(expected: str, change: Callable[[], dict[str, Any]]) -> None:
    assert reason(gate_of().assess(ENTRY, situation(**change()))) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda: {"ledger": working(Side.BUY, 3, at_ns=START_NS - 5 * NANOSECONDS + 1)},
        lambda: {"ledger": working(Side.SELL, 4)},
        lambda: {"ledger": ledger_of(3)},
        lambda: {"ledger": beside_foreign(Side.BUY, 3)},
        lambda: {"ledger": beside_foreign(Side.SELL, 9)},
        lambda: {"feed_ns": START_NS - 2 * NANOSECONDS},
        lambda: {"feed_ns": START_NS + 100 * MS},
        lambda: {"observation": seen_book(ask=103)},
    ],
)
def test_what_is_just_inside_the_limits_is_approved(change: Callable[[], dict[str, Any]]) -> None:
    assert reason(gate_of().assess(ENTRY, situation(**change()))) == "approved"


@pytest.mark.parametrize("side", Side)
def test_orders_made_by_hand_count_on_their_own_side(side: Side) -> None:
    ledger = beside_foreign(side, 4)
    asked = {given: msgspec.structs.replace(ENTRY, side=given) for given in Side}

    said = {given: gate_of().assess(asked[given], situation(ledger=ledger)) for given in Side}

    refused = said.pop(side)
    assert isinstance(refused, Refused)
    assert refused.detail == "could reach 5, 4 of it by orders not of this host, 4 allowed"
    assert [reason(verdict) for verdict in said.values()] == ["approved"]


def test_an_exit_does_not_hang_on_orders_made_by_hand() -> None:
    now = situation(ledger=beside_foreign(Side.SELL, 9, own=1))

    assert reason(gate_of().assess(EXIT, now)) == "approved"


def test_an_entry_refused_for_an_unknown_end_says_which_order_and_what_helps() -> None:
    verdict = gate_of().assess(ENTRY, situation(ledger=ledger_of(unresolved=(EARLIER,))))

    assert isinstance(verdict, Refused)
    assert verdict.detail == "MIA-9: the server is asked for its working orders at the logon"


@pytest.mark.parametrize("quantity", [0, -1, 4, NAN])
def test_size_is_positive_and_limited(quantity: int) -> None:
    intent = msgspec.structs.replace(ENTRY, quantity=quantity)

    assert reason(gate_of().assess(intent, situation())) == "max-order-size"


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("server", "fills", "leaving", "expected"),
    [
        (3, 1, 1, "approved"),
        (3, 1, 2, "nothing-to-close"),
        (1, 3, 2, "nothing-to-close"),
        (0, 1, 1, "nothing-to-close"),  # closed by hand meanwhile
        (-1, 1, 1, "nothing-to-close"),
        (1, 1, -1, "nothing-to-close"),  # the wrong way
    ],
)
def test_an_exit_closes_what_both_counts_know_and_opens_nothing(
    sign: int, server: int, fills: int, leaving: int, expected: str
) -> None:
    ledger = ledger_of(sign * fills)
    tell_position(ledger, sign * server)
    side = Side.SELL if sign * leaving > 0 else Side.BUY
    intent = msgspec.structs.replace(EXIT, side=side, quantity=abs(leaving))

    assert reason(gate_of().assess(intent, situation(ledger=ledger))) == expected


def test_a_position_can_be_closed_although_counts_differ_or_the_spread_is_wide() -> None:
    ledger = ledger_of(2)
    tell_position(ledger, 1)

    now = situation(ledger=ledger, observation=seen_book(ask=110))

    assert reason(gate_of().assess(EXIT, now)) == "approved"


def test_position_beyond_the_limit_may_shrink_and_not_grow() -> None:
    now = situation(ledger=ledger_of(9))

    assert reason(gate_of().assess(EXIT, now)) == "approved"
    assert (
        reason(gate_of().assess(msgspec.structs.replace(EXIT, side=Side.BUY), now))
        == "nothing-to-close"
    )


@pytest.mark.parametrize("intent", [ENTRY, EXIT])
@pytest.mark.parametrize("account", [ACCOUNT, "12345"])
def test_read_only_never_approves(intent: Intent, account: str) -> None:
    gate = gate_of(Mode.READ_ONLY, account=account)

    assert reason(gate.assess(intent, situation(ledger=ledger_of(1)))) == "read-only"


@pytest.mark.parametrize(
    ("mode", "account", "expected"),
    [
        (Mode.PAPER, "Sim1", "approved"),
        (Mode.PAPER, "12345", "account"),
        (Mode.PAPER, "SIM1", "account"),
        (Mode.LIVE, "12345", "approved"),
        (Mode.LIVE, "Sim1", "account"),
    ],
)
def test_the_account_must_fit_the_mode(mode: Mode, account: str, expected: str) -> None:
    assert reason(gate_of(mode, account=account).assess(ENTRY, situation())) == expected


@pytest.mark.parametrize("intent", [ENTRY, EXIT])
@pytest.mark.parametrize(
    ("mode", "account", "expected"),
    [(Mode.PAPER, "Sim1", "approved"), (Mode.LIVE, "12345", "delay-unknown")],
)
def test_real_money_needs_to_know_how_late_the_data_are(
    mode: Mode, account: str, expected: str, intent: Intent
) -> None:
    seen = seen_book(data_delay_s=-1)
    assert seen.data_delay_s is None

    now = situation(observation=seen, ledger=ledger_of(1))
    assert reason(gate_of(mode, account=account).assess(intent, now)) == expected


def test_only_the_gate_approves() -> None:
    with pytest.raises(ValueError, match="only the risk gate approves"):
        Approved(ENTRY, seal=object())


def test_what_was_approved_cannot_be_exchanged() -> None:
    verdict = gate_of().assess(ENTRY, situation())
    assert isinstance(verdict, Approved)

    with pytest.raises(AttributeError):
        verdict.intent = msgspec.structs.replace(ENTRY, quantity=99)  # type: ignore[misc]

    assert copy.copy(verdict).intent is ENTRY


class ExposureMachine(RuleBasedStateMachine):
    """A server that fills, cancels and reports as it likes, and a strategy that asks without end."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = gate_of()
        self.ledger = ledger_of()
        self.seen = seen_book()
        self.truth = 0
        self.orders: list[SubmitOrder] = []
        self.left: dict[str, int] = {}
        self.reports: list[OrderUpdate | PositionUpdate] = []
        self.has_ids = True

    @initialize(has_ids=st.booleans(), start=st.integers(-6, 6))
    def begin(self, *, has_ids: bool, start: int) -> None:
        self.has_ids, self.truth = has_ids, start
        self.ledger = ledger_of(start)

    @rule(side=st.sampled_from(Side), quantity=st.integers(1, 3), purpose=st.sampled_from(Purpose))
    def ask(self, *, side: Side, quantity: int, purpose: Purpose) -> None:
        intent = Intent(purpose=purpose, side=side, quantity=quantity, why="more")
        verdict = self.gate.assess(intent, situation(ledger=self.ledger, observation=self.seen))
        if isinstance(verdict, Approved):
            order = order_of(side, quantity, number=len(self.orders))
            self.ledger.add(order, START_NS)
            self.orders.append(order)
            self.left[order.client_order_id] = quantity
            assert self.worst()[side] <= RISK.max_position

    @precondition(lambda self: any(self.left.values()))
    @rule(data=st.data(), size=st.integers(1, 3))
    def fill(self, data: st.DataObject, *, size: int) -> None:
        order = data.draw(st.sampled_from([o for o in self.orders if self.left[o.client_order_id]]))
        size = min(size, self.left[order.client_order_id])
        self.left[order.client_order_id] -= size
        self.truth += order.side.sign * size
        self.report(order, size)

    @precondition(lambda self: any(self.left.values()))
    @rule(data=st.data(), is_rejected=st.booleans())
    def end(self, data: st.DataObject, *, is_rejected: bool) -> None:
        order = data.draw(st.sampled_from([o for o in self.orders if self.left[o.client_order_id]]))
        reason = UpdateReason.REJECTED if is_rejected else UpdateReason.CANCELED
        status = OrderStatus.REJECTED if is_rejected else OrderStatus.CANCELED
        self.report(order, 0, reason, status)
        self.left[order.client_order_id] = 0

    @precondition(lambda self: self.reports)
    @rule(data=st.data(), again=st.booleans())
    def deliver(self, data: st.DataObject, *, again: bool) -> None:
        index = data.draw(st.integers(0, len(self.reports) - 1))
        update = self.reports[index] if again else self.reports.pop(index)
        if isinstance(update, PositionUpdate):
            self.ledger.apply_position(update)
        else:
            self.ledger.apply(update, START_NS)

    @rule()
    def tell_position(self) -> None:
        self.reports.append(
            PositionUpdate(account=ACCOUNT, symbol=SYMBOL, quantity=self.truth, average_price=None)
        )

    @rule()
    def reconnect(self) -> None:
        self.reports.clear()
        self.ledger.lose_sight()
        tell_position(self.ledger, self.truth)
        self.ledger.synchronise()

    def report(
        self,
        order: SubmitOrder,
        size: int,
        reason: UpdateReason = UpdateReason.FILLED_PARTIALLY,
        status: OrderStatus = OrderStatus.PARTIALLY_FILLED,
    ) -> None:
        total = order.quantity - self.left[order.client_order_id]
        if size and total == order.quantity:
            reason, status = UpdateReason.FILLED, OrderStatus.FILLED
        update = OrderUpdate(
            client_order_id=order.client_order_id,
            server_order_id=f"S-{order.client_order_id}",
            account=ACCOUNT,
            symbol=SYMBOL,
            reason=reason,
            status=status,
            side=order.side,
            quantity=order.quantity,
            filled_quantity=total,
            average_fill_price=None,
            last_fill_quantity=size or None,
            last_fill_price=5000.0 if size else None,
            execution_id=f"e{total}" if size and self.has_ids else "",
        )
        self.reports.append(update)

    def worst(self) -> dict[Side, int]:
        """How far each side could still go if everything that is alive at the server were filled."""
        alive = dict.fromkeys(Side, 0)
        for order in self.orders:
            alive[order.side] += self.left[order.client_order_id]
        return {side: side.sign * self.truth + alive[side] for side in Side}


ExposureMachine.TestCase.settings = settings(stateful_step_count=40, deadline=None)
TestExposure = ExposureMachine.TestCase

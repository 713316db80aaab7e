from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mia_core.config import Mode, RiskConfig
from mia_core.engine import Engine, Setup
from mia_core.events import BatchReceived, Ticked
from mia_core.execution.commands import OrderType, Side, SubmitOrder
from mia_core.execution.events import OrderStatus, TradingReady, UpdateReason, never_sent
from mia_core.strategies.intent import Purpose
from tests.mia_core.line import ACCOUNT, CARD, SYMBOL, Line, S, setup_of
from tests.mia_core.wire_feed import FLAGS, WireFeed


def open_line(setup: Setup | None = None, *, position: int = 0) -> Line:
    line = Line(setup or setup_of())
    line.open(position=position)
    return line


def test_crossing_the_threshold_gives_one_signal_and_one_order() -> None:
    line = open_line()

    steps = [line.lean(share) for share in (0.3, 0.6, 0.8, 0.7)]

    assert [bool(step.decision) for step in steps] == [False, True, False, False]
    decision = steps[1].decision
    assert decision is not None
    assert decision.signal is not None
    assert (decision.signal.side, decision.signal.price_ticks) == (Side.BUY, 100)
    assert decision.score is not None
    assert decision.score.value == pytest.approx(0.6)
    assert [verdict.refused for verdict in decision.verdicts] == [None]
    assert line.orders == [
        SubmitOrder(
            client_order_id="T-20260311-000007",
            account=ACCOUNT,
            symbol=SYMBOL,
            side=Side.BUY,
            quantity=1,
            order_type=OrderType.MARKET,
        )
    ]
    assert steps[1].commands == decision.commands == tuple(line.orders)


def test_no_second_entry_while_one_works_or_is_held() -> None:
    line = open_line()
    line.lean(0.8)
    line.lean(0.0)
    line.lean(-0.8, after_s=1)
    assert len(line.orders) == 1

    line.fill(line.orders[0], 100)
    line.lean(0.0)
    line.lean(-0.8, after_s=1)

    assert len(line.orders) == 1
    assert line.refusals == []


@pytest.mark.parametrize(
    ("bid", "after_s", "why"),
    [
        (104, 1.0, "target reached, +4.0 ticks"),
        (96, 1.0, "stop reached, -4.0 ticks"),
        (99, 10.0, "held 10.1 s"),
    ],
)
def test_position_is_closed_at_target_stop_or_time(bid: int, after_s: float, why: str) -> None:
    line = open_line()
    line.enter()
    assert line.engine.ledger.position == 1

    step = line.lean(0.0, bid=bid, after_s=after_s)

    assert step.decision is not None
    (verdict,) = step.decision.verdicts
    assert (verdict.intent.purpose, verdict.intent.why) == (Purpose.EXIT, why)
    assert [order.side for order in line.orders] == [Side.BUY, Side.SELL]
    assert [order.client_order_id[-1] for order in line.orders] == ["7", "8"]

    line.fill(line.orders[1], bid)

    assert line.engine.ledger.position == 0
    assert line.engine.ledger.own.realized_ticks == bid - 100


def test_position_closed_by_hand_is_not_closed_again() -> None:
    line = open_line()
    line.enter()
    line.tell_position(0)

    line.lean(0.0, after_s=10)

    assert line.refusals == ["nothing-to-close"]
    assert len(line.orders) == 1


def test_fill_missed_while_disconnected_is_said_at_the_next_logon() -> None:
    line = open_line()
    line.log_off()

    step = line.log_on(position=2)

    assert step.decision is not None
    assert step.decision.note.startswith("the fills we know make +0, the server says 2")
    assert line.engine.ledger.known_position is None


def test_positions_a_server_refuses_to_tell_stay_unknown() -> None:
    line = Line(setup_of())

    line.execute(TradingReady(server="test", account=ACCOUNT, trading_supported=False, reason="no"))

    assert line.engine.ledger.known_position is None


def test_short_position_is_closed_by_buying() -> None:
    line = open_line()
    line.enter(Side.SELL)
    assert line.engine.ledger.position == -1

    line.lean(0.0, bid=94, after_s=1)

    assert [order.side for order in line.orders] == [Side.SELL, Side.BUY]


@pytest.mark.parametrize(
    ("reason", "prepare"),
    [
        ("trading-not-ready", Line.log_off),
        ("stale-feed", Line.log_on),
        ("position-mismatch", lambda line: line.tell_position(1)),
        ("not-real-time", Line.log_on),
    ],
)
def test_refusal_is_a_decision_with_its_reason(
    reason: str, prepare: Callable[[Line], object]
) -> None:
    line = open_line()
    prepare(line)
    flags = FLAGS["delayed"] if reason == "not-real-time" else 0
    late_ns = 3 * S if reason == "stale-feed" else 0

    levels = [("bid", 99, 900, 5)]
    step = line.receive(line.feed.step(levels, flags=flags), late_ns=late_ns)

    assert step.decision is not None
    assert step.decision.signal is not None
    assert line.refusals == [reason]
    assert line.orders == []


def test_read_only_sees_signals_and_never_orders() -> None:
    line = open_line(setup_of(mode=Mode.READ_ONLY))

    for number in range(20):
        line.lean(0.8 * (-1) ** number, after_s=1)
        line.lean(0.0, after_s=1)

    assert line.orders == []
    assert line.refusals == ["read-only"] * 20


def test_gap_blocks_new_entries_until_the_snapshot() -> None:
    line = open_line()
    line.feed.sequence += 1

    lost = line.lean(0.8)
    assert lost.resync == line.feed.publisher
    assert lost.decision is not None
    assert "1 missing" in lost.decision.note

    stale = [line.lean(0.9), line.receive(line.feed.heartbeat())]
    assert [step.resync for step in stale] == [line.feed.publisher] * 2
    assert line.orders == []
    assert line.engine.market.counters()["gaps"] == 1

    back = line.receive(line.feed.snapshot())

    assert back.resync is None
    assert len(line.orders) == 1


def test_gap_ends_what_the_score_knew_of_patterns() -> None:
    inputs = (msgspec.structs.replace(CARD.inputs[0], feature="pattern.wall"),)
    line = open_line(setup_of(card=msgspec.structs.replace(CARD, inputs=inputs)))
    line.feed.show_book()
    line.receive(line.feed.snapshot())
    for number in range(120):
        size = 900 if number > 40 else 60
        line.receive(line.feed.step([("bid", 97, size, 9), ("ask", 100, 60 + number % 3, 5)]))
    (opened,) = [
        record
        for step in line.steps
        if step.decision is not None
        for record in step.decision.opened
    ]
    assert (opened.pattern, opened.side, opened.price, opened.t_end_ns) == (
        "wall",
        "bid",
        24.25,
        None,
    )
    assert len(line.orders) == 1

    line.feed.sequence += 1
    lost = line.receive(line.feed.step([("ask", 100, 61, 5)]))

    assert lost.decision is not None
    (closed,) = lost.decision.closed
    assert (closed.id, closed.reason, closed.price) == (opened.id, "gap", 24.25)
    line.report(line.orders[0], UpdateReason.REJECTED, OrderStatus.REJECTED)
    line.receive(line.feed.snapshot())
    line.feed.now_ns += S
    line.receive(line.feed.step([("ask", 100, 62, 5)]))
    assert len(line.orders) == 1


def test_another_symbol_moves_nothing() -> None:
    line = open_line()
    other = WireFeed(9, instance=99, chart=8, symbol="NQH26-CME", token=bytes(32))
    other.set_levels([("bid", 99, 900, 5), ("ask", 100, 10, 5)])

    steps = [line.receive(batch) for batch in (other.snapshot(), other.step([("bid", 99, 950, 5)]))]

    assert [step.decision for step in steps] == [None, None]
    assert line.orders == []


def test_rejected_order_is_over_and_the_next_signal_may_try_again() -> None:
    line = open_line()
    line.lean(0.8)
    step = line.report(
        line.orders[0], UpdateReason.REJECTED, OrderStatus.REJECTED, text="no margin"
    )
    assert step.decision is not None
    assert step.decision.order is not None
    assert step.decision.order.text == "no margin"
    assert not line.engine.ledger.has_working

    line.lean(0.0)
    line.lean(0.8, after_s=1)

    assert [order.client_order_id[-1] for order in line.orders] == ["7", "8"]


def test_order_that_never_left_is_over() -> None:
    line = open_line()
    line.lean(0.8)

    line.execute(never_sent(line.orders[0], "no connection"))

    assert not line.engine.ledger.has_working
    assert line.engine.ledger.position == 0


def test_order_without_an_answer_is_said_once_and_blocks() -> None:
    line = open_line(setup_of(risk=RiskConfig(ack_timeout_s=3)))
    line.lean(0.8)

    notes = []
    for _ in range(5):
        line.show(after_s=1)
        decision = line.tick(0).decision
        notes.append(decision.note if decision else "")

    silence = "an order has had no answer for 3 s; no new entry until it has, "
    assert notes == [
        "",
        "",
        silence + "the server is asked for its working orders",
        "",
        "",
    ]


def test_silent_feed_is_said_once_and_so_is_its_return() -> None:
    line = open_line()

    notes = []
    for after_s in (1, 2, 2.5, 3):
        decision = line.tick(after_s).decision
        notes.append(decision.note if decision else "")
    line.show(after_s=4)
    decision = line.tick(0.1).decision

    assert notes == ["", "", f"no batch of {SYMBOL} for 2 s; no order until one comes", ""]
    assert decision is not None
    assert decision.note == "the feed and the orders answer again"


def test_lost_connection_and_return_are_decisions() -> None:
    line = open_line()

    lost, back = line.log_off().decision, line.log_on().decision

    assert lost is not None
    assert lost.trading is not None
    assert back is not None
    assert (back.position, line.engine.ledger.is_reconciled()) == (0, True)
    line.lean(0.8)
    assert len(line.orders) == 1


@pytest.mark.parametrize("data", [b"", b"x", bytes(64), b"MIAWIRE1" + bytes(56)])
def test_bytes_that_are_no_batch_decide_nothing(data: bytes) -> None:
    line = open_line()

    step = line.receive(data)

    assert step.observation is not None
    assert not step.observation.accepted
    assert (step.decision, step.commands, step.resync) == (None, (), None)


def session(seed: int) -> Line:
    """Trade at random for a while: lean, move, lose batches, fill late or not at all."""
    rng, line = random.Random(seed), open_line(setup_of(risk=RiskConfig(max_position=1)))
    answered, lost = 0, False
    for _ in range(60):
        action = rng.random()
        if action < 0.05:
            line.feed.sequence += 1
            lost = True
        elif action < 0.15 and lost:
            line.receive(line.feed.snapshot())
            lost = False
        elif action < 0.25:
            line.tick(rng.random())
        elif action < 0.35 and answered < len(line.orders):
            line.fill(line.orders[answered], rng.randint(95, 105))
            answered += 1
        elif action < 0.38:
            line.log_off()
            line.log_on(position=line.engine.ledger.position)
        else:
            bid = rng.randint(95, 103)
            line.lean(rng.choice([0, 0.1, 0.6, 0.9, -0.9]), bid=bid, after_s=rng.random())
    return line


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 1 << 32))
def test_same_events_give_the_same_decisions_and_never_too_large_a_position(seed: int) -> None:
    line = session(seed)

    again = Engine(setup_of(risk=RiskConfig(max_position=1)))
    steps = [again.step(event) for event in line.events]

    assert [step.decision for step in steps] == [step.decision for step in line.steps]
    assert [step.commands for step in steps] == [step.commands for step in line.steps]
    assert [step.resync for step in steps] == [step.resync for step in line.steps]
    assert again.market.state_digest() == line.engine.market.state_digest()
    positions = [step.decision.position for step in steps if step.decision is not None]
    assert max((abs(position) for position in positions if position is not None), default=0) <= 1


def test_random_sessions_do_trade() -> None:
    lines = [session(seed) for seed in range(20)]

    assert sum(len(line.orders) for line in lines) > 40
    assert sum(line.engine.ledger.fills for line in lines) > 20
    assert sum(line.engine.market.counters()["gaps"] for line in lines) > 10


def test_every_decision_can_be_written_down() -> None:
    line = session(3)

    decisions = [step.decision for step in line.steps if step.decision is not None]

    assert len(decisions) > 3
    for decision in decisions:
        plain = msgspec.json.encode(decision)
        assert msgspec.json.decode(plain, type=type(decision)) == decision


def test_engine_reads_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_clock(*_: object) -> int:
        message = "the engine read a clock"
        raise AssertionError(message)

    line = open_line()
    for name in ("time", "time_ns", "monotonic", "monotonic_ns"):
        monkeypatch.setattr(f"time.{name}", no_clock)

    steps = [
        line.engine.step(BatchReceived(line.feed.now_ns, line.feed.heartbeat())),
        line.engine.step(Ticked(line.feed.now_ns)),
    ]

    assert [step.decision for step in steps] == [None, None]

"""A small session as a host would journal it, and processes killed while they journal one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from mia_core.decision import Decision
from mia_core.events import BatchReceived, Event, Executed, Ticked
from mia_core.execution.commands import OrderType, Side, SubmitOrder
from mia_core.execution.events import OrderStatus, OrderUpdate, TradingReady, UpdateReason
from mia_core.journal.opening import Opening
from mia_core.journal.reader import (
    BatchRecord,
    DecisionRecord,
    EventRecord,
    NoteRecord,
    Record,
    Recording,
)
from mia_core.journal.recording import RecordingWriter

START_NS = 1_773_239_700_000_000_000
STEP_NS = 10_000_000
SECOND_NS = 1_000_000_000

OPENING = Opening(
    setup={"mode": "paper", "config": {"card": "orderflow"}, "start": {"next_order_number": 1}},
    schema={"protocol_major": 1, "kinds": [{"kind": 5, "hash": 2**63 + 1}]},
    versions={"mia": "0.1.0", "python": "3.11.7", "native.build_id": "abc"},
)

Steps = list[tuple[Event, Decision | None]]


def submit(client_order_id: str, *, price: float | None = None) -> SubmitOrder:
    return SubmitOrder(
        client_order_id=client_order_id,
        account="Sim1",
        symbol="ESH6",
        side=Side.BUY,
        quantity=2,
        order_type=OrderType.MARKET if price is None else OrderType.LIMIT,
        price=price,
    )


def update(
    client_order_id: str,
    reason: UpdateReason = UpdateReason.ACCEPTED,
    status: OrderStatus = OrderStatus.OPEN,
    *,
    server_order_id: str = "S1",
    total: int | None = 0,
    filled: int | None = None,
    price: float | None = None,
    execution_id: str = "",
    time_ns: int | None = None,
) -> OrderUpdate:
    return OrderUpdate(
        client_order_id=client_order_id,
        server_order_id=server_order_id,
        account="Sim1",
        symbol="ESH6",
        reason=reason,
        status=status,
        side=Side.BUY,
        quantity=2,
        filled_quantity=total,
        average_fill_price=price,
        last_fill_quantity=filled,
        last_fill_price=price,
        last_fill_time_ns=time_ns,
        execution_id=execution_id,
    )


def session(count: int, *, seed: int = 1) -> Steps:
    """Make a stream of all kinds of events, some of them with a decision."""
    rng = random.Random(seed)
    ready = TradingReady(server="sim", account="Sim1", trading_supported=True)
    steps: Steps = []
    for number in range(count):
        t_ns = START_NS + number * STEP_NS
        event: Event = BatchReceived(t_ns, rng.randbytes(rng.randrange(64, 512)))
        if number % 11 == 3:
            event = Ticked(t_ns)
        elif number % 17 == 5:
            event = Executed(t_ns, ready if rng.random() < 0.5 else update(f"MIA-{number}"))
        decision = None
        if number % 5 == 0:
            decision = Decision(t_ns=t_ns, commands=(submit(f"MIA-{number}"),), note="step")
        steps.append((event, decision))
    return steps


def write_session(path: Path, steps: Steps, *, why: str = "the test is over") -> RecordingWriter:
    writer = RecordingWriter(path, OPENING, begin_ns=START_NS)
    for event, decision in steps:
        writer.write(event, decision)
        writer.maybe_flush(event.t_ns)
    writer.close(why)
    return writer


def events_of(records: list[Record]) -> list[Event]:
    return [item.to_event() for item in records if isinstance(item, (BatchRecord, EventRecord))]


def decisions_of(records: list[Record]) -> list[Decision]:
    return [item.to_decision() for item in records if isinstance(item, DecisionRecord)]


def notes_of(recording: Recording) -> list[tuple[str, str]]:
    return [(item.kind, item.text) for item in recording if isinstance(item, NoteRecord)]


def start_killed(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a module of these tests in a process of its own, which is going to be killed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.mia_core.journal.{module}", *arguments],
        stdout=subprocess.PIPE,
        env=environment,
        cwd=Path(__file__).parents[3],
    )


def kill_self() -> None:
    """End this process at once and without any last act, as kill -9 does."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def was_killed(process: subprocess.Popen[bytes]) -> bool:
    """Tell a process that was killed from one that failed or ended."""
    return process.returncode in ((1, 15) if sys.platform == "win32" else (-signal.SIGKILL,))

"""The host: sockets and files around the pure engine. One hot thread, no globals, no signal handlers.

Everything it is made of is an argument, so the same object runs in a process of its own or inside an embedded
interpreter.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import zmq

from mia_core.clock import NANOSECONDS, wall_ns
from mia_core.engine import Engine
from mia_core.errors import ProtocolError
from mia_core.events import BatchReceived, Event, Executed, Ticked
from mia_core.execution.commands import SubmitOrder
from mia_core.execution.events import never_sent
from mia_core.execution.standing import left_open
from mia_core.monitor.notes import Notes
from mia_core.monitor.tally import Tally
from mia_core.overlay import Drawn
from mia_core.studymap.recognition import recognition_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from mia_core.clock import Clock
    from mia_core.dtc.link import TradingLink
    from mia_core.engine import Setup, Step
    from mia_core.execution.commands import Command
    from mia_core.feeds.live import LiveFeed
    from mia_core.journal.orders import OrderJournal
    from mia_core.journal.recording import RecordingWriter
    from mia_core.overlay import Overlay

__all__ = ["Host"]

POLL_MS = 100
BATCHES_PER_TURN = 64
HEAR_OUT_S = 1.0
HEAR_OUT_TURNS = 50


class Host:
    """Takes events from its sockets, lets the engine decide, acts, then writes down what happened."""

    def __init__(
        self,
        setup: Setup,
        *,
        clock: Clock,
        feed: LiveFeed,
        overlay: Overlay | None = None,
        trading: TradingLink | None = None,
        orders: OrderJournal | None = None,
        recording: RecordingWriter | None = None,
    ) -> None:
        self.engine = Engine(setup)
        self.tally = Tally(setup.contract)
        self.notes = Notes()
        if setup.start.unresolved:
            names = ", ".join(item.client_order_id for item in setup.start.unresolved)
            self.notes.say(f"no order until the server was asked for the end of these: {names}")
        self._tick_size = setup.contract.tick_size
        self._clock = clock
        self._feed = feed
        self._overlay = overlay
        self._trading = trading
        self._orders = orders
        self._recording = recording
        self._ticked_s = 0
        self._told_recognised: dict[int, str] = {}
        self._unsent: list[Executed] = []
        self._poller = zmq.Poller()
        self._poller.register(feed.socket, zmq.POLLIN)
        if overlay is not None:
            self._poller.register(overlay.socket, zmq.POLLIN)

    def run(self, *, should_stop: Callable[[], bool], each_turn: Callable[[], None]) -> None:
        """Work until told to stop."""
        while not should_stop():
            self.turn(POLL_MS)
            each_turn()

    def turn(self, timeout_ms: int) -> None:
        """Wait for anything to come, and take in all of it that is fair to take at once."""
        self._watch_trading()
        self._poller.poll(timeout_ms)
        self.take_trading()
        for _ in range(BATCHES_PER_TURN):
            data = self._feed.receive()
            if data is None:
                break
            self.take(BatchReceived(self._clock.now_ns(), data))
        self.take_time()

    def take(self, event: Event) -> None:
        """One event, all the way: decide, act, count, write down. Orders leave before anything is written but them."""
        step = self.engine.step(event)
        decided_ns = wall_ns()
        for command in step.commands:
            self._act(command, event.t_ns)
        if step.commands and not self._unsent:
            self._time_order(step)
        if step.observation is not None:
            self.tally.feed_to_decision.add(decided_ns - step.observation.send_time_ns)
            if step.observation.snapshot:
                self._told_recognised.pop(step.observation.publisher, None)  # it may be a new panel
        if step.resync is not None:
            self._feed.request_snapshot(step.resync, now_ns=self._clock.now_ns())
        self._write_down(event, step)
        while self._unsent:
            self.take(self._unsent.pop())

    def take_trading(self) -> None:
        """Take in what the trading side reported."""
        if self._trading is None:
            return
        now_ns = self._clock.now_ns()
        for event in self._trading.receive(now_ns):
            self.take(Executed(now_ns, event))

    def take_time(self) -> None:
        """Let the engine know each second that time passes, and keep timers and the recording going."""
        now_ns = self._clock.now_ns()
        if self._overlay is not None:
            self._overlay.serve_subscribers(now_ns=now_ns)
        if now_ns // NANOSECONDS != self._ticked_s:  # not only later: a clock may be set back
            self._ticked_s = now_ns // NANOSECONDS
            self.take(Ticked(now_ns))
            self._tell_recognised(now_ns)
            self.notes.check(self.engine.market.counters())
        if self._recording is not None:
            self._recording.maybe_flush(wall_ns())

    @property
    def overlay_batches(self) -> int:
        """All batches that were sent to be drawn."""
        return 0 if self._overlay is None else self._overlay.sequence

    def hear_out(self) -> None:
        """Before the end, give orders that are on their way a moment to be answered."""
        if self._trading is None:
            return
        for _ in range(HEAR_OUT_TURNS):
            if not self.engine.ledger.has_working:
                return
            self._trading.wait(HEAR_OUT_S / HEAR_OUT_TURNS)
            self.take_trading()

    def left_open(self) -> str:
        """Say what stays in the market when the host is gone; empty for nothing."""
        return left_open(self.engine.ledger, self.engine.symbol)

    def progress(self) -> dict[str, Any]:
        """Tell what a person may want to see meanwhile."""
        figures = self.tally.progress(self.engine)
        return {**figures, "tick_size": self._tick_size, "notes": list(self.notes.recent)}

    def report(self, *, timed: bool) -> dict[str, Any]:
        """Sum up the run, and say what is left open."""
        figures = self.tally.report(self.engine, timed=timed)
        counters = self.engine.market.counters()
        self.notes.check(counters)
        return {
            **figures,
            "working": [item.order.client_order_id for item in self.engine.ledger.working],
            "unresolved": [item.order.client_order_id for item in self.engine.ledger.unresolved],
            "ended_unseen": list(self.engine.ledger.ended_unseen),
            "counters": {name: count for name, count in counters.items() if count},
            "notes": list(self.notes.recent),
            "tick_size": self._tick_size,
            "journal": None if self._recording is None else str(self._recording.path),
            "digest": None if self._recording is None else self._recording.digest,
        }

    def close(self, why: str) -> None:
        """End in order: trading first, then what tells of it. One that fails does not keep the others open."""
        with contextlib.ExitStack() as last_to_first:
            if self._orders is not None:
                last_to_first.callback(self._orders.close)
            if self._recording is not None:
                last_to_first.callback(self._recording.close, why)
            if self._overlay is not None:
                last_to_first.callback(self._overlay.close)
            last_to_first.callback(self._feed.close)
            if self._trading is not None:
                last_to_first.callback(self._trading.close)

    def _act(self, command: Command, now_ns: int) -> None:
        """Send one command. The order is on disk before its first byte leaves, or it does not leave."""
        if self._trading is None or self._orders is None:
            message = "the engine made a command without a trading side; risk must refuse that"
            raise AssertionError(message)
        if isinstance(command, SubmitOrder):
            self._orders.prepare(command, now_ns)
        try:
            self._trading.send(command)
        except ProtocolError as error:
            why = str(error).removeprefix(f"order {command.client_order_id}: ")
            self._unsent.append(Executed(now_ns, never_sent(command, why)))
            return
        if isinstance(command, SubmitOrder):
            self._orders.sent(command.client_order_id)

    def _time_order(self, step: Step) -> None:
        if step.observation is not None:
            self.tally.tick_to_order.add(wall_ns() - step.observation.send_time_ns)

    def _write_down(self, event: Event, step: Step) -> None:
        self.tally.add(event, step)
        self.notes.add(step.observation, step.decision)
        if isinstance(event, Executed) and self._orders is not None:
            self._orders.apply(event.event, event.t_ns)
            for name in () if step.decision is None else step.decision.ended_unseen:
                self._orders.end_unseen(name, event.t_ns)
        if (
            self._overlay is not None
            and step.decision is not None
            and step.decision.signal is not None
        ):
            drawn = Drawn(symbol=self.engine.symbol, tick_size=self._tick_size)
            self._overlay.publish(step.decision.signal, on=drawn, time_ns=step.decision.t_ns)
        if self._recording is not None:
            self._recording.write(event, step.decision)

    def _tell_recognised(self, now_ns: int) -> None:
        """Tell each study's panel what its charts were taken for, when that is another thing than before."""
        texts = recognition_texts(self.engine.studies)
        for publisher, text in texts.items():
            if self._told_recognised.get(publisher) != text:
                self._feed.tell_recognised(publisher, text, now_ns=now_ns)
        self._told_recognised = texts

    def _watch_trading(self) -> None:
        """Keep the poller in step with a connection that comes and goes."""
        if self._trading is not None:
            self._trading.register(self._poller)

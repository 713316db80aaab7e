"""The straight line: state and patterns, features, score, risk, orders. Pure: reads no clock, does no I/O.

Live, paper and replay feed the same events into the same engine and get the same decisions.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from mia_core._native import Market
from mia_core.clock import NANOSECONDS
from mia_core.config import Config, Contract, Mode
from mia_core.decision import Decision, DetectionRecord, Verdict
from mia_core.events import BatchReceived, Event, Executed, Ticked
from mia_core.execution.commands import Command, OrderType, SubmitOrder
from mia_core.execution.events import OrderUpdate, PositionUpdate, TradingLost, TradingReady
from mia_core.execution.ledger import Ledger, StartingState
from mia_core.execution.standing import standing
from mia_core.experiments.crew import Crew
from mia_core.experiments.source import Experiment
from mia_core.features.board import FeatureBoard
from mia_core.risk.gate import Approved, Gate, Situation
from mia_core.strategies.card import Card
from mia_core.strategies.score import score
from mia_core.strategies.trader import CardTrader
from mia_core.studymap.rows import Row
from mia_core.studymap.study_map import StudyMap

if TYPE_CHECKING:
    from mia_core._native import Observation
    from mia_core.execution.events import ExecutionEvent
    from mia_core.experiments.crew import Found
    from mia_core.experiments.episodes import AnyDetection
    from mia_core.strategies.intent import Intent, Signal
    from mia_core.strategies.score import Score

__all__ = ["Engine", "Setup", "Step"]


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides what an engine will do with a stream of events. A recording carries it."""

    mode: Mode
    config: Config
    card: Card
    contract: Contract
    start: StartingState
    studies: tuple[Row, ...] = ()
    experiments: tuple[Experiment, ...] = ()


class Step(msgspec.Struct, frozen=True, gc=False):
    """What one event led to: what was seen, what was decided, what must be sent or asked for."""

    observation: Observation | None = None
    decision: Decision | None = None
    commands: tuple[Command, ...] = ()
    resync: int | None = None


class Engine:
    """Everything the host knows and decides. One instance per run, one thread."""

    def __init__(self, setup: Setup) -> None:
        trading, start = setup.config.trading, setup.start
        self._setup = setup
        self.market = Market(
            detectors=setup.config.detectors, event_records=bool(setup.experiments)
        )
        self._crew = Crew(setup.experiments)
        self.studies = StudyMap(setup.studies, setup.config.studies, symbol=trading.symbol)
        self._board = FeatureBoard(
            (given.feature for given in setup.card.inputs),
            symbol=trading.symbol,
            studies=self.studies,
        )
        self._trader = CardTrader(setup.card)
        self._gate = Gate(mode=setup.mode, risk=setup.config.risk, trading=trading)
        self.ledger = Ledger(
            symbol=trading.symbol,
            account=trading.account,
            tick_size=setup.contract.tick_size,
            unresolved=start.unresolved,
        )
        self._next_number = start.next_order_number
        self._observation: Observation | None = None
        self._tick_sizes: dict[str, float] = {}
        self._trading_ready = False
        self._trading_reason = "not connected to a DTC server"
        self._silence_note = ""

    @property
    def symbol(self) -> str:
        """What is traded, or watched as if it were."""
        return self._setup.config.trading.symbol

    def step(self, event: Event) -> Step:
        """Take one event all the way down the line."""
        if isinstance(event, BatchReceived):
            return self._on_batch(event)
        if isinstance(event, Executed):
            return self._on_execution(event.t_ns, event.event)
        return self._on_time(event)

    def _on_batch(self, event: BatchReceived) -> Step:
        seen = self.market.ingest(event.data)
        found = self._crew.take(seen)
        self.studies.take(seen, event.data)
        self._board.follow(found.opened, found.closed)
        if seen.symbol:
            self._tick_sizes[seen.symbol] = seen.tick_size
        resync = seen.publisher if seen.needs_snapshot else None
        if not seen.accepted or seen.symbol != self._setup.config.trading.symbol:
            return Step(seen, self._noted(event.t_ns, found), (), resync)
        self._observation = seen
        self._board.update(seen)
        rated = score(self._setup.card, self._board, seen.time_ns)
        signal = self._trader.signal(rated, seen)
        intent = self._trader.exit(self.ledger, seen)
        if intent is None and signal is not None:
            intent = self._trader.entry(signal, self.ledger)
        verdicts, commands = self._judge(intent, event.t_ns) if intent is not None else ((), ())
        if signal is None and not verdicts:
            return Step(seen, self._noted(event.t_ns, found), (), resync)
        decision = self._decision(
            event.t_ns, found, rated=rated, signal=signal, verdicts=verdicts, commands=commands
        )
        return Step(seen, decision, commands, resync)

    def _judge(
        self, intent: Intent, now_ns: int
    ) -> tuple[tuple[Verdict, ...], tuple[Command, ...]]:
        """Risk, then orders: only what was approved becomes a command."""
        verdict = self._gate.assess(intent, self._situation(now_ns))
        if isinstance(verdict, Approved):
            command = self._order(verdict, now_ns)
            return (Verdict(intent=intent, refused=None),), (command,)
        return (Verdict(intent=intent, refused=verdict),), ()

    def _order(self, approved: Approved, now_ns: int) -> SubmitOrder:
        intent, trading = approved.intent, self._setup.config.trading
        day = dt.datetime.fromtimestamp(now_ns // NANOSECONDS, tz=dt.UTC)
        order = SubmitOrder(
            client_order_id=f"{self._setup.start.order_tag}-{day:%Y%m%d}-{self._next_number:06d}",
            account=trading.account,
            symbol=trading.symbol,
            side=intent.side,
            quantity=intent.quantity,
            order_type=OrderType.MARKET,
        )
        self._next_number += 1
        self.ledger.add(order, now_ns)
        return order

    def _situation(self, now_ns: int) -> Situation:
        seen = self._observation
        return Situation(
            now_ns=now_ns,
            feed_ns=None if seen is None else seen.time_ns,
            observation=seen,
            tick_size=self._setup.contract.tick_size,
            ledger=self.ledger,
            trading_ready=self._trading_ready,
            trading_reason=self._trading_reason,
        )

    def _on_execution(self, now_ns: int, event: ExecutionEvent) -> Step:
        if isinstance(event, OrderUpdate):
            fill = self.ledger.apply(event, now_ns)
            decision = Decision(t_ns=now_ns, order=event, fill=fill, position=self.ledger.position)
            return Step(decision=decision)
        if isinstance(event, PositionUpdate):
            self.ledger.apply_position(event)
            return Step()
        ended = self._trading_changed(event)
        decision = Decision(
            t_ns=now_ns,
            trading=event,
            position=self.ledger.known_position,
            ended_unseen=ended,
            note=standing(self.ledger, ended) if self._trading_ready else "",
        )
        return Step(decision=decision)

    def _trading_changed(self, event: TradingReady | TradingLost) -> tuple[str, ...]:
        """Take in whether there is trading; the orders that turn out to have ended."""
        self._trading_reason = event.reason
        if isinstance(event, TradingLost):
            self._trading_ready = False
            self.ledger.lose_sight()
            return ()
        self._trading_ready = event.trading_supported
        if not event.trading_supported:
            return ()
        self.ledger.synchronise()  # only now has the server told all positions
        if event.orders_asked_ns is None:
            return ()
        return self.ledger.settle(event.working_orders, event.orders_asked_ns)

    def _on_time(self, event: Ticked) -> Step:
        """Notice what no event says, once when it begins: silence, and studies that contradict themselves."""
        notes = [self._silence_news(event.t_ns), self.studies.take_news()]
        note = "; ".join(filter(None, notes))
        return Step(decision=Decision(t_ns=event.t_ns, note=note)) if note else Step()

    def _silence_news(self, now_ns: int) -> str:
        note = self._silence(now_ns)
        if note == self._silence_note:
            return ""
        self._silence_note = note
        return note or "the feed and the orders answer again"

    def _silence(self, now_ns: int) -> str:
        risk = self._setup.config.risk
        seen, waiting_ns = self._observation, self.ledger.oldest_unacknowledged_ns()
        if waiting_ns is not None and now_ns - waiting_ns >= risk.ack_timeout_s * NANOSECONDS:
            return (
                f"an order has had no answer for {risk.ack_timeout_s:g} s; no new entry until it has, "
                "the server is asked for its working orders"
            )
        working_ns = self.ledger.oldest_working_ns()
        if working_ns is not None and now_ns - working_ns >= risk.ack_timeout_s * NANOSECONDS:
            return f"a market order has not ended for {risk.ack_timeout_s:g} s; nothing new until it has"
        if seen is not None and now_ns - seen.time_ns > risk.stale_feed_s * NANOSECONDS:
            return f"no batch of {self._setup.config.trading.symbol} for {risk.stale_feed_s:g} s; no order until one comes"
        return ""

    def _records(self, detections: tuple[AnyDetection, ...]) -> tuple[DetectionRecord, ...]:
        """Write detections down, each by the ticks of its own symbol: a batch may end episodes of another one."""
        return tuple(DetectionRecord.of(item, self._tick_sizes[item.symbol]) for item in detections)

    def _noted(self, now_ns: int, found: Found) -> Decision | None:
        if not (found.opened or found.closed or found.note):
            return None
        return self._decision(now_ns, found)

    def _decision(
        self,
        now_ns: int,
        found: Found,
        *,
        rated: Score | None = None,
        signal: Signal | None = None,
        verdicts: tuple[Verdict, ...] = (),
        commands: tuple[Command, ...] = (),
    ) -> Decision:
        return Decision(
            t_ns=now_ns,
            opened=self._records(found.opened),
            closed=self._records(found.closed),
            score=rated,
            signal=signal,
            verdicts=verdicts,
            commands=commands,
            note=found.note,
        )

"""Counts of a run: what `--json` prints, what the live table shows. Reads what the engine did, changes nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from mia_core.events import BatchReceived
from mia_core.execution.commands import SubmitOrder
from mia_core.execution.events import UpdateReason
from mia_core.monitor.latency import LatencyHistogram

if TYPE_CHECKING:
    from mia_core.config import Contract
    from mia_core.decision import Decision
    from mia_core.engine import Engine, Step
    from mia_core.events import Event

__all__ = ["Tally"]

Book = tuple[int | None, int | None, int, int]


class Tally:
    """One per run; fed with every event and what the engine made of it."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.batches = 0
        self.frames = 0
        self.bytes = 0
        self.events = 0
        self.gaps = 0
        self.decisions = 0
        self.signals = 0
        self.orders = 0
        self.not_sent: Counter[str] = Counter()
        self.fills = 0
        self.detections: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()
        self.feed_to_decision = LatencyHistogram()
        self.tick_to_order = LatencyHistogram()
        self.books: dict[str, Book] = {}

    def add(self, event: Event, step: Step) -> None:
        """Count one step."""
        seen = step.observation
        if isinstance(event, BatchReceived) and seen is not None:
            self.batches += 1
            self.bytes += len(event.data)
            self.frames += seen.frames
            self.events += seen.events
            self.gaps += seen.missed
            if not seen.accepted:
                self.rejected[seen.outcome] += 1
            elif seen.book_valid:
                book = (seen.best_bid_ticks, seen.best_ask_ticks, seen.bid_size, seen.ask_size)
                self.books[seen.symbol] = book
        if step.decision is not None:
            self._count(step.decision)

    def _count(self, decision: Decision) -> None:
        self.decisions += 1
        self.detections.update(item.pattern for item in decision.opened)
        self.signals += decision.signal is not None
        self.orders += sum(isinstance(command, SubmitOrder) for command in decision.commands)
        update = decision.order
        if update is not None and update.reason is UpdateReason.NEVER_SENT:
            self.orders -= 1  # it was counted when it was decided
            self.not_sent[update.text] += 1
        self.fills += decision.fill is not None and decision.fill.is_own
        self.refused.update(
            item.refused.reason for item in decision.verdicts if item.refused is not None
        )

    def report(self, engine: Engine, *, timed: bool) -> dict[str, Any]:
        """Sum up, in the names that commands promise."""
        held = engine.ledger.own
        return {
            "batches": self.batches,
            "frames": self.frames,
            "bytes": self.bytes,
            "events": self.events,
            "gaps": self.gaps,
            "rejected": dict(sorted(self.rejected.items())),
            "detections": dict(sorted(self.detections.items())),
            "decisions": self.decisions,
            "signals": self.signals,
            "orders": self.orders,
            "not_sent": dict(sorted(self.not_sent.items())),
            "fills": self.fills,
            "refused": dict(sorted(self.refused.items())),
            "position": engine.ledger.known_position,
            "pnl": self._pnl(held.result_ticks(self._mark_ticks(engine.symbol, held.quantity))),
            "latency_us": {
                "feed_to_decision": _percentiles(self.feed_to_decision, timed=timed),
                "tick_to_order": _percentiles(self.tick_to_order, timed=timed),
            },
        }

    def progress(self, engine: Engine) -> dict[str, Any]:
        """Sum up what the live table shows; cheap enough to do several times a second."""
        figures = self.report(engine, timed=True)
        book = self.books.get(engine.symbol)
        figures["book"] = None if book is None else [engine.symbol, *book]
        return figures

    def _mark_ticks(self, symbol: str, quantity: int) -> float | None:
        """Price an open position at the side it could be closed at."""
        if symbol not in self.books:
            return None
        bid, ask, _, _ = self.books[symbol]
        return bid if quantity > 0 else ask

    def _pnl(self, ticks: float | None) -> float | None:
        return None if ticks is None else round(ticks * self._contract.tick_value_usd, 2)


def _percentiles(histogram: LatencyHistogram, *, timed: bool) -> dict[str, float | None]:
    if not timed:
        return {"p50": None, "p99": None}
    return {"p50": histogram.percentile_us(50), "p99": histogram.percentile_us(99)}

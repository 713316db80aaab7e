"""The lines that a person should read while a host runs, each said once and in the order things happened."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from mia_core.execution.events import TradingLost, TradingReady

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mia_core._native import Observation
    from mia_core.decision import Decision
    from mia_core.execution.ledger import Fill

__all__ = ["Notes"]

KEPT = 20
_ENTRIES = ("refused.", "skipped.")


class Notes:
    """Collects lines: `take` gives those that nobody has seen yet, `recent` the last ones."""

    def __init__(self) -> None:
        self.recent: deque[str] = deque(maxlen=KEPT)
        self._waiting: deque[str] = deque(maxlen=KEPT)
        self._named: set[str] = set()

    def add(self, seen: Observation | None, decision: Decision | None) -> None:
        """Note what one step had to tell."""
        if seen is not None:
            self._observe(seen)
        if decision is None:
            return
        if decision.note and (seen is None or decision.note != seen.note):
            self.say(decision.note)
        if decision.fill is not None:
            self.say(_filled(decision.fill))
        if decision.trading is not None:
            self.say(_trading(decision.trading, decision.position))

    def check(self, counters: Mapping[str, int]) -> None:
        """Name what was counted for the first time since the last look."""
        for name, count in counters.items():
            if count == 0 or name in self._named or not name.startswith(_ENTRIES):
                continue
            self._named.add(name)
            verb, _, what = name.partition(".")
            self.say(f"feed: {verb} {count} so far: {what}; the rest of what came with it counts")

    def say(self, line: str) -> None:
        """Add one line."""
        self.recent.append(line)
        self._waiting.append(line)

    def take(self) -> list[str]:
        """Give out the lines that are new since the last time."""
        lines = list(self._waiting)
        self._waiting.clear()
        return lines

    def _observe(self, seen: Observation) -> None:
        """Say what the market state noted, and name the first batch that was refused for a reason."""
        name = f"refused.{seen.outcome}"
        if seen.note:
            self.say(f"feed: {seen.note}")
        elif not seen.accepted and name not in self._named:
            self.say(f"feed: a batch was refused: {seen.outcome}{_place(seen)}; more are counted")
        if not seen.accepted:
            self._named.add(name)


def _place(seen: Observation) -> str:
    """Say where a batch came from, if it can be read as far as that."""
    if not seen.publisher:
        return ""
    return f" (chart {seen.chart}, batch {seen.sequence}, publisher {seen.publisher:016x})"


def _filled(fill: Fill) -> str:
    owner = fill.client_order_id if fill.is_own else "an order of somebody else"
    return f"filled: {fill.side.value} {fill.quantity} at {fill.price:g} ({owner})"


def _trading(event: TradingReady | TradingLost, position: int | None) -> str:
    if isinstance(event, TradingLost):
        return f"trading is not possible: {event.reason}"
    if not event.trading_supported:
        return f"trading is not possible: {event.reason or 'the server takes no orders'}"
    held = "position unknown" if position is None else f"{position:+d}" if position else "flat"
    return f"trading is ready: {event.server or 'DTC server'}, account {event.account}, {held}"

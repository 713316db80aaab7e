"""A card at work: turns scores into signals, signals into entries, and closes what was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mia_core.clock import NANOSECONDS
from mia_core.execution.commands import Side
from mia_core.strategies.intent import Intent, Purpose, Signal

if TYPE_CHECKING:
    from mia_core._native import Observation
    from mia_core.execution.holding import Holding
    from mia_core.execution.ledger import Ledger
    from mia_core.strategies.card import Card
    from mia_core.strategies.score import Score

__all__ = ["CardTrader"]

NEVER = -(1 << 62)


class CardTrader:
    """Remembers just enough to report an episode once and to leave a position on time."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._signals = 0
        self._armed = True
        self._signal_ns = NEVER
        self._exit_ns = NEVER

    def signal(self, score: Score, observation: Observation) -> Signal | None:
        """Report the crossing of the threshold, once until the score has calmed down."""
        value = score.value
        entry = self._card.entry
        if value is None:
            return None
        size = abs(value)
        if size < entry.rearm:
            self._armed = True
        cooled = observation.time_ns - self._signal_ns >= entry.cooldown_s * NANOSECONDS
        if size < entry.threshold or not self._armed or not cooled:
            return None
        bid, ask = observation.best_bid_ticks, observation.best_ask_ticks
        if not observation.book_valid or bid is None or ask is None:
            return None
        self._armed = False
        self._signal_ns = observation.time_ns
        self._signals += 1
        side = Side.BUY if value > 0 else Side.SELL
        price = ask if side is Side.BUY else bid
        return Signal(number=self._signals, side=side, score=value, price_ticks=price)

    def entry(self, signal: Signal, ledger: Ledger) -> Intent | None:
        """Ask for a position when we hold none and nothing is working. Risk knows what else is there."""
        if ledger.own.quantity != 0 or ledger.has_working:
            return None
        quantity = self._card.quantity
        why = f"signal {signal.number}, score {signal.score:+.3f}"
        return Intent(purpose=Purpose.ENTRY, side=signal.side, quantity=quantity, why=why)

    def exit(self, ledger: Ledger, observation: Observation) -> Intent | None:
        """Ask to close what this strategy opened when its target, stop or time is reached."""
        held = ledger.own
        if held.quantity == 0 or ledger.has_working:
            return None
        rules = self._card.exit
        if observation.time_ns - self._exit_ns < rules.retry_s * NANOSECONDS:
            return None
        why = self._reason_to_leave(held, observation)
        if not why:
            return None
        self._exit_ns = observation.time_ns
        side = Side.SELL if held.quantity > 0 else Side.BUY
        quantity = min(abs(held.quantity), self._card.quantity)
        return Intent(purpose=Purpose.EXIT, side=side, quantity=quantity, why=why)

    def _reason_to_leave(self, held: Holding, observation: Observation) -> str:
        rules = self._card.exit
        held_ns = observation.time_ns - held.opened_ns
        if held_ns >= rules.hold_s * NANOSECONDS:
            return f"held {held_ns / NANOSECONDS:.1f} s"
        bid, ask = observation.best_bid_ticks, observation.best_ask_ticks
        if not observation.book_valid or bid is None or ask is None:
            return ""
        gain = bid - held.average_ticks if held.quantity > 0 else held.average_ticks - ask
        if gain >= rules.target_ticks:
            return f"target reached, {gain:+.1f} ticks"
        if gain <= -rules.stop_ticks:
            return f"stop reached, {gain:+.1f} ticks"
        return ""

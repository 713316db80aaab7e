"""What one owner holds of one symbol: quantity, average price, result so far. Moved by fills alone."""

from __future__ import annotations

__all__ = ["Holding"]


class Holding:
    """A signed position in ticks and contracts, starting flat."""

    def __init__(self) -> None:
        self.quantity = 0
        self.average_ticks = 0.0
        self.opened_ns = 0
        self.realized_ticks = 0.0

    def book(self, signed: int, price_ticks: float, now_ns: int) -> None:
        """Add a fill: positive buys, negative sells."""
        before = self.quantity
        after = before + signed
        closing = before * signed < 0
        if closing:
            closed = min(abs(before), abs(signed))
            sign = 1 if before > 0 else -1
            self.realized_ticks += sign * closed * (price_ticks - self.average_ticks)
        if before == 0 or after * before < 0:
            self.average_ticks = price_ticks
            self.opened_ns = now_ns
        elif not closing:
            held = abs(before) * self.average_ticks + abs(signed) * price_ticks
            self.average_ticks = held / abs(after)
        self.quantity = after

    def result_ticks(self, mark_ticks: float | None) -> float | None:
        """Tell realized and open result together; unknown when something is open and has no price."""
        if self.quantity == 0:
            return self.realized_ticks
        if mark_ticks is None:
            return None
        return self.realized_ticks + self.quantity * (mark_ticks - self.average_ticks)

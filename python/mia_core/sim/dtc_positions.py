"""The simulated server's positions, by account and symbol; a closed one stays, with quantity 0."""

from __future__ import annotations

import msgspec

__all__ = ["SimPosition", "SimPositions"]


class SimPosition(msgspec.Struct, frozen=True, kw_only=True):
    """A signed quantity and its average price in ticks; 0 when flat."""

    account: str
    symbol: str
    quantity: int = 0
    average_ticks: float = 0.0


class SimPositions:
    """Moved by fills, and by nothing else."""

    def __init__(self) -> None:
        self._positions: dict[tuple[str, str], SimPosition] = {}

    def book(self, account: str, symbol: str, *, signed: int, price_ticks: int) -> SimPosition:
        """Add a fill, positive for a buy; the position after it."""
        key = (account, symbol)
        before = self._positions.get(key, SimPosition(account=account, symbol=symbol))
        quantity = before.quantity + signed
        after = msgspec.structs.replace(
            before,
            quantity=quantity,
            average_ticks=_average(before, quantity, price_ticks),
        )
        self._positions[key] = after
        return after

    def of(self, account: str) -> list[SimPosition]:
        """List the positions of an account, of all accounts when it is empty."""
        return [held for held in self._positions.values() if account in ("", held.account)]


def _average(before: SimPosition, quantity: int, price_ticks: int) -> float:
    if quantity == 0:
        return 0.0
    if before.quantity * quantity <= 0:
        return float(price_ticks)
    if abs(quantity) < abs(before.quantity):
        return before.average_ticks
    added = abs(quantity) - abs(before.quantity)
    return (before.average_ticks * abs(before.quantity) + price_ticks * added) / abs(quantity)

"""A market that plays a script, so that a test knows every price at every time."""

from __future__ import annotations

import msgspec

from mia_core.sim.events import MarketEvent, TapeTrade

START = 1_773_239_700_000_000_000
MS = 1_000_000
SECOND = 1_000_000_000


class Touch(msgspec.Struct, frozen=True):
    """The best prices from `t_ns` on."""

    t_ns: int
    bid_ticks: int
    ask_ticks: int


class ScriptedMarket:
    """Stands at 27200 / 27201 (6800.00 / 6800.25) until the script moves it."""

    tick_size = 0.25

    def __init__(self, *script: Touch | TapeTrade) -> None:
        self._script = sorted(script, key=lambda entry: entry.t_ns)
        self.now_ns = START
        self.best_bid_ticks = 27_200
        self.best_ask_ticks = 27_201

    def advance(self, until_ns: int) -> list[MarketEvent]:
        assert until_ns >= self.now_ns
        self.now_ns = until_ns
        events: list[MarketEvent] = []
        while self._script and self._script[0].t_ns <= until_ns:
            entry = self._script.pop(0)
            self.best_bid_ticks = entry.bid_ticks
            self.best_ask_ticks = entry.ask_ticks
            if isinstance(entry, TapeTrade):
                events.append(entry)
        return events


def trade(t_ns: int, price_ticks: int, *, bid_ticks: int, ask_ticks: int) -> TapeTrade:
    return TapeTrade(
        t_ns=t_ns,
        price_ticks=price_ticks,
        size=5,
        aggressor="buy" if price_ticks >= ask_ticks else "sell",
        bid_ticks=bid_ticks,
        ask_ticks=ask_ticks,
        bid_size=10,
        ask_size=10,
    )

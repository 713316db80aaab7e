"""What the studies on the simulated charts show, worked out from the trades alone.

Sums are integers in ticks and contracts; only VWAP and its bands become prices. Each value is as of
the last trade taken. Nothing here knows charts, studies or sessions: whoever drives it does.
"""

from __future__ import annotations

import math

import msgspec

from mia_core.sim.events import TapeTrade

__all__ = [
    "VWAP_BANDS",
    "Bar",
    "BarFlow",
    "DeltaBar",
    "PriceVolume",
    "SessionVwap",
    "TradeChart",
    "VwapBands",
]

VWAP_BANDS = 4


class Bar(msgspec.Struct, frozen=True):
    """One bar of a chart. Bid volume traded at the bid (sellers' aggression), ask volume alike."""

    t_start_ns: int
    open_ticks: int
    high_ticks: int
    low_ticks: int
    close_ticks: int
    volume: int
    bid_volume: int
    ask_volume: int
    trades: int


class PriceVolume(msgspec.Struct, frozen=True):
    """What traded at one price of a bar."""

    bid_volume: int = 0
    ask_volume: int = 0
    trades: int = 0


class DeltaBar(msgspec.Struct, frozen=True):
    """Cumulative delta of the session over one bar; it opens where the bar before closed."""

    open: int
    high: int
    low: int
    close: int
    volume: int


class BarFlow(msgspec.Struct, frozen=True):
    """The numbers-bars values of one bar that MIA reads."""

    delta: int
    ask_volume: int
    bid_volume: int
    total_volume: int
    trades: int
    cumulative_delta: int


class VwapBands(msgspec.Struct, frozen=True):
    """VWAP of the session and its bands at 1 to 4 volume-weighted standard deviations."""

    vwap: float
    deviation: float
    upper: tuple[float, ...]
    lower: tuple[float, ...]


class SessionVwap:
    """Volume-weighted average price of a session."""

    def __init__(self, tick_size: float) -> None:
        self._tick_size = tick_size
        self._volume = 0
        self._sum = 0
        self._sum_of_squares = 0

    def start_session(self) -> None:
        """Forget the session before."""
        self._volume = self._sum = self._sum_of_squares = 0

    def add(self, trade: TapeTrade) -> None:
        """Take one trade."""
        self._volume += trade.size
        self._sum += trade.price_ticks * trade.size
        self._sum_of_squares += trade.price_ticks * trade.price_ticks * trade.size

    def bands(self) -> VwapBands | None:
        """VWAP and bands now; nothing before the first trade of a session."""
        volume = self._volume
        if volume == 0:
            return None
        vwap = self._sum / volume * self._tick_size
        # In integers up to here, so that two large sums do not cancel each other's digits.
        spread = self._sum_of_squares * volume - self._sum * self._sum
        deviation = math.sqrt(spread) / volume * self._tick_size
        multiples = range(1, VWAP_BANDS + 1)
        return VwapBands(
            vwap,
            deviation,
            tuple(vwap + k * deviation for k in multiples),
            tuple(vwap - k * deviation for k in multiples),
        )


class TradeChart:
    """Bars of one period with their deltas; the last bar is the one still growing.

    Bars start at multiples of the period; a period without a trade has no bar. A new session makes
    cumulative delta and VWAP start again, the bars go on.
    """

    def __init__(self, period_ns: int, *, tick_size: float) -> None:
        self.bars: list[Bar] = []
        self.prices: dict[int, PriceVolume] = {}  # of the last bar, by ticks
        self.delta_bars: list[DeltaBar] = []
        self.vwap = SessionVwap(tick_size)
        self._period_ns = period_ns
        self._cumulative_delta = 0

    @property
    def cumulative_delta(self) -> int:
        """Ask volume less bid volume of the session so far."""
        return self._cumulative_delta

    def start_session(self) -> None:
        """Begin a new session: cumulative delta and VWAP start from nothing."""
        self._cumulative_delta = 0
        self.vwap.start_session()

    def add(self, trade: TapeTrade) -> bool:
        """Take one trade; true when it began a new bar."""
        before = self._cumulative_delta
        self._cumulative_delta += _delta(trade)
        self.vwap.add(trade)
        t_start_ns = trade.t_ns - trade.t_ns % self._period_ns
        is_extended = bool(self.bars) and self.bars[-1].t_start_ns == t_start_ns
        if not is_extended:
            self.prices = {}
        known = self.prices.get(trade.price_ticks, PriceVolume())
        self.prices[trade.price_ticks] = _with(known, trade)
        if is_extended:
            self.bars[-1] = _extended(self.bars[-1], trade)
            last = self.delta_bars[-1]
            self.delta_bars[-1] = _delta_extended(last, self._cumulative_delta, trade.size)
            return False
        opened = DeltaBar(before, before, before, before, 0)
        self.bars.append(_opened(t_start_ns, trade))
        self.delta_bars.append(_delta_extended(opened, self._cumulative_delta, trade.size))
        return True

    def flow(self, index: int) -> BarFlow:
        """Delta, volumes and cumulative delta of one bar; negative counts from the last."""
        bar = self.bars[index]
        return BarFlow(
            delta=bar.ask_volume - bar.bid_volume,
            ask_volume=bar.ask_volume,
            bid_volume=bar.bid_volume,
            total_volume=bar.volume,
            trades=bar.trades,
            cumulative_delta=self.delta_bars[index].close,
        )


def _delta(trade: TapeTrade) -> int:
    return trade.size if trade.aggressor == "buy" else -trade.size


def _opened(t_start_ns: int, trade: TapeTrade) -> Bar:
    price = trade.price_ticks
    return _extended(Bar(t_start_ns, price, price, price, price, 0, 0, 0, 0), trade)


def _extended(bar: Bar, trade: TapeTrade) -> Bar:
    bought = trade.aggressor == "buy"
    return Bar(
        bar.t_start_ns,
        bar.open_ticks,
        max(bar.high_ticks, trade.price_ticks),
        min(bar.low_ticks, trade.price_ticks),
        trade.price_ticks,
        bar.volume + trade.size,
        bar.bid_volume + (0 if bought else trade.size),
        bar.ask_volume + (trade.size if bought else 0),
        bar.trades + 1,
    )


def _with(known: PriceVolume, trade: TapeTrade) -> PriceVolume:
    bought = trade.aggressor == "buy"
    return PriceVolume(
        known.bid_volume + (0 if bought else trade.size),
        known.ask_volume + (trade.size if bought else 0),
        known.trades + 1,
    )


def _delta_extended(bar: DeltaBar, value: int, volume: int) -> DeltaBar:
    high, low = max(bar.high, value), min(bar.low, value)
    return DeltaBar(bar.open, high, low, value, bar.volume + volume)

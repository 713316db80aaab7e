"""The patterns of bars as their formulas say them, bar by bar: what the compiled detectors are held against.

Each rule is written out for both directions, from the formula and not from the detector. `bars` are all that closed so
far; [1] of a formula is the newest of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec


class B(msgspec.Struct, frozen=True):
    """A closed bar, prices in ticks; volume at the bid is the sellers'."""

    open: int
    high: int
    low: int
    close: int
    sold: int = 0
    bought: int = 0


Found = tuple[str, int, int] | None
"""Side, price, and how many bars before the newest the pattern began."""
Rule = Callable[[Sequence[B]], Found]


def long_down_up_bar(bars: Sequence[B], reach: int = 8) -> Found:
    if len(bars) < 3:
        return None
    previous, this, following = bars[-3:]
    holds = (
        this.open < previous.close
        and previous.high > this.low + reach
        and following.open > this.close
        and following.high > this.low + reach
        and following.high > previous.high
    )
    return ("bid", this.close, 2) if holds else None


def long_up_down_bar(bars: Sequence[B], reach: int = 8) -> Found:
    if len(bars) < 3:
        return None
    previous, this, following = bars[-3:]
    holds = (
        this.open > previous.close
        and this.high > previous.low + reach
        and following.open < this.close
        and this.high > following.low + reach
        and following.low < previous.low
    )
    return ("ask", this.close, 2) if holds else None


def color_down(bars: Sequence[B], reach: int = 12) -> Found:
    if len(bars) < 4:
        return None
    before, previous, this, following = bars[-4:]
    holds = (
        following.open < this.close
        and this.high > following.low + reach
        and following.low < this.low
        and previous.open < before.close
        and before.high > previous.low + reach
        and previous.low < before.low
        and this.high < previous.high
    )
    return ("ask", this.close, 3) if holds else None


def color_up(bars: Sequence[B], reach: int = 12) -> Found:
    if len(bars) < 4:
        return None
    before, previous, this, following = bars[-4:]
    holds = (
        following.open > this.close
        and following.high > this.low + reach
        and following.high > this.high
        and previous.open > before.close
        and previous.high > before.low + reach
        and previous.high > before.high
        and this.low > previous.low
    )
    return ("bid", this.close, 3) if holds else None


def engulfing(bars: Sequence[B], body: int = 1, percent: int = 100) -> Found:
    if len(bars) < 2:
        return None
    engulfed, this = bars[-2:]
    longer, shorter = abs(this.close - this.open), abs(engulfed.close - engulfed.open)
    if longer <= shorter or longer * 100 < percent * shorter or shorter < body:
        return None
    if engulfed.close < engulfed.open and this.open <= engulfed.close < engulfed.open <= this.close:
        return ("bid", this.close, 1)
    if engulfed.close > engulfed.open and this.close <= engulfed.open < engulfed.close <= this.open:
        return ("ask", this.close, 1)
    return None


def range_break(
    bars: Sequence[B], lookback: int = 10, width_percent: int = 300, beyond: int = 1
) -> Found:
    if len(bars) < lookback + 1:
        return None
    before, this = bars[-lookback - 1 : -1], bars[-1]
    highest, lowest = max(bar.high for bar in before), min(bar.low for bar in before)
    ranges = sum(bar.high - bar.low for bar in before)
    if (highest - lowest) * lookback * 100 > width_percent * ranges:
        return None
    if this.close >= highest + beyond:
        return ("bid", highest, lookback)
    return ("ask", lowest, lookback) if this.close <= lowest - beyond else None


def headfake(
    bars: Sequence[B], lookback: int = 10, beyond: int = 1, flow_ratio: float = 1.5
) -> Found:
    if len(bars) < lookback + 1:
        return None
    before, this = bars[-lookback - 1 : -1], bars[-1]
    highest, lowest = max(bar.high for bar in before), min(bar.low for bar in before)
    if this.high - beyond >= highest > this.close and this.sold > flow_ratio * this.bought:
        return ("ask", highest, 0)
    if this.low + beyond <= lowest < this.close and this.bought > flow_ratio * this.sold:
        return ("bid", lowest, 0)
    return None


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        long_down_up_bar,
        long_up_down_bar,
        color_down,
        color_up,
        engulfing,
        range_break,
        headfake,
    )
}

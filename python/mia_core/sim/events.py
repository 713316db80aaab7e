"""What the simulated market emits, in the order of its own clock: level changes, trades, VIX."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = [
    "Aggressor",
    "BookLevel",
    "DepthChange",
    "MarketEvent",
    "SideName",
    "TapeTrade",
    "VixTick",
]

SideName = Literal["bid", "ask"]
Aggressor = Literal["buy", "sell"]
BookLevel = tuple[int, int, int]
"""Price in ticks, size in contracts, number of orders."""


class DepthChange(msgspec.Struct, frozen=True, gc=False):
    """One level of the book as it is now; size 0 means that the level is gone."""

    t_ns: int
    side: SideName
    price_ticks: int
    size: int
    orders: int


class TapeTrade(msgspec.Struct, frozen=True, gc=False):
    """One trade, with the best bid and ask that stood when it happened."""

    t_ns: int
    price_ticks: int
    size: int
    aggressor: Aggressor
    bid_ticks: int
    ask_ticks: int
    bid_size: int
    ask_size: int


class VixTick(msgspec.Struct, frozen=True, gc=False):
    """One value of the volatility index, two decimals."""

    t_ns: int
    price: float


MarketEvent = DepthChange | TapeTrade | VixTick

"""What the background alone shows in a normal and in a thin stretch of an hour."""

from __future__ import annotations

from functools import cache

import msgspec

from mia_core.sim.events import DepthChange, TapeTrade
from mia_core.sim.market import SimMarket
from tests.mia_core.sim.market_replay import SECOND, START

NORMAL_S = (0, 35 * 60)
THIN_S = (42 * 60, 52 * 60)


class Figures(msgspec.Struct):
    """What was seen, the book once a second, the spread ten times a second."""

    levels: list[int] = []
    touch: list[int] = []
    trades: list[int] = []
    spreads: list[int] = []
    changes: int = 0


@cache
def seen(seed: int, from_s: int, to_s: int) -> Figures:
    market = SimMarket(seed, start_ns=START, plants=False)
    market.advance(START + from_s * SECOND)
    figures = Figures()
    for tenth in range(from_s * 10 + 1, to_s * 10 + 1):
        events = market.advance(START + tenth * SECOND // 10)
        figures.trades += [e.size for e in events if isinstance(e, TapeTrade)]
        figures.changes += sum(isinstance(e, DepthChange) for e in events)
        figures.spreads.append(market.best_ask_ticks - market.best_bid_ticks)
        if tenth % 10 == 0:
            bids, asks = market.book()
            figures.levels += [size for _, size, _ in [*bids, *asks]]
            figures.touch += [bids[0][1], asks[0][1]]
    return figures


def quantile(values: list[int], share: float) -> int:
    return sorted(values)[int(len(values) * share)]


def mean(values: list[int]) -> float:
    return sum(values) / len(values)

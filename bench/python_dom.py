"""Six patterns of a book in plain Python, by the rules of the analyser that MIA's users had before: every snapshot analysed.

It is what to compare a compiled detector with, not what to trade on: it knows one side of two patterns, and signals
what stands for an hour with every snapshot. The thresholds are those of its scalping profile.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["DomAnalyser", "Signal"]

Level = tuple[float, int]

LEVELS = 10
SIZE_MIN = 25
ICEBERG, WALL, SPOOF, ABSORBED = 300, 600, 500, 200
HISTORY = 100
NEEDED = 3


@dataclasses.dataclass
class Signal:
    pattern: str
    direction: str
    price: float
    size: float
    confidence: float


@dataclasses.dataclass
class Snapshot:
    bids: list[Level]
    asks: list[Level]
    spread: float
    imbalance: float


class DomAnalyser:
    """Keeps the last snapshots and looks at each new one."""

    def __init__(self) -> None:
        self.history: deque[Snapshot] = deque(maxlen=HISTORY)

    def analyse(self, bids: Sequence[Level], asks: Sequence[Level]) -> list[Signal]:
        kept_bids = [level for level in bids[:LEVELS] if level[1] >= SIZE_MIN]
        kept_asks = [level for level in asks[:LEVELS] if level[1] >= SIZE_MIN]
        if not kept_bids or not kept_asks:
            return []
        bid_size, ask_size = (sum(size for _, size in side) for side in (kept_bids, kept_asks))
        now = Snapshot(
            bids=kept_bids,
            asks=kept_asks,
            spread=kept_asks[0][0] - kept_bids[0][0],
            imbalance=bid_size / (bid_size + ask_size),
        )
        self.history.append(now)
        if len(self.history) < NEEDED:
            return []
        signals: list[Signal] = []
        for side, direction in ((now.bids, "BULLISH"), (now.asks, "BEARISH")):
            mean = sum(size for _, size in side) / len(side)
            signals += _icebergs(side, mean, direction)
            signals += _wall(side, mean, direction)
            signals += _ladder(side, direction)
        return [*signals, *self._spoofs(now), *self._absorptions(now), *self._squeeze(now)]

    def _spoofs(self, now: Snapshot) -> list[Signal]:
        if len(self.history) < 5:
            return []
        before = [self.history[-back] for back in range(2, 6)]
        return [
            Signal("spoofing", "BEARISH", price, size, 0.7)
            for price, size in now.bids
            if size >= SPOOF
            and not any(abs(price - other) < 0.1 for old in before for other, _ in old.bids)
        ]

    def _absorptions(self, now: Snapshot) -> list[Signal]:
        standing = dict(now.bids)
        signals = []
        for price, size in self.history[-2].bids:
            left = standing.get(price, 0)
            if left < size / 2 and size - left >= ABSORBED:
                confidence = min(0.9, (size - left) / 500)
                signals.append(Signal("absorption", "BEARISH", price, size - left, confidence))
        return signals

    def _squeeze(self, now: Snapshot) -> list[Signal]:
        spreads = [self.history[-back].spread for back in range(1, 4)]
        mean = sum(spreads) / 3
        if min(spreads) <= 0 or now.spread >= 0.6 * mean or now.spread > 0.75:
            return []
        direction = "BULLISH" if now.imbalance > 0.6 else "BEARISH"
        confidence = min(0.8, 1 - now.spread / mean)
        return [Signal("squeeze", direction, now.bids[0][0], now.spread, confidence)]


def _icebergs(side: list[Level], mean: float, direction: str) -> list[Signal]:
    return [
        Signal("iceberg", direction, price, size, min(0.95, size / (3 * mean)))
        for price, size in side
        if size >= ICEBERG and size > 2.1 * mean
    ]


def _wall(side: list[Level], mean: float, direction: str) -> list[Signal]:
    price, size = max(side, key=lambda level: level[1])
    if size < WALL or size <= 2 * mean:
        return []
    return [Signal("wall", direction, price, size, min(0.9, size / 2000))]


def _ladder(side: list[Level], direction: str) -> list[Signal]:
    count = 1
    while count < min(5, len(side)) and side[count - 1][1] > 1.2 * side[count][1]:
        count += 1
    if count < 3:
        return []
    total = sum(size for _, size in side[:count])
    return [Signal("ladder", direction, side[0][0], total, min(0.85, count / 5))]

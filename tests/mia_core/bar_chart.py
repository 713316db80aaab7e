"""Closed bars told through the wire as a chart does, and what the compiled detectors report of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mia_core._native import Detection, Market, Observation
from tests.mia_core.bar_rules import B
from tests.mia_core.wire_feed import START_NS, TOKEN, WireFeed, bar_frame

MINUTE = 60_000_000_000
BARS = 1_500


class Report(NamedTuple):
    """One episode: at which bar it was reported, where its pattern began, what it is."""

    at: int
    began: int
    pattern: str
    side: str
    price: int


def walk(seed: int, count: int = BARS) -> list[B]:
    """Bars of a seeded walk: quiet and wild spells, gaps, equal prices, single long bars, lopsided flow."""
    rng = random.Random(seed)
    bars: list[B] = []
    close, step = rng.randrange(-50, 20_000), 3
    for _ in range(count):
        if rng.random() < 0.03:
            step = rng.choice((0, 1, 2, 3, 5, 8, 14))
        gap = rng.choice((0, 0, 0, rng.randint(-2, 2), rng.randint(-step, step)))
        opened = close + gap
        reach = step * 4 if rng.random() < 0.05 else step
        close = opened + rng.randint(-reach, reach)
        high = max(opened, close) + rng.randint(0, step)
        low = min(opened, close) - rng.randint(0, step)
        sold, bought = (rng.choice((0, 2, 3, rng.randrange(500))) for _ in range(2))
        bars.append(B(opened, high, low, close, sold, bought))
    return bars


def mirrored(bars: Iterable[B]) -> list[B]:
    return [
        B(-bar.open, -bar.low, -bar.high, -bar.close, sold=bar.bought, bought=bar.sold)
        for bar in bars
    ]


class Chart:
    """A chart that tells its bars: what closed once, what is forming whenever it likes."""

    def __init__(self, market: Market, **feed: int) -> None:
        self.market = market
        self.feed = WireFeed(**feed)  # type: ignore[arg-type]
        self.told = 0
        self.opened: list[Detection] = []
        self.closed: list[Detection] = []

    def start(self, *history: bytes) -> None:
        self._take(self.feed.snapshot(*history))

    def frame(self, at: int, bar: B, *, closed: int = 1, **fields: int) -> bytes:
        """Make the frame of a bar; snapshots do not tell it again."""
        prices = {
            "open_ticks": bar.open,
            "high_ticks": bar.high,
            "low_ticks": bar.low,
            "close_ticks": bar.close,
            "bid_volume": bar.sold,
            "ask_volume": bar.bought,
            "volume": bar.sold + bar.bought,
            "index": at,
        }
        start_ns = START_NS + at * MINUTE
        return bar_frame(start_ns, chart=self.feed.chart, closed=bool(closed), **(prices | fields))

    def close(self, bars: Sequence[B]) -> None:
        """Tell these bars in one batch, the last of them just closed.

        A trade comes with them: the bars go on through the night, and a market that trades is open.
        """
        frames = [self.frame(self.told + k, bar) for k, bar in enumerate(bars)]
        self.told += len(bars)
        self.feed.now_ns = START_NS + self.told * MINUTE
        self._take(self.feed.batch([self.feed.add_trade(aggressor="unknown"), *frames]))

    def tell(self, *frames: bytes, **header: int) -> Observation:
        return self._take(self.feed.batch(frames, **header))

    def _take(self, batch: bytes) -> Observation:
        seen = self.market.ingest(batch)
        assert seen.outcome == "ok", seen.note
        self.opened += seen.opened
        self.closed += seen.closed
        return seen

    def reports(self, patterns: Iterable[str]) -> list[Report]:
        return [self.report_of(item) for item in self.found(patterns)]

    def found(self, patterns: Iterable[str]) -> list[Detection]:
        wanted = set(patterns)
        return [item for item in self.opened if item.pattern in wanted]

    def report_of(self, item: Detection) -> Report:
        """Say in bars when it was."""
        at = (item.t_open_ns - START_NS) // MINUTE - 1
        began = (item.t_start_ns - START_NS) // MINUTE
        return Report(at, began, item.pattern, item.side, item.price_ticks)


def playing(
    bars: Sequence[B], *, at_once: int = 1, detectors: dict[str, dict[str, float]] | None = None
) -> Chart:
    chart = Chart(Market(token=TOKEN, detectors=detectors))
    chart.start()
    for k in range(0, len(bars), at_once):
        chart.close(bars[k : k + at_once])
    return chart

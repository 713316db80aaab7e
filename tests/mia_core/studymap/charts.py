"""Several publishers and the map of what they tell, without a Sierra Chart: every batch is made by hand."""

from __future__ import annotations

from collections.abc import Iterable

from mia_core._native import Market
from mia_core.config import StudiesConfig
from mia_core.frames import make_frame
from mia_core.studymap.catalog import Study
from mia_core.studymap.rows import load_rows
from mia_core.studymap.study_map import StudyMap
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.screen import SYMBOL, Values
from tests.mia_core.wire_feed import WireFeed, values_frame

ROWS = load_rows(("sierra", "menthorq", "author"))
MINUTE = [inventory.study(item) for item in inventory.MINUTE]
HALF_HOUR = [inventory.study(item) for item in inventory.HALF_HOUR]
MENTHORQ = [inventory.study(item) for item in inventory.MENTHORQ]


class Charts:
    """Several publishers, one market and the map of what they tell."""

    def __init__(self, *, config: StudiesConfig | None = None, symbol: str = SYMBOL) -> None:
        self.market = Market()
        self.map = StudyMap(ROWS, config, symbol=symbol)
        self._feeds: dict[int, WireFeed] = {}

    def open(
        self,
        chart: int,
        studies: Iterable[Study],
        values: Values | None = None,
        *,
        symbol: str = SYMBOL,
        period_s: int = 60,
        publisher: int = 0,
    ) -> WireFeed:
        number = publisher or chart
        feed = WireFeed(number, instance=number, chart=chart, symbol=symbol, token=bytes(32))
        self._feeds[number] = feed
        instrument = {"chart": chart, "tick_size": 0.25, "bar_period_s": period_s}
        instrument["symbol"] = symbol.encode()  # type: ignore[assignment]
        told = [make_frame("Instrument", instrument)]
        told += inventory.catalog_frames(studies, chart=chart)
        if values:
            told.append(self._values(feed, values))
        feed.add_trade(price_ticks=26_774)
        self.take(feed.snapshot(*told))
        return feed

    def show(self, feed: WireFeed, values: Values) -> None:
        self.take(feed.step(extra=[self._values(feed, values)]))

    def take(self, batch: bytes) -> None:
        self.map.take(self.market.ingest(batch), batch)

    def value(self, meaning: str, *, period_s: int | None = None) -> float | None:
        return self.map.reading(meaning, period_s=period_s).value

    def why(self, meaning: str) -> str:
        told = self.map.reading(meaning)
        assert told.value is None
        return told.reason

    def _values(self, feed: WireFeed, values: Values) -> bytes:
        return values_frame(
            [(study, subgraph, value) for (study, subgraph), value in values.items()],
            chart=feed.chart,
        )

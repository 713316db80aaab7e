"""A simulated Sierra Chart with studies on it, MIA Feed beside them, and a study map that takes in what it sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import zmq

from mia_core._native import Market
from mia_core._sierra import Host
from mia_core.config import StudiesConfig
from mia_core.feeds.live import LiveFeed
from mia_core.home import Home
from mia_core.libzmq import use_bundled_libzmq
from mia_core.sim.sierra_chart import (
    BATCHES_SENT_KEY,
    FEED_INPUT,
    SYNCHRONISED_KEY,
    study_library,
)
from mia_core.studymap.catalog import Study
from mia_core.studymap.rows import load_rows
from mia_core.studymap.study_map import StudyMap
from tests.mia_core.wire_feed import MS, START_NS

SYMBOL = "ESZ25_FUT_CME"
MINUTE_NS = 60_000 * MS
ROUNDS_MAX = 2_000
PRICE = 6675.0
OTHER_CHART_INPUT = 11  # "Also send chart number", the first of them

Values = Mapping[tuple[int, int], float]
"""What studies show at the newest bar, by study and subgraph."""


class Screen:
    """Charts of one Sierra Chart; everything between them and the map is the real thing."""

    def __init__(self, home: Path, *, config: StudiesConfig | None = None) -> None:
        use_bundled_libzmq()
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.feed = LiveFeed(self.context, "tcp://127.0.0.1:*", token=Home(home).token())
        self.host = Host()
        self.market = Market()
        self.studies = StudyMap(load_rows(("sierra", "menthorq", "author")), config, symbol=SYMBOL)
        self.now_ns = self.started_ns = START_NS
        self.host.time_ns = START_NS
        self._feeds: dict[int, int] = {}

    def close(self) -> None:
        for feed in self._feeds.values():
            self.host.remove(feed)
        self.feed.close()
        self.context.destroy(linger=0)

    def add_chart(
        self, chart: int, studies: Iterable[Study], *, period_s: int = 60, symbol: str = SYMBOL
    ) -> None:
        self.host.add_chart(chart, symbol, bar_seconds=period_s)
        for item in studies:
            names = [item.subgraphs.get(i, "") for i in range(max(item.subgraphs, default=-1) + 1)]
            self.host.add_study(
                chart,
                item.displayed,
                names,
                study_id=item.id,
                short_name=item.short,
                original_name=item.original,
                inputs=[(n, value) for n, value in item.inputs.items() if isinstance(value, float)],
            )
        self.host.append_bar(chart, self.now_ns, (PRICE,) * 4 + (10.0, 3.0, 4.0, 6.0))
        self._feeds[chart] = self.host.attach(
            chart,
            study_library(),
            function="scsf_MIAFeed",
            inputs={FEED_INPUT: self.feed.address},
        )

    def add_neighbour(self, chart: int, *, symbol: str, told_by: int) -> None:
        """Add a chart without a study of ours; the one of another chart tells of it."""
        self.host.add_chart(chart, symbol, tick_size=0.01)
        self.host.set_input(self._feeds[told_by], OTHER_CHART_INPUT, chart)

    def show(self, chart: int, values: Values) -> None:
        """Put values on the newest bar."""
        self.host.set_values(chart, [(*place, value) for place, value in values.items()])

    def settle(self) -> None:
        """Update the charts until the map has all they show."""
        for _ in range(ROUNDS_MAX):
            self._advance()
            self.feed.socket.poll(5)
            while (data := self.feed.receive()) is not None:
                self.studies.take(self.market.ingest(data), data)
            if self._told(SYNCHRONISED_KEY, all) and self.feed.received == self._told(
                BATCHES_SENT_KEY, sum
            ):
                return
        message = f"the charts were not told: {self.market.publishers()}"
        raise AssertionError(message)

    def settle_until(self, done: Callable[[], bool]) -> None:
        """Update the charts until the map has all they show, and this holds."""
        for _ in range(ROUNDS_MAX):
            self.settle()
            if done():
                return
        message = "what was expected did not come"
        raise AssertionError(message)

    def _advance(self) -> None:
        self.now_ns += 50 * MS
        self.host.time_ns = self.now_ns
        for chart in self._feeds:
            self.host.update(chart)

    def _told(self, key: int, together: Callable[[Iterable[int]], int]) -> int:
        return together(self.host.persistent_int64(feed, key) for feed in self._feeds.values())

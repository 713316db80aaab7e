from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

import mia_core
from mia_core._native import Market
from mia_core.errors import SimulationError
from mia_core.feeds.live import LiveFeed
from mia_core.frames import Frame, read_frames
from mia_core.home import Home
from mia_core.sim.market import DEMO_START_NS, SimMarket
from mia_core.sim.sierra_chart import (
    DELTA_BARS_ID,
    ES_CHART,
    ES_SYMBOL,
    NUMBERS_ID,
    VIX_CHART,
    VIX_SYMBOL,
    VWAP_ID,
    VWAP_INPUTS,
    SimSierra,
    study_library,
)
from tests.mia_core.wire_feed import MS

MINUTE_NS = 60_000 * MS
HISTORY_NS = 3 * MINUTE_NS
ROUNDS_MAX = 2_000


class Screen:
    """A simulated Sierra Chart, and a market state that takes in what it sends."""

    def __init__(self, home: Path, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        self.feed = LiveFeed(context, "tcp://127.0.0.1:*", token=Home(home).token())
        self.market = SimMarket(7, start_ns=DEMO_START_NS - HISTORY_NS)
        self.sierra = SimSierra(self.market, feed=self.feed.address, overlay="tcp://127.0.0.1:1")
        self.sierra.load_history(DEMO_START_NS)
        self.state = Market()
        self.told: list[Frame] = []
        self.now_ns = DEMO_START_NS

    def advance(self, updates: int = 1) -> None:
        """Update the charts, and take in all that came of it."""
        for _ in range(updates):
            self.now_ns += 50 * MS
            self.sierra.advance(self.now_ns)
            while self.feed.received < self.sierra.batches_sent:
                self.feed.socket.poll(5_000)
                self._take()

    def synchronise(self) -> None:
        for _ in range(ROUNDS_MAX):
            self.sierra.advance(self.now_ns)
            self.feed.socket.poll(5)
            while self._take():
                pass
            if self.sierra.is_synchronised and self.feed.received == self.sierra.batches_sent:
                return
        message = "the studies did not synchronise"
        raise AssertionError(message)

    def _take(self) -> bool:
        data = self.feed.receive()
        if data is not None:
            seen = self.state.ingest(data)
            assert (seen.outcome, seen.missed) == ("ok", 0)
            self.told += read_frames(data, only={"Bar", "VolumeAtPrice", "StudyInput"})
        return data is not None

    def bars(self, chart: int) -> int:
        return self.sierra._host.bar_count(chart)

    def values(self, study: int, subgraph: int) -> list[float]:
        return self.sierra._host.values(ES_CHART, study, subgraph)

    def value(self, study: int, subgraph: int) -> float:
        return self.values(study, subgraph)[-1]


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    monkeypatch.setenv("MIA_HOME", str(tmp_path))
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    made = Screen(tmp_path, context)
    yield made
    made.sierra.close()
    context.destroy(linger=0)


def test_study_shows_the_host_the_book_of_the_market(screen: Screen) -> None:
    screen.synchronise()
    screen.advance(100)

    bids, asks = screen.market.book()

    assert screen.state.book(ES_SYMBOL) == (bids, asks)
    assert screen.sierra.study_errors == []


def test_both_charts_are_introduced_and_one_is_the_source_of_the_book(screen: Screen) -> None:
    screen.synchronise()

    told = {row["symbol"]: row for row in screen.state.publishers()}

    assert told.keys() == {ES_SYMBOL, VIX_SYMBOL}
    assert told[ES_SYMBOL]["chart"] == ES_CHART
    assert {row["state"] for row in told.values()} == {"synchronised"}


def test_history_is_in_the_charts_before_a_study_is_called(screen: Screen) -> None:
    assert screen.bars(ES_CHART) == HISTORY_NS // MINUTE_NS
    assert screen.bars(VIX_CHART) >= 2
    assert screen.sierra.batches_sent == 0
    assert not screen.sierra.is_synchronised
    assert screen.sierra.call_cost["calls"] == 0


def test_bars_go_on_minute_by_minute_and_studies_with_them(screen: Screen) -> None:
    screen.synchronise()
    screen.advance(10)
    before = screen.value(NUMBERS_ID, 12)
    closed = screen.values(NUMBERS_ID, 12)[:-1]

    screen.advance(10)
    within = screen.value(NUMBERS_ID, 12)
    bars = screen.bars(ES_CHART)
    screen.advance(MINUTE_NS // (50 * MS))

    assert within > before
    assert screen.values(NUMBERS_ID, 12)[:-2] == closed
    assert screen.bars(ES_CHART) == bars + 1
    volume = screen.value(NUMBERS_ID, 12)
    assert volume == screen.value(NUMBERS_ID, 5) + screen.value(NUMBERS_ID, 6)
    assert screen.value(NUMBERS_ID, 0) == screen.value(NUMBERS_ID, 5) - screen.value(NUMBERS_ID, 6)
    assert screen.value(DELTA_BARS_ID, 3) - screen.value(DELTA_BARS_ID, 0) == screen.value(
        NUMBERS_ID, 0
    )
    middle = screen.market.best_bid_ticks * screen.market.tick_size
    assert screen.value(VWAP_ID, 0) == pytest.approx(middle, abs=25)
    assert screen.value(VWAP_ID, 2) < screen.value(VWAP_ID, 0) < screen.value(VWAP_ID, 1)


def test_each_bar_is_told_with_what_traded_at_its_prices(screen: Screen) -> None:
    screen.synchronise()
    screen.advance(2 * MINUTE_NS // (50 * MS))

    told = [frame for frame in screen.told if frame.head["chart"] == ES_CHART]
    bars = {int(f.head["index"]): f for f in told if f.layout.name == "Bar"}
    prices = {int(f.head["index"]): f for f in told if f.layout.name == "VolumeAtPrice"}
    assert prices.keys() == bars.keys()
    assert len(bars) > 4
    for index, bar in bars.items():
        rows = prices[index].entries
        assert prices[index].head["flags"] == bar.head["flags"]
        assert min(row["price_ticks"] for row in rows) == bar.head["low_ticks"]
        assert max(row["price_ticks"] for row in rows) == bar.head["high_ticks"]
        assert sum(row["bid_volume"] for row in rows) == bar.head["bid_volume"]
        assert sum(row["ask_volume"] for row in rows) == bar.head["ask_volume"]
        assert sum(row["trade_count"] for row in rows) == bar.head["trade_count"]


def test_a_study_tells_what_its_user_set(screen: Screen) -> None:
    screen.synchronise()

    told = {int(f.head["study"]): f.entries for f in screen.told if f.layout.name == "StudyInput"}
    set_to = {bytes(row["name"]).rstrip(b"\0"): row["number"] for row in told[VWAP_ID]}
    assert set_to[b"Time Period Length"] == 1
    assert len(set_to) == len(VWAP_INPUTS)


def test_every_call_is_counted_with_its_cost(screen: Screen) -> None:
    screen.synchronise()
    before = screen.sierra.call_cost["calls"]

    screen.advance(5)

    assert screen.sierra.call_cost["calls"] == before + 5
    assert screen.sierra.call_cost["median_ns"] > 0


def test_study_library_that_was_not_built_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert study_library().is_file()

    monkeypatch.setattr(mia_core, "__file__", str(tmp_path / "__init__.py"))

    with pytest.raises(SimulationError, match=r"MIA_64\.\w+: the study library was expected"):
        study_library()

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from mia_core._native import Market
from mia_core.config import ExperimentConfig
from mia_core.experiments.crew import Crew, Found
from mia_core.experiments.source import resolve
from tests.mia_core.experiments.patterns import PATTERNS
from tests.mia_core.wire_feed import TOKEN, WireFeed


class Stand:
    """A feed, the compiled market, and detectors written in Python behind it."""

    def __init__(self, folder: Path, patterns: Mapping[str, Mapping[str, float]]) -> None:
        file = folder / "patterns.py"
        file.write_text(PATTERNS, encoding="utf-8")
        given = [
            ExperimentConfig(pattern=name, file=str(file), parameters=dict(parameters))
            for name, parameters in patterns.items()
        ]
        self.market = Market(token=TOKEN, event_records=True)
        self.crew = Crew(resolve(given))
        self.feed = WireFeed(token=TOKEN)
        self.feed.show_book()
        self.first = self.take(self.feed.snapshot())

    def take(self, batch: bytes) -> Found:
        return self.crew.take(self.market.ingest(batch))

    def trade(self, size: int, aggressor: str = "buy", price_ticks: int = 100) -> Found:
        trade = {"size": size, "aggressor": aggressor, "price_ticks": price_ticks}
        return self.take(self.feed.step(trades=[trade]))

    def level(self, size: int) -> Found:
        return self.take(self.feed.step([("bid", 99, size, 5)]))

    def lose_a_batch(self) -> Found:
        self.feed.batch([])
        return self.take(self.feed.heartbeat())


def patterns_of(items: Iterable[object]) -> list[object]:
    return [getattr(item, "pattern", None) for item in items]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_an_episode_is_told_as_that_of_a_compiled_detector(folder: Path) -> None:
    stand = Stand(folder, {"big_print": {}})
    assert stand.trade(49).opened == ()

    (found,) = stand.trade(50, "sell", 99).opened

    assert (found.pattern, found.symbol, found.side) == ("big_print", stand.feed.symbol, "ask")
    assert (found.price_ticks, found.confidence, found.t_end_ns) == (99, 0.5, 0)
    assert found.t_start_ns == found.t_open_ns == stand.feed.now_ns
    assert found.evidence == {"size": 50.0, "seen": 2.0}
    assert found.id < 0


def test_each_episode_is_closed_once_with_its_reason(folder: Path) -> None:
    stand = Stand(folder, {"big_print": {}})
    (first,) = stand.trade(80).opened
    seen = stand.trade(90)

    assert [(item.id, item.reason) for item in seen.closed] == [(first.id, "again")]
    assert [item.id for item in seen.opened] != [first.id]
    assert seen.closed[0].t_end_ns == stand.feed.now_ns


def test_parameters_come_from_the_configuration(folder: Path) -> None:
    stand = Stand(folder, {"big_print": {"size": 3}})

    assert patterns_of(stand.trade(3).opened) == ["big_print"]


def test_with_the_book_everything_is_forgotten(folder: Path) -> None:
    stand = Stand(folder, {"big_print": {}})
    (first,) = stand.trade(60).opened

    lost = stand.lose_a_batch()
    assert [(item.id, item.reason) for item in lost.closed] == [(first.id, "book-lost")]
    stand.take(stand.feed.snapshot())
    again = stand.trade(60)

    assert again.closed == ()
    assert again.opened[0].evidence["seen"] == 1.0


def test_nobody_is_asked_while_the_book_is_unknown(folder: Path) -> None:
    stand = Stand(folder, {"big_print": {}})
    stand.lose_a_batch()

    assert stand.trade(60).opened == ()


def test_one_that_raises_is_out_and_the_others_go_on(folder: Path) -> None:
    stand = Stand(folder, {"fragile": {}, "big_print": {}})
    (found,) = stand.level(13).opened
    stand.trade(60)

    failed = stand.level(666)

    assert [(item.id, item.reason) for item in failed.closed] == [(found.id, "failed")]
    assert failed.note.startswith("experiment 'fragile' was stopped: ValueError: not that one (")
    assert str(folder / "patterns.py") in failed.note
    after = stand.level(13)
    assert (after.opened, after.note) == ((), "")
    assert patterns_of(stand.trade(70).opened) == ["big_print"]


def test_events_are_read_only(folder: Path) -> None:
    stand = Stand(folder, {"greedy": {}})

    assert "experiment 'greedy' was stopped: ValueError" in stand.first.note
    assert "read-only" in stand.first.note


def test_events_outlive_the_market(folder: Path) -> None:
    stand = Stand(folder, {})
    feed = stand.feed
    events = stand.market.ingest(
        feed.step(
            [("ask", 100, 7, 2)], trades=[{"size": 5, "aggressor": "sell", "price_ticks": 99}]
        )
    ).event_records
    del stand

    assert events.tolist() == [
        (feed.now_ns, 99, 5, 0, 1, -1, 0),
        (feed.now_ns, 100, 7, 60, 2, -1, 0),
    ]


def test_nothing_is_kept_for_nobody() -> None:
    market, feed = Market(token=TOKEN), WireFeed(token=TOKEN)
    feed.show_book()

    assert len(market.ingest(feed.snapshot()).event_records) == 0

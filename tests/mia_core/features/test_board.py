from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from mia_core._native import Market, Observation
from mia_core.clock import NANOSECONDS
from mia_core.experiments.episodes import AnyDetection
from mia_core.features import board as board_module
from mia_core.features.board import FeatureBoard
from mia_core.features.catalog import FEATURES, Feature
from mia_core.studymap.study_map import StudyMap
from tests.mia_core.wire_feed import MS, START_NS, WireFeed

ES, NQ = "ESH26-CME", "NQH26-CME"
WALL_AT = 97


class Scene:
    """A market, a feed of it, and a board that follows."""

    def __init__(self, *names: str, studies: StudyMap | None = None) -> None:
        self.studies = studies or StudyMap()
        self.market = Market()
        self.feed = WireFeed(token=bytes(32), symbol=ES)
        self.feed.show_book()
        self.board = FeatureBoard(names, symbol=ES, studies=self.studies)
        self.take(self.feed.snapshot())

    def take(self, batch: bytes) -> Observation:
        seen = self.market.ingest(batch)
        self.studies.take(seen, batch)
        self.board.follow(seen.opened, seen.closed)
        if seen.accepted and seen.symbol == ES:
            self.board.update(seen)
        return seen

    def read(self, name: str, *, max_age_s: float = 2.0) -> float | None:
        max_age_ns = int(max_age_s * NANOSECONDS)
        return self.board.reading(name, self.feed.now_ns, max_age_ns=max_age_ns)[0]

    def stand_a_wall(self) -> None:
        for number in range(40):
            self.take(self.feed.step([("ask", 100 + number % 5, 60 + number % 3, 5)]))
        self.take(self.feed.step([("bid", WALL_AT, 900, 9)]))
        for number in range(60):
            self.take(self.feed.step([("ask", 100, 60 + number % 3, 5)]))
        assert [item.pattern for item in self.board.active] == ["wall"]


def test_nothing_is_known_before_the_first_batch() -> None:
    board = FeatureBoard(FEATURES, symbol=ES)

    assert {board.reading(name, START_NS, max_age_ns=2 * START_NS)[0] for name in FEATURES} == {
        None
    }


def test_book_features_tell_the_book() -> None:
    scene = Scene("book.imbalance", "book.spread_ticks")

    assert scene.read("book.imbalance") == 0.0
    assert scene.read("book.spread_ticks") == 1.0

    scene.take(scene.feed.step([("bid", 99, 360, 5), ("ask", 100, 0, 0)]))

    assert scene.read("book.imbalance") == pytest.approx(300 / 900)
    assert scene.read("book.spread_ticks") == 2.0


def test_flow_is_unknown_without_trades_and_stays_known_while_young() -> None:
    scene = Scene("flow.delta_10s", "flow.delta_60s")

    assert scene.read("flow.delta_10s") is None

    trades = [{"size": 3, "aggressor": "buy"}, {"size": 1, "aggressor": "sell", "price_ticks": 99}]
    scene.take(scene.feed.step(trades=trades))

    assert scene.read("flow.delta_10s") == scene.read("flow.delta_60s") == 0.5

    scene.take(scene.feed.step(after_ns=11 * NANOSECONDS, extra=[]))

    assert scene.read("flow.delta_10s", max_age_s=15) == 0.5
    assert scene.read("flow.delta_10s", max_age_s=5) is None


def test_the_session_is_unknown_until_something_was_traded_in_it() -> None:
    scene = Scene("session.vwap_ticks", "session.delta", "flow.speed")
    assert scene.read("session.vwap_ticks") is scene.read("session.delta") is None

    trades = [{"size": 3, "aggressor": "buy"}, {"size": 1, "aggressor": "sell", "price_ticks": 96}]
    scene.take(scene.feed.step(trades=trades))

    assert scene.read("session.vwap_ticks") == pytest.approx(96 - 99)
    assert scene.read("session.delta") == 0.5
    assert scene.read("flow.speed") is None

    for _ in range(130):
        scene.take(scene.feed.step(after_ns=NANOSECONDS))
    scene.take(scene.feed.step(trades=[{"size": 9}]))

    assert scene.read("flow.speed") == pytest.approx(1.0, abs=0.01)


def test_a_reading_grows_old() -> None:
    scene = Scene("book.imbalance")
    now_ns = scene.feed.now_ns

    told = [
        scene.board.reading("book.imbalance", now_ns + age, max_age_ns=100 * MS)
        for age in (0, 100 * MS, 100 * MS + 1)
    ]

    assert told == [(0.0, 0), (0.0, 100 * MS), (None, 100 * MS + 1)]


def test_open_wall_speaks_with_its_confidence_and_for_its_side() -> None:
    scene = Scene("pattern.wall", "pattern.absorption")
    assert scene.read("pattern.wall") == 0.0

    scene.stand_a_wall()

    (wall,) = scene.board.active
    assert scene.read("pattern.wall") == wall.confidence > 0
    assert scene.read("pattern.absorption") == 0.0

    scene.take(scene.feed.step([("bid", WALL_AT, 60, 5)]))

    assert scene.read("pattern.wall") == 0.0


def test_gap_makes_the_book_unknown_and_ends_its_episodes() -> None:
    scene = Scene("pattern.wall", "book.imbalance")
    scene.stand_a_wall()
    scene.feed.sequence += 1

    lost = scene.take(scene.feed.step([("ask", 100, 66, 5)]))

    assert (lost.outcome, lost.accepted) == ("gap", False)
    assert scene.board.active == ()

    scene.take(scene.feed.heartbeat())
    assert scene.read("pattern.wall") is None
    assert scene.read("book.imbalance") is None

    scene.take(scene.feed.snapshot())
    assert scene.read("pattern.wall") == 0.0
    assert scene.read("book.imbalance") is not None


def test_episodes_of_another_symbol_are_not_followed() -> None:
    scene = Scene("pattern.wall")
    scene.feed = WireFeed(2, instance=22, chart=4, symbol=NQ, token=bytes(32))
    scene.feed.show_book()
    scene.take(scene.feed.snapshot())
    opened = 0
    for number in range(100):
        size = 900 if number > 40 else 60
        seen = scene.take(scene.feed.step([("bid", WALL_AT, size, 9), ("ask", 100, 60, number)]))
        opened += len(seen.opened)

    assert opened == 1
    assert scene.board.active == ()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_number_that_is_none_is_unknown(value: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_: Observation, __: Mapping[int, AnyDetection]) -> float | None:
        return value

    strange: Mapping[str, Feature] = {"strange": Feature(name="strange", meaning="", read=read)}
    monkeypatch.setattr(board_module, "FEATURES", strange)

    assert Scene("strange").read("strange") is None


@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_of_the_catalog_is_named_and_explained(name: str) -> None:
    feature = FEATURES[name]
    read: Callable[..., float | None] = feature.read

    assert (feature.name, bool(feature.meaning), callable(read)) == (name, True, True)

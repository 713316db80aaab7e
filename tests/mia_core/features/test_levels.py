from __future__ import annotations

import pytest

from mia_core.clock import NANOSECONDS
from mia_core.features.levels import LEVELS
from mia_core.frames import make_frame
from mia_core.studymap.rows import load_rows
from mia_core.studymap.study_map import StudyMap
from tests.mia_core.features.test_board import Scene
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.recorded import NBCV, VALUES, VWAP
from tests.mia_core.wire_feed import WireFeed, values_frame

ROWS = load_rows(("sierra", "menthorq", "author"))
STUDIES = [inventory.study(item) for item in inventory.MINUTE]
PRICE_TICKS = 26_708  # 6677.00


def scene_of(*names: str) -> Scene:
    scene = Scene(*names, studies=StudyMap(ROWS))
    told = [(study, subgraph, value) for (study, subgraph), value in VALUES.items()]
    scene.feed.add_trade(price_ticks=PRICE_TICKS)
    scene.take(scene.feed.snapshot(*inventory.catalog_frames(STUDIES), values_frame(told)))
    return scene


def test_every_level_is_a_meaning_of_the_shipped_map() -> None:
    known = {f"{row.meaning}.{line.name}" for row in ROWS for line in row.spread().lines}

    assert {level.study for level in LEVELS} <= known


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("levels.vwap", 8.0),
        ("levels.vwap_up_1", -17.0),
        ("levels.vwap_down_1", 33.0),
        ("levels.poc", 28.0),
        ("levels.value_area_high", -5.0),
        ("levels.value_area_low", 34.0),
        ("flow.bar_delta", 1 / 3),
    ],
)
def test_a_level_is_the_way_from_it_to_the_price(name: str, expected: float) -> None:
    scene = scene_of(name)

    assert scene.read(name) == pytest.approx(expected)
    assert scene.board.why(name) == ""


def test_an_unknown_level_has_its_reason() -> None:
    scene = scene_of("levels.vwap", "levels.previous_poc")

    assert scene.read("levels.previous_poc") is None
    assert scene.board.why("levels.previous_poc") == (
        "value_area.previous.poc: the study shows no value"
    )
    scene.take(scene.feed.step(extra=[values_frame([(VWAP, 0, 6681.25)])]))
    assert scene.read("levels.vwap") is None
    assert scene.board.why("levels.vwap").startswith("vwap.main: expected that two bands")


def test_a_level_that_does_not_change_is_as_young_as_the_chart_that_tells_it() -> None:
    scene = scene_of("levels.vwap")

    scene.take(scene.feed.step(after_ns=60_000_000_000, trades=[{"price_ticks": PRICE_TICKS + 4}]))

    assert scene.read("levels.vwap", max_age_s=1.0) == 12.0


def test_a_share_that_is_a_percent_is_not_read_for_a_fraction() -> None:
    scene = scene_of("flow.bar_delta")

    scene.take(scene.feed.step(extra=[values_frame([(NBCV, 10, 33.33)])]))

    assert scene.read("flow.bar_delta") is None
    assert "found delta_share 33.33, delta 15, volume 45" in scene.board.why("flow.bar_delta")


def test_an_index_that_stands_still_is_unknown_once_it_is_older_than_allowed() -> None:
    scene = scene_of("vix.last")
    vix = WireFeed(2, instance=22, chart=8, symbol="VIX_CGI", token=bytes(32))
    scene.take(vix.snapshot())
    prices = {"open_raw": 16.0, "high_raw": 16.25, "low_raw": 16.0, "close_raw": 16.25}
    scene.take(
        vix.batch(
            [make_frame("Bar", {"chart": 8, "period_s": 60, "start_ns": vix.now_ns} | prices)]
        )
    )

    def pass_time(seconds: int) -> float | None:
        for _ in range(seconds):
            scene.take(vix.step(trades=[{"price_ticks": 64}], after_ns=NANOSECONDS))
            scene.take(scene.feed.step(trades=[{"price_ticks": PRICE_TICKS}], after_ns=NANOSECONDS))
        return scene.read("vix.last", max_age_s=20.0)

    assert pass_time(15) == 16.25
    assert pass_time(10) is None

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mia_core.frames import make_frame
from mia_core.studymap.study_map import Reading
from tests.mia_core.studymap.charts import MINUTE, Charts
from tests.mia_core.studymap.recorded import VALUES
from tests.mia_core.studymap.screen import Screen
from tests.mia_core.wire_feed import FLAGS, MS, bar_frame


def test_an_index_is_read_from_its_own_chart_by_its_symbol(
    make_screen: Callable[..., Screen],
) -> None:
    screen = make_screen()
    screen.add_chart(3, MINUTE)
    screen.add_chart(8, (), symbol="VIX_CGI")
    screen.host.update_bar(8, (16.0, 16.25, 15.5, 16.04, 0.0, 0.0, 0.0, 0.0))
    screen.settle()

    told = screen.studies.reading("vix.last")
    assert told.value == pytest.approx(16.04)
    assert told.bar_start_ns == screen.started_ns
    assert screen.studies.reading("vix.high").value == 16.25

    screen.host.update_bar(8, (16.0, 16.25, 15.5, 15.75, 0.0, 0.0, 0.0, 0.0))
    screen.settle()

    assert screen.studies.reading("vix.last").value == 15.75
    assert "study shows no value" in screen.studies.reading("overlay.vix.last").reason


def _prices(last: float) -> dict[str, Any]:
    low, high = min(16.0, last), max(16.0, last)
    return {"open_raw": 16.0, "high_raw": high, "low_raw": low, "close_raw": last}


def _index_bar(start_ns: int, last: float) -> bytes:
    return bar_frame(start_ns, chart=8, **_prices(last))


def test_an_index_is_as_old_as_the_last_change_of_its_newest_bar() -> None:
    charts = Charts()
    vix = charts.open(8, (), symbol="VIX_CGI")
    start_ns = vix.now_ns
    begin = [*vix.introduction(), make_frame("SnapshotBegin", {"snapshot": 9})]
    end = make_frame("SnapshotEnd", {"snapshot": 9})
    first = FLAGS["snapshot"] | FLAGS["snapshot_first"] | FLAGS["hello"]
    last = FLAGS["snapshot"] | FLAGS["snapshot_last"]

    charts.take(vix.step(extra=[_index_bar(start_ns, 16.25)]))
    told_ns = vix.now_ns
    assert charts.map.reading("vix.last") == Reading(
        value=16.25, unit="points", time_ns=told_ns, bar_start_ns=start_ns
    )

    for _ in range(5):
        charts.take(vix.step(extra=[vix.add_trade(price_ticks=64)], after_ns=1000 * MS))
    assert charts.map.reading("vix.last").time_ns == told_ns, "other news says nothing of the index"
    charts.take(vix.snapshot(_index_bar(start_ns, 16.25)))
    assert charts.map.reading("vix.last").time_ns == told_ns, "nor does what a snapshot repeats"

    rest = [*vix.tape, vix.book_frame()]
    charts.take(vix.batch([*begin, _index_bar(start_ns - 60_000 * MS, 16.0)], flags=first))
    charts.take(vix.batch([*rest, _index_bar(start_ns, 16.25), end], flags=last))
    assert charts.map.reading("vix.last").time_ns == told_ns, "also with the history before it"

    charts.take(vix.step(extra=[_index_bar(start_ns, 16.5)]))
    assert charts.map.reading("vix.last").time_ns == vix.now_ns
    charts.take(vix.step(extra=[_index_bar(start_ns, 16.5)]))
    assert charts.map.reading("vix.last").time_ns == vix.now_ns, "only what changed is told again"


def test_a_replay_that_begins_in_the_past_makes_an_index_no_younger_than_its_time() -> None:
    charts = Charts()
    vix = charts.open(8, (), symbol="VIX_CGI")
    charts.take(vix.step(extra=[_index_bar(vix.now_ns, 16.25)]))

    vix.now_ns -= 24 * 3600 * 1000 * MS
    charts.take(vix.snapshot(_index_bar(vix.now_ns, 17.0)))

    told = charts.map.reading("vix.last")
    assert (told.value, told.time_ns) == (17.0, vix.now_ns)


def test_an_index_that_stood_still_before_anybody_listened_is_as_old_as_its_bar() -> None:
    charts = Charts()
    vix = charts.open(8, (), symbol="VIX_CGI")
    hours_ago_ns = vix.now_ns - 3 * 3600 * 1000 * MS

    charts.take(vix.snapshot(_index_bar(hours_ago_ns, 16.25)))

    told = charts.map.reading("vix.last")
    assert (told.value, told.time_ns) == (16.25, hours_ago_ns + 60_000 * MS)


def test_an_index_that_no_chart_shows_is_unknown() -> None:
    charts = Charts()
    charts.open(3, MINUTE, VALUES)

    assert charts.why("vix.last") == "vix.last: chart 3: no chart of VIX or VIX_* or VIX-*"


@pytest.mark.parametrize("symbol", ["VIX9D_CGI", "VIX3M_CGI", "VIX1D"])
def test_an_index_of_another_term_is_never_read_for_vix(symbol: str) -> None:
    charts = Charts()
    other = charts.open(8, (), symbol=symbol)
    charts.take(other.step(extra=[_index_bar(other.now_ns, 19.0)]))
    assert "no chart of VIX" in charts.why("vix.last")

    vix = charts.open(9, (), symbol="VIX_CGI")
    charts.take(vix.step(extra=[bar_frame(vix.now_ns, chart=9, **_prices(16.25))]))

    assert charts.value("vix.last") == 16.25

from __future__ import annotations

from collections.abc import Callable

import pytest

from mia_core.frames import make_frame
from mia_core.studymap.catalog import ChartId
from mia_core.studymap.study_map import Reading
from tests.mia_core.studymap.charts import MINUTE, Charts
from tests.mia_core.studymap.screen import MINUTE_NS, Screen
from tests.mia_core.wire_feed import MS, START_NS, WireFeed, bar_frame

VIX = "VIX_CGI"


def test_a_chart_that_a_neighbour_tells_of_gives_its_complete_bars_and_no_other(
    make_screen: Callable[..., Screen],
) -> None:
    screen = make_screen()
    screen.add_chart(3, MINUTE)
    screen.add_neighbour(8, symbol=VIX, told_by=3)
    began_ns = screen.now_ns - MINUTE_NS
    screen.host.append_bar(8, began_ns, (16.0, 16.25, 15.5, 16.04, 0.0, 0.0, 0.0, 0.0))
    screen.host.append_bar(8, screen.now_ns, (16.0, 18.0, 15.5, 17.5, 0.0, 0.0, 0.0, 0.0))
    screen.settle()

    told = screen.studies.reading("vix.last")
    assert told.value == pytest.approx(16.04), "the bar that still forms is not known"
    assert (told.bar_start_ns, told.time_ns) == (began_ns, screen.started_ns)

    screen.now_ns = screen.started_ns + MINUTE_NS
    screen.host.append_bar(8, screen.now_ns, (17.5, 17.5, 17.5, 17.5, 0.0, 0.0, 0.0, 0.0))
    screen.settle()

    told = screen.studies.reading("vix.last")
    assert (told.value, told.time_ns) == (17.5, screen.started_ns + MINUTE_NS)


def _neighbour(number: int = 3) -> WireFeed:
    return WireFeed(number, instance=number, chart=number, symbol="ESZ25_FUT_CME", token=bytes(32))


def _chart_of_vix() -> bytes:
    told = {"index": 1, "chart": 8, "symbol": VIX.encode(), "tick_size": 0.01, "bar_period_s": 60}
    return make_frame("Instrument", told)


def _bar(last: float, *, minute: int, closed: bool = True) -> bytes:
    prices = {"open_raw": 16.0, "high_raw": 20.0, "low_raw": 15.0, "close_raw": last}
    return bar_frame(START_NS + minute * MINUTE_NS, chart=8, closed=closed, **prices)


def _end_ns(minute: int) -> int:
    return START_NS + (minute + 1) * MINUTE_NS


def test_a_snapshot_tells_again_what_was_known_and_nothing_grows_younger() -> None:
    charts, feed = Charts(), _neighbour()
    told = [_chart_of_vix(), _bar(17.0, minute=-9), _bar(16.5, minute=-10)]
    expected = Reading(
        value=17.0, unit="points", time_ns=_end_ns(-9), bar_start_ns=START_NS - 9 * MINUTE_NS
    )

    charts.take(feed.snapshot(*told))
    assert charts.map.reading("vix.last") == expected

    feed.now_ns += MINUTE_NS
    charts.take(feed.snapshot(*told))
    assert charts.map.reading("vix.last") == expected

    charts.take(feed.step(extra=[_bar(18.0, minute=-8)]))
    assert charts.map.reading("vix.last").time_ns == _end_ns(-8)
    charts.take(feed.step(extra=[_bar(19.0, minute=-7, closed=False)]))
    assert charts.value("vix.last") == 18.0


def test_a_chart_that_is_no_longer_told_of_is_gone() -> None:
    charts, feed = Charts(), _neighbour()
    charts.take(feed.snapshot(_chart_of_vix(), _bar(17.0, minute=-1)))
    assert ChartId(3, 8) in charts.map.charts

    charts.take(feed.snapshot())

    assert set(charts.map.charts) == {ChartId(3, 3)}
    assert "no chart of VIX" in charts.why("vix.last")


def test_an_index_that_did_not_move_for_a_bar_is_known_all_the_same() -> None:
    charts, feed = Charts(), _neighbour()
    prices = dict.fromkeys(("open_raw", "high_raw", "low_raw", "close_raw"), 17.0)

    charts.take(feed.snapshot(_chart_of_vix(), bar_frame(START_NS, chart=8, closed=True, **prices)))

    assert charts.value("vix.last") == 17.0


def test_a_known_chart_without_a_complete_bar_says_so() -> None:
    charts, feed = Charts(), _neighbour()
    charts.take(feed.snapshot(_chart_of_vix(), _bar(17.0, minute=0, closed=False)))

    assert charts.why("vix.last") == "vix.last: its chart shows no value"


def test_a_chart_that_speaks_for_itself_comes_before_its_neighbours() -> None:
    charts, feed = Charts(), _neighbour()
    charts.take(feed.snapshot(_chart_of_vix(), _bar(17.0, minute=-1)))
    own = charts.open(8, (), symbol=VIX)

    charts.take(own.step(extra=[_bar(18.0, minute=0, closed=False)]))

    assert charts.value("vix.last") == 18.0


def test_two_neighbours_that_tell_of_one_chart_are_not_in_doubt() -> None:
    charts, first, second = Charts(), _neighbour(3), _neighbour(4)
    charts.take(first.snapshot(_chart_of_vix(), _bar(17.0, minute=-2)))
    charts.take(second.snapshot(_chart_of_vix(), _bar(18.0, minute=-1)))

    assert charts.value("vix.last") == 18.0

    charts.take(first.step(extra=[_bar(19.0, minute=0)], after_ns=120_000 * MS))
    assert charts.value("vix.last") == 19.0

from __future__ import annotations

from collections.abc import Callable

import pytest

from mia_core.frames import CONSTANTS, make_frame
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.charts import MENTHORQ, MINUTE, Charts
from tests.mia_core.studymap.recorded import VALUES, VWAP_VALUES
from tests.mia_core.studymap.screen import SYMBOL, Screen
from tests.mia_core.wire_feed import MS, START_NS, WireFeed, bar_frame, values_frame

LEVEL = "menthorq.gamma.call_resistance"
CONDITIONS = CONSTANTS["chart_condition"]
CLOSED = "its chart is not in the chartbook"
DOWNLOADING = "its chart downloads its history"
HOURS_NS = 3 * 3600 * 1000 * MS


def _state(chart: int, condition: str) -> bytes:
    return make_frame("ChartState", {"chart": chart, "condition": CONDITIONS[condition]})


def _teller(number: int = 3) -> WireFeed:
    return WireFeed(number, instance=number, chart=number, symbol=SYMBOL, token=bytes(32))


def _told_of_menthorq(level: float = 6700.0) -> list[bytes]:
    chart = {"chart": 10, "index": 1, "symbol": SYMBOL.encode(), "tick_size": 0.25}
    return [
        make_frame("Instrument", chart | {"bar_period_s": 60}),
        *inventory.catalog_frames(MENTHORQ, chart=10),
        values_frame([(1, 0, level)], chart=10),
    ]


@pytest.mark.parametrize("gone", ["closed", "downloading"])
def test_levels_of_a_chart_that_cannot_be_told_of_now_are_no_value(
    make_screen: Callable[..., Screen], gone: str
) -> None:
    screen = make_screen()
    screen.add_chart(3, [])
    screen.add_neighbour(10, symbol=SYMBOL, told_by=3)
    for item in MENTHORQ:
        names = [item.subgraphs.get(at, "") for at in range(max(item.subgraphs, default=-1) + 1)]
        screen.host.add_study(10, item.displayed, names, study_id=item.id)
    for minutes in (2, 1, 0):
        screen.host.append_bar(
            10, screen.now_ns - minutes * 60_000 * MS, (6675.0,) * 4 + (0.0,) * 4
        )
        screen.host.set_values(10, [(1, 0, 6700.0)])
    screen.settle_until(lambda: screen.studies.reading(LEVEL).value == 6700.0)

    if gone == "closed":
        screen.host.close_chart(10)
    else:
        screen.host.set_chart_state(10, downloading=True)
    screen.settle_until(lambda: screen.studies.reading(LEVEL).value is None)

    reason = CLOSED if gone == "closed" else DOWNLOADING
    assert screen.studies.reading(LEVEL).reason == f"{LEVEL}: {reason}"
    assert screen.studies.take_news() == (f"chart 10: every meaning of it has no value: {reason}")
    assert screen.studies.take_news() == ""

    if gone == "downloading":
        screen.host.set_chart_state(10, downloading=False)
        screen.settle_until(lambda: screen.studies.reading(LEVEL).value == 6700.0)


@pytest.mark.parametrize("condition", sorted(set(CONDITIONS) - {"sent", "no_tick_size"}))
def test_a_chart_has_values_only_while_it_is_told_of(condition: str) -> None:
    charts, feed = Charts(), _teller()
    feed.add_trade(price_ticks=26_774)
    charts.take(feed.snapshot(_state(10, "sent"), *_told_of_menthorq()))
    assert charts.value(LEVEL) == 6700.0

    charts.take(feed.step(extra=[_state(10, condition)]))
    assert charts.why(LEVEL).startswith(f"{LEVEL}: its chart ")
    charts.take(feed.step(after_ns=HOURS_NS))
    assert charts.value(LEVEL) is None

    charts.take(feed.step(extra=[_state(10, "no_tick_size")]))
    assert charts.value(LEVEL) == 6700.0, "its studies are told"


def test_an_own_chart_that_downloads_has_no_values_and_one_that_never_says_so_has() -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, VALUES)
    assert charts.value("vwap.main") == 6675.0

    charts.take(feed.step(extra=[_state(3, "downloading")]))
    assert charts.why("vwap.main") == f"vwap.main: {DOWNLOADING}"
    charts.take(feed.snapshot(_state(3, "sent"), *inventory.catalog_frames(MINUTE)))
    charts.show(feed, VALUES)

    assert charts.value("vwap.main") == 6675.0


def test_a_condition_that_this_build_does_not_know_is_no_good_one() -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, VALUES)

    charts.take(feed.step(extra=[make_frame("ChartState", {"chart": 3, "condition": 77})]))

    assert charts.why("vwap.main") == "vwap.main: its chart is in condition 77"


def test_what_only_a_missing_chart_could_have_says_that_it_is_missing() -> None:
    charts, feed = Charts(), _teller()
    charts.take(feed.snapshot(_state(10, "missing")))

    assert (
        charts.why(LEVEL)
        == f"{LEVEL}: chart 3: no study of this name; chart 10 is not in the chartbook"
    )


def test_prices_of_a_closed_chart_are_those_of_nobody() -> None:
    charts, feed = Charts(), _teller()
    vix = {"index": 1, "chart": 8, "symbol": b"VIX_CGI", "tick_size": 0.01, "bar_period_s": 60}
    prices = dict.fromkeys(("open_raw", "high_raw", "low_raw", "close_raw"), 16.0)
    bar = bar_frame(START_NS, chart=8, closed=True, **prices)
    charts.take(feed.snapshot(make_frame("Instrument", vix), _state(8, "sent"), bar))
    assert charts.value("vix.last") == 16.0

    charts.take(feed.step(extra=[_state(8, "missing")]))

    assert charts.why("vix.last") == f"vix.last: {CLOSED}"


def test_another_that_tells_of_the_same_chart_is_listened_to_instead() -> None:
    charts, first, second = Charts(), _teller(3), _teller(4)
    first.add_trade(price_ticks=26_774)
    charts.take(first.snapshot(*_told_of_menthorq()))
    charts.take(second.snapshot(*_told_of_menthorq(6701.0)))
    assert "ambiguous" in charts.why(LEVEL)

    charts.take(second.step(extra=[_state(10, "missing")]))

    assert charts.value(LEVEL) == 6700.0


def test_a_chart_of_other_bars_never_stands_in_for_the_one_that_is_gone() -> None:
    charts = Charts()
    minute = charts.open(3, MINUTE, VWAP_VALUES)
    charts.open(4, MINUTE, VWAP_VALUES, period_s=1800)

    charts.take(minute.step(extra=[_state(3, "downloading")]))

    assert charts.why("vwap.main") == f"vwap.main: {DOWNLOADING}"


def test_while_the_chart_that_tells_downloads_nothing_it_told_of_others_is_fresh() -> None:
    charts, feed = Charts(), _teller()
    feed.add_trade(price_ticks=26_774)
    charts.take(feed.snapshot(_state(10, "sent"), *_told_of_menthorq()))
    assert charts.value(LEVEL) == 6700.0

    charts.take(feed.step(extra=[_state(3, "downloading")]))
    assert charts.why(LEVEL) == f"{LEVEL}: chart 3, which tells of it, downloads its history"

    charts.take(feed.step(extra=[_state(3, "sent")]))
    assert charts.value(LEVEL) == 6700.0

from __future__ import annotations

from collections.abc import Callable

import pytest

from mia_core.config import StudiesConfig, StudyId
from mia_core.frames import make_frame
from mia_core.studymap.catalog import Study
from mia_core.studymap.mapping import FLT_MAX
from mia_core.studymap.study_map import Reading
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.charts import HALF_HOUR, MENTHORQ, MINUTE, Charts
from tests.mia_core.studymap.recorded import (
    NBCV,
    NBCV_VALUES,
    PREVIOUS_AREA,
    SESSION,
    SESSION_VALUES,
    VALUES,
    VWAP,
    VWAP_VALUES,
)
from tests.mia_core.studymap.screen import SYMBOL, Screen, Values
from tests.mia_core.wire_feed import MS, WireFeed, values_frame


def test_a_meaning_is_read_by_name_through_the_real_study(
    make_screen: Callable[..., Screen],
) -> None:
    screen = make_screen()
    screen.add_chart(3, MINUTE)
    screen.show(3, VALUES | {(PREVIOUS_AREA, 0): 6650.0, (PREVIOUS_AREA, 1): 6661.0})
    screen.show(3, {(PREVIOUS_AREA, 2): 6645.5, (NBCV, 7): 21.0, (NBCV, 8): -2.0})
    screen.settle()

    read = screen.studies.reading
    assert (read("vwap.main").value, read("vwap.main").unit) == (6675.0, "price")
    assert (read("vwap.up_1").value, read("vwap.down_1").value) == (6681.25, 6668.75)
    assert read("value_area.current.poc").value == 6670.0
    assert read("value_area.previous.poc").value == 6650.0
    assert read("nbcv.delta").value == 15.0
    assert read("nbcv.delta_share").value == pytest.approx(1 / 3)
    assert read("cumulative_delta.close").value == -508.0

    screen.show(3, {(NBCV, 0): 17.0, (NBCV, 5): 32.0, (NBCV, 12): 47.0, (NBCV, 1): 47.0})
    screen.show(3, {(NBCV, 10): 17 / 47, (NBCV, 16): 32 / 47, (NBCV, 17): 15 / 47})
    screen.settle()

    assert read("nbcv.delta").value == 17.0
    assert screen.studies.take_news() == ""


def test_levels_of_menthorq_are_read_from_their_own_chart(
    make_screen: Callable[..., Screen],
) -> None:
    screen = make_screen()
    screen.add_chart(3, MINUTE)
    screen.add_chart(10, MENTHORQ, period_s=900)
    screen.show(
        10, {(1, 0): 6700.0, (1, 1): 6600.25, (1, 9): 6690.0, (3, 9): 6671.5, (2, 59): 6655}
    )
    screen.settle()

    read = screen.studies.reading
    assert read("menthorq.gamma.call_resistance").value == 6700.0
    assert read("menthorq.gamma.put_support").value == 6600.25
    assert read("menthorq.gamma.gex_1").value == 6690.0
    assert read("menthorq.blind_spots.level_10").value == 6671.5
    assert read("menthorq.swing.level_60").value == 6655.0
    assert read("menthorq.gamma.gamma_wall_0dte") == Reading(
        reason="menthorq.gamma.gamma_wall_0dte: the study shows no value",
        unit="price",
        time_ns=read("menthorq.gamma.hvl").time_ns,
        bar_start_ns=read("menthorq.gamma.gex_1").bar_start_ns,
    )


def test_a_study_that_is_added_or_renamed_is_found_at_once(
    make_screen: Callable[..., Screen],
) -> None:
    screen = make_screen()
    screen.add_chart(3, MINUTE[:2])
    screen.settle()
    assert "no study of this name" in screen.studies.reading("vwap.main").reason

    screen.host.add_study(
        3,
        "VWAP",
        list(inventory.VWAP.values()),
        study_id=77,
        original_name="Volume Weighted Average Price",
    )
    screen.show(3, {(77, index): value for (_, index), value in VWAP_VALUES.items()})
    screen.settle()

    assert screen.studies.reading("vwap.main").value == 6675.0


def test_no_value_is_unknown_and_says_so() -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, VALUES)

    charts.show(feed, {(VWAP, 0): 0.0, (NBCV, 9): -FLT_MAX, (NBCV, 11): 0.0})

    assert charts.why("vwap.main") == "vwap.main: the study shows no value"
    assert charts.why("nbcv.cumulative_delta") == "nbcv.cumulative_delta: the study shows no value"
    assert charts.value("nbcv.trades") == 0.0


def test_every_unknown_has_its_reason() -> None:
    charts = Charts()

    assert charts.why("vwap.main") == "vwap.main: no chart has told its studies"
    assert charts.why("vwap.middle") == "vwap.middle: no row of the study map has this meaning"
    feed = charts.open(3, [item for item in MINUTE if item.id != 46])
    assert charts.why("vwap.main") == "vwap.main: the study shows no value"
    assert charts.why("correlation.main") == "correlation.main: chart 3: no study of this name"
    charts.show(feed, {(VWAP, 1): 6681.25})
    assert charts.why("vwap.up_1") == "vwap.up_1: found, and nothing has proved it yet"
    charts.show(feed, {(VWAP, 0): 6681.25, (VWAP, 2): 6668.75})
    assert charts.why("vwap.up_1").startswith("vwap.up_1: expected that two bands lie at one")


def test_what_no_relation_could_prove_is_used_by_its_name_and_may_be_refused() -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, {(18, 0): 1.0, (18, 2): 3.0})
    assert charts.value("author.long_up_bar.signal") == 1.0
    assert charts.value("author.long_up_bar.alerts") == 3.0

    charts.show(feed, {(18, 2): 2.5})
    assert "all are whole numbers from 0; found alerts 2.5" in charts.why(
        "author.long_up_bar.alerts"
    )


def test_what_goes_wrong_is_told_once() -> None:
    charts = Charts()
    feed = charts.open(3, [*MINUTE, inventory.study((90, "Average True Range", {0: "ATR"}))])

    assert charts.map.take_news() == (
        "chart 3: atr has no value: ambiguous: twins: study 45 Average True Range, "
        "study 90 Average True Range; give one of them a name of its own, or its id in the "
        "configuration"
    )
    assert charts.map.take_news() == ""
    charts.show(feed, NBCV_VALUES | {(NBCV, 0): 14.0})
    assert charts.map.take_news() == (
        "chart 3: nbcv has no value: expected that the first is the second less the third; "
        "found delta 14, ask_volume 30, bid_volume 15, tolerance 0.5"
    )
    assert charts.map.take_news() == ""


def test_the_charts_of_one_symbol_are_told_apart_by_their_bars() -> None:
    charts = Charts()
    charts.open(4, HALF_HOUR, _of_half_hour(VWAP_VALUES, 1), period_s=1800)
    assert charts.value("vwap.main") == 6685.0, "the only one there is"

    charts.open(3, MINUTE, VWAP_VALUES)

    assert charts.value("vwap.main") == 6675.0
    assert charts.value("vwap.main", period_s=60) == 6675.0
    assert charts.value("vwap.main", period_s=1800) == 6685.0
    told = charts.map.reading("vwap.main", period_s=300)
    assert told.reason == "vwap.main: no chart with bars of 300 s has it"


def test_two_charts_that_nothing_tells_apart_are_nobodys() -> None:
    charts = Charts()
    charts.open(3, MINUTE, VWAP_VALUES)
    charts.open(7, MINUTE, VWAP_VALUES)

    assert charts.why("vwap.main") == (
        "vwap.main: ambiguous between chart 3 (60 s), chart 7 (60 s)"
    )
    assert charts.value("vwap.main", period_s=60) is None


def test_a_chart_speaks_for_itself_before_a_neighbour_does() -> None:
    charts = Charts()
    charts.open(10, MENTHORQ, {(1, 0): 6700.0})
    told = WireFeed(3, instance=3, symbol=SYMBOL, token=bytes(32))
    neighbour = {"chart": 10, "index": 1, "symbol": SYMBOL.encode(), "tick_size": 0.25}
    values = values_frame([(1, 0, 6701.0)], chart=10)
    frames = [make_frame("Instrument", neighbour), *inventory.catalog_frames(MENTHORQ, chart=10)]
    charts.take(told.snapshot(*frames, values))

    assert charts.value("menthorq.gamma.call_resistance") == 6700.0


def test_the_main_chart_is_configured_by_its_bars() -> None:
    charts = Charts(config=StudiesConfig(main_period_s=1800))
    charts.open(3, MINUTE, VWAP_VALUES)
    charts.open(4, HALF_HOUR, _of_half_hour(VWAP_VALUES, 1), period_s=1800)

    assert charts.value("vwap.main") == 6685.0


def test_a_study_that_stands_still_is_as_old_as_the_last_word_of_its_chart() -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, VWAP_VALUES)
    charts.take(feed.step(trades=[{"price_ticks": 26_700}], after_ns=60_000 * MS))

    assert charts.map.reading("vwap.main").time_ns == feed.now_ns


def test_a_study_that_calls_itself_something_else_is_known_by_its_new_name(
    make_screen: Callable[..., Screen],
) -> None:
    screen = make_screen()
    bars = Study(id=5, displayed="Cumulative Delta Bars - Volume", subgraphs=inventory.BAR)
    screen.add_chart(3, [bars])
    screen.show(3, {(5, index): value for index, value in enumerate((1.0, 9.0, -2.0, 5.0))})
    screen.settle()
    assert screen.studies.reading("cumulative_delta.close").value == 5.0

    screen.host.rename_study(3, 5, "Something else")
    screen.settle_until(lambda: screen.studies.reading("cumulative_delta.close").value is None)
    screen.host.rename_study(3, 5, bars.displayed)
    screen.settle_until(lambda: screen.studies.reading("cumulative_delta.close").value == 5.0)


def test_another_future_is_never_read_for_the_traded_one() -> None:
    charts = Charts()
    charts.open(3, MINUTE, VWAP_VALUES, symbol="NQZ25_FUT_CME")

    assert charts.why("vwap.main") == (
        "vwap.main: only charts of NQZ25_FUT_CME have it, not one of ESZ25_FUT_CME"
    )
    charts.open(5, MINUTE, VWAP_VALUES, symbol="ES")
    assert charts.value("vwap.main") == 6675.0, "the same future under another of its names"
    charts.open(6, MINUTE, VWAP_VALUES | {(VWAP, 0): 6675.125})
    assert charts.value("vwap.main") == 6675.125, "the exact symbol comes first"


def test_another_month_of_the_traded_future_is_never_read_for_it() -> None:
    charts = Charts(symbol="ESZ25_FUT_CME")
    charts.open(5, MINUTE, VWAP_VALUES, symbol="ESU25_FUT_CME")

    assert charts.why("vwap.main") == (
        "vwap.main: only charts of ESU25_FUT_CME have it, not one of ESZ25_FUT_CME"
    )
    charts.open(3, MINUTE, VWAP_VALUES | {(VWAP, 0): 6675.125}, symbol="ESZ25_FUT_CME")
    assert charts.value("vwap.main") == 6675.125


def test_after_a_gap_nothing_is_known_until_the_chart_was_told_anew() -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, VALUES)
    lost = feed.step(extra=[values_frame([(VWAP, 0, 6676.0)])])
    assert lost

    charts.take(feed.heartbeat())

    assert charts.why("vwap.main") == "vwap.main: its chart is being told anew"
    parts = feed.snapshot_parts(*inventory.catalog_frames(MINUTE), charts._values(feed, VALUES))
    for part in parts[:-1]:
        charts.take(part)
    assert charts.why("vwap.main") == "vwap.main: its chart is being told anew"
    charts.take(parts[-1])
    assert charts.value("vwap.main") == 6675.0


def test_what_failed_on_a_snapshot_of_several_moments_is_looked_at_once_more() -> None:
    torn = VALUES | {(NBCV, 0): 15.0, (NBCV, 5): 32.0, (NBCV, 12): 47.0}
    later = {(NBCV, 0): 17.0, (NBCV, 1): 47.0, (NBCV, 10): 17 / 47, (NBCV, 16): 32 / 47}
    charts = Charts()
    feed = charts.open(3, MINUTE, torn)
    assert "found delta 15, ask_volume 32, bid_volume 15" in charts.why("nbcv.delta")

    charts.show(feed, later | {(NBCV, 17): 15 / 47})
    assert charts.value("nbcv.delta") == 17.0
    assert charts.map.take_news() == ""

    charts.show(feed, {(NBCV, 0): 18.0})
    assert "found delta 18, ask_volume 32, bid_volume 15" in charts.why("nbcv.delta")
    charts.show(feed, {(NBCV, 0): 17.0})
    assert charts.value("nbcv.delta") is None, "a second look is the last"


@pytest.mark.parametrize("later", [{}, {(NBCV, 9): -507.0}])
def test_what_stays_wrong_after_a_snapshot_stays_out(later: Values) -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, VALUES | {(NBCV, 0): 16.0})
    assert charts.value("nbcv.delta") is None

    charts.show(feed, later) if later else charts.take(feed.heartbeat())
    assert charts.value("nbcv.delta") is None
    charts.show(feed, {(NBCV, 0): 15.0})

    assert charts.value("nbcv.delta") is None


def test_values_that_come_before_the_end_of_a_snapshot_count_after_it() -> None:
    charts = Charts()
    feed = WireFeed(token=bytes(32), symbol=SYMBOL)
    feed.tape = [charts._values(feed, VWAP_VALUES)]  # told in the part before the catalog

    for part in feed.snapshot_parts(*inventory.catalog_frames(MINUTE)):
        assert charts.value("vwap.up_1") is None
        charts.take(part)

    assert charts.value("vwap.up_1") == 6681.25


def test_a_restarted_study_takes_the_place_of_its_earlier_self() -> None:
    charts = Charts()
    charts.open(3, MINUTE, VWAP_VALUES)
    again = WireFeed(33, instance=3, symbol=SYMBOL, token=bytes(32))
    values = {**VWAP_VALUES, (VWAP, 0): 6675.125}

    charts.take(again.snapshot(*inventory.catalog_frames(MINUTE), charts._values(again, values)))

    assert len(charts.map.charts) == 1
    assert charts.value("vwap.main") == 6675.125


def test_a_chart_that_fell_silent_does_not_stand_in_the_way_of_one_that_speaks() -> None:
    charts = Charts()
    charts.open(3, MINUTE, VWAP_VALUES)
    speaking = charts.open(7, MINUTE, VWAP_VALUES)
    assert charts.value("vwap.main") is None

    charts.take(speaking.step(after_ns=61_000 * MS))

    told = charts.map.reading("vwap.main")
    assert (told.value, told.time_ns) == (6675.0, speaking.now_ns)


def test_the_id_a_user_gives_decides_between_twins() -> None:
    twins = [inventory.study((number, "VWAP", inventory.VWAP)) for number in (22, 23)]
    values = VWAP_VALUES | {(23, index): value + 10 for (_, index), value in VWAP_VALUES.items()}
    undecided = Charts()
    undecided.open(3, twins, values)
    assert "twins: study 22 VWAP, study 23 VWAP" in undecided.why("vwap.main")

    given = StudyId(meaning="vwap", chart=3, study=23)
    charts = Charts(config=StudiesConfig(ids=(given,)))
    charts.open(3, twins, values)
    charts.open(4, twins, values, symbol="NQZ25_FUT_CME")

    assert charts.value("vwap.main") == 6685.0
    other = StudyId(meaning="vwap", chart=3, study=23, symbol="NQZ25_FUT_CME")
    elsewhere = Charts(config=StudiesConfig(ids=(other,)))
    elsewhere.open(3, twins, values)
    assert elsewhere.value("vwap.main") is None


def test_a_wrong_id_is_found_out_by_the_numbers() -> None:
    given = StudyId(meaning="value_area.previous", chart=3, study=SESSION)
    charts = Charts(config=StudiesConfig(ids=(given,)))
    charts.open(3, MINUTE, SESSION_VALUES)

    assert "they are not the very numbers of the others" in charts.why("value_area.previous.poc")
    assert charts.value("session.current.higher_high.high") == 6696.75


def test_a_batch_that_was_refused_changes_nothing() -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, VALUES)
    damaged = bytearray(feed.step(extra=[values_frame([(VWAP, 0, 1.0)])]))
    damaged[-1] ^= 1
    feed.sequence -= 1

    charts.take(bytes(damaged))
    charts.take(feed.heartbeat())

    assert charts.value("vwap.main") == 6675.0


def _of_half_hour(values: Values, study: int) -> Values:
    return {(study, index): value + 10 for (_, index), value in values.items()}

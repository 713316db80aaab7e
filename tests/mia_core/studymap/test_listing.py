from __future__ import annotations

from collections import Counter

from mia_core.frames import CONSTANTS, make_frame
from mia_core.studymap.listing import MapRow, map_rows
from mia_core.studymap.mapping import State
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.charts import MENTHORQ, MINUTE, ROWS, Charts
from tests.mia_core.studymap.recorded import NBCV, VALUES, VWAP_VALUES
from tests.mia_core.studymap.screen import SYMBOL


def listed(charts: Charts) -> dict[str, MapRow]:
    return {row.meaning: row for row in map_rows(charts.map) if row.meaning}


def test_everything_is_listed_with_its_state() -> None:
    charts = Charts()
    charts.open(3, MINUTE, VALUES | {(NBCV, 11): 2.5})

    rows = listed(charts)

    assert rows["vwap.main"] == MapRow(
        chart=3,
        symbol=SYMBOL,
        period_s=60,
        meaning="vwap.main",
        state=State.VERIFIED,
        reason="by its original name",
        study=22,
        name="VWAP",
        subgraph=0,
        unit="price",
        value=6675.0,
    )
    assert rows["nbcv.trades"].state == "failed"
    assert "found trades 2.5" in rows["nbcv.trades"].reason
    assert rows["nbcv.delta"].state == "verified"
    assert rows["value_area.previous.poc"].state == "matched"
    assert rows["value_area.previous.poc"].reason == "by its original name; it shows no value"
    assert rows["author.color_up.signal"].reason == "by its displayed name; it shows no value"
    assert rows["trading.profit_text"].reason == "to be seen only, it has no numbers"
    assert rows["trading.profit_text"].state == "seen"
    assert rows["atr.main"].state == "named"
    assert rows["atr.main"].reason == "by its original name alone; no relation could prove it"
    assert rows["menthorq.gamma"] == MapRow(
        meaning="menthorq.gamma", state=State.MISSING, reason="no study of this name"
    )


def test_what_a_chart_showed_that_cannot_be_told_of_now_is_not_listed_as_a_value() -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, VALUES)
    state = {"chart": 3, "condition": CONSTANTS["chart_condition"]["downloading"]}

    charts.take(feed.step(extra=[make_frame("ChartState", state)]))

    row = listed(charts)["vwap.main"]
    assert (row.value, row.reason) == (None, "its chart downloads its history")
    assert (row.study, row.state) == (22, State.VERIFIED)


def test_twins_and_strangers_are_listed() -> None:
    stranger = inventory.study((80, "Bollinger Bands", {0: "Top"}))
    twin = inventory.study((22, "VWAP", inventory.VWAP))
    charts = Charts()
    charts.open(3, [twin, inventory.study((23, "VWAP", inventory.VWAP)), stranger], VWAP_VALUES)

    rows = map_rows(charts.map)

    assert listed(charts)["vwap"].state == "ambiguous"
    assert "twins: study 22 VWAP, study 23 VWAP" in listed(charts)["vwap"].reason
    unmapped = {row.study: row.name for row in rows if not row.meaning}
    assert unmapped == {22: "VWAP", 23: "VWAP", 80: "Bollinger Bands"}


def test_a_study_shows_as_many_lines_as_it_has() -> None:
    charts = Charts()
    charts.open(10, MENTHORQ)

    counts = Counter(row.meaning.rpartition(".")[0] for row in map_rows(charts.map))

    assert counts["menthorq.gamma"] == 19
    assert counts["menthorq.blind_spots"] == 10
    assert counts["menthorq.swing"] == 60


def test_a_map_without_charts_misses_everything() -> None:
    charts = Charts()

    rows = map_rows(charts.map)

    assert {(row.chart, row.state, row.reason) for row in rows} == {
        (0, "missing", "no chart has told its studies")
    }
    assert [row.meaning for row in rows] == [row.meaning for row in ROWS]

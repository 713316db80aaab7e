from __future__ import annotations

from mia_core.frames import make_frame
from mia_core.studymap.catalog import Study
from mia_core.studymap.recognition import ROOM, recognition_texts
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.charts import MINUTE, Charts
from tests.mia_core.studymap.recorded import NBCV, VALUES, VWAP_VALUES
from tests.mia_core.studymap.screen import SYMBOL


def told_of(chart: int, studies: list[Study]) -> list[bytes]:
    instrument = {"chart": chart, "symbol": SYMBOL.encode(), "tick_size": 0.25, "bar_period_s": 60}
    return [make_frame("Instrument", instrument), *inventory.catalog_frames(studies, chart=chart)]


def told(charts: Charts) -> str:
    """Say what the panel of the one publisher shows, once its numbers were held against each other."""
    charts.map.verify()
    (text,) = recognition_texts(charts.map).values()
    return text.replace("\n  ", " ")


def test_what_is_wrong_stands_first_and_what_is_unknown_last() -> None:
    charts = Charts()
    charts.open(3, MINUTE, VALUES | {(NBCV, 11): 2.5})

    lines = told(charts).splitlines()

    assert [line.partition(":")[0].rstrip(" 0123456789") for line in lines] == [
        *("wrong", "recognised", "known by name", "found, not proved yet", "to be seen only"),
    ]
    assert lines[0] == "wrong 1: nbcv"
    assert lines[1].startswith("recognised 4: vwap, value_area.current, ")
    assert lines[2].startswith("known by name 26: atr, correlation, ")
    assert lines[3].endswith(" more")
    assert lines[4] == "to be seen only 2: trading.profit_text, author.inspector"


def test_twins_are_ambiguous_and_strangers_are_named_with_their_id() -> None:
    stranger = inventory.study((80, "Bollinger Bands", {0: "Top"}))
    twin = inventory.study((22, "VWAP", inventory.VWAP))
    charts = Charts()
    charts.open(3, [twin, inventory.study((23, "VWAP", inventory.VWAP)), stranger], VWAP_VALUES)

    text = told(charts)

    assert "ambiguous 1: vwap" in text
    assert "not recognised 3: VWAP (22), VWAP (23), Bollinger Bands (80)" in text


def test_what_is_wrong_or_in_doubt_anywhere_stands_before_what_is_well() -> None:
    charts = Charts()
    feed = charts.open(3, MINUTE, VALUES)
    twins = [inventory.study((number, "VWAP", inventory.VWAP)) for number in (1, 2)]

    charts.take(feed.snapshot(*told_of(2, twins), *told_of(3, MINUTE)))
    charts.show(feed, VALUES)

    lines = told(charts).splitlines()
    assert lines[0] == "chart 2: ambiguous 1: vwap"
    assert lines[1].startswith("recognised 5: vwap, value_area.current, ")
    assert lines[-1] == "chart 2: not recognised 2: VWAP (1), VWAP (2)"


def test_nothing_is_said_of_a_publisher_that_told_no_studies() -> None:
    assert recognition_texts(Charts().map) == {}


def test_more_than_the_panel_has_room_for_ends_with_where_the_rest_is() -> None:
    charts = Charts()
    studies = [inventory.study((id_, f"\u00c9tude {id_}", {0: "Top"})) for id_ in range(20, 90)]
    feed = charts.open(3, studies)

    assert told(charts).startswith("not recognised 70: \u00c9tude 20 (20), \u00c9tude 21 (21), ")
    assert told(charts).endswith(" more")

    others = [frame for chart in range(4, 8) for frame in told_of(chart, studies)]
    charts.take(feed.snapshot(*told_of(3, studies), *others))

    assert len(told(charts).encode()) <= ROOM
    assert "chart 4: not recognised 70: \u00c9tude 20 (20), " in told(charts)
    assert told(charts).endswith("and more: `mia doctor` names everything")

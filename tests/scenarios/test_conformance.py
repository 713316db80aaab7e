"""What a real chart held on 2025-09-16, through the study, a real socket and the study map: it must arrive as it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from mia_core.config import StudiesConfig, StudyId
from mia_core.frames import CONSTANTS
from tests.mia_core.studymap.recorded import SESSION
from tests.scenarios.recorded_chart import CHART, RecordedChart
from tests.scenarios.recorded_session import (
    AT_BID,
    MINUTE_NS,
    QUOTE,
    TICK,
    Session,
    TapeRecord,
    bar_of,
    read_session,
)
from tests.scenarios.short_session import AT_09_26_NS, SHORT

SHARED = Path(
    os.environ.get("MIA_TEST_SHARED", Path(__file__).parents[2].parent / "shared"),
    "data",
    "esz25-20250916",
)
QUIET_UPDATES = 12  # after ten the dumper began to repeat its tape

# Where each meaning stood on that chart. MIA is told none of these numbers.
PLACES = {
    "vwap.main": (22, 0),
    **{f"vwap.up_{band}": (22, 2 * band - 1) for band in (1, 2, 3, 4)},
    **{f"vwap.down_{band}": (22, 2 * band) for band in (1, 2, 3, 4)},
    **{f"value_area.current.{name}": (1, at) for at, name in enumerate(("poc", "high", "low"))},
    **{f"value_area.previous.{name}": (2, at) for at, name in enumerate(("poc", "high", "low"))},
    **{
        f"session.current.higher_high.{name}": (8, at)
        for at, name in enumerate(("open", "high", "low"))
    },
    "nbcv.delta": (33, 0),
    "nbcv.total": (33, 1),
    "nbcv.ask_volume": (33, 5),
    "nbcv.bid_volume": (33, 6),
    "nbcv.cumulative_delta": (33, 9),
    "nbcv.delta_share": (33, 10),
    "nbcv.trades": (33, 11),
    "nbcv.volume": (33, 12),
    "nbcv.ask_share": (33, 16),
    "nbcv.bid_share": (33, 17),
    "cumulative_delta.close": (32, 3),
}
UNPROVED = {"atr.main": (45, 0), "correlation.main": (46, 0)}
WRONG_AREA = StudiesConfig(
    ids=(StudyId(meaning="value_area.previous", chart=CHART, study=SESSION),)
)

Play = Callable[..., RecordedChart]


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Play sessions into charts; each of them finds the token of its home."""
    home = tmp_path_factory.mktemp("home")
    charts: list[RecordedChart] = []

    def played(session: Session, config: StudiesConfig | None = None) -> RecordedChart:
        charts.append(
            RecordedChart(
                session, home=home, meanings=tuple(PLACES), config=config or StudiesConfig()
            )
        )
        charts[-1].connect()
        for moment in session.moments:
            charts[-1].play(moment)
        return charts[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIA_HOME", str(home))
        yield played
        for chart in charts:
            chart.close()


@pytest.fixture(scope="module")
def recording() -> Session:
    if not SHARED.is_dir():
        pytest.skip(f"the recording of 2025-09-16 is not in {SHARED} (MIA_TEST_SHARED says where)")
    return read_session(SHARED)


@pytest.fixture(scope="module", params=["a few lines", "the recording"])
def session(request: pytest.FixtureRequest) -> Session:
    """What is played: the lines that are committed here, and the whole recording where it is at hand."""
    if request.param == "a few lines":
        return SHORT
    whole: Session = request.getfixturevalue("recording")
    return whole


@pytest.fixture(scope="module")
def chart(play: Play, session: Session) -> RecordedChart:
    return play(session)


def test_every_study_of_the_chart_arrives_under_its_name(
    chart: RecordedChart, session: Session
) -> None:
    [mapping] = chart.engine.studies.charts.values()
    told = {study.id: study for study in mapping.catalog.studies}

    assert len(session.studies) == 48
    for study in session.studies:
        assert told[study.id].displayed == study.displayed
        assert told[study.id].subgraphs == study.subgraphs
    assert mapping.faults == {}


def test_every_meaning_is_what_its_study_shows_at_every_moment(chart: RecordedChart) -> None:
    told = [shown for shown in chart.shown if shown.values]

    assert told
    for shown in told:
        expected = {name: float(np.float32(shown.values[place])) for name, place in PLACES.items()}
        assert shown.readings == expected, shown.reasons
    assert chart.engine.studies.take_news() == ""


def test_what_no_relation_can_prove_arrives_and_is_not_used(chart: RecordedChart) -> None:
    studies = chart.engine.studies
    [mapping] = studies.charts.values()
    last = next(shown.values for shown in reversed(chart.shown) if shown.values)

    for meaning, place in UNPROVED.items():
        assert mapping.lines[meaning].value == float(np.float32(last[place]))
        assert studies.reading(meaning).value is None
        assert "no relation can prove it" in studies.reading(meaning).reason


def test_vwap_is_vwap_and_its_bands_lie_6_25_apart(chart: RecordedChart) -> None:
    readings = chart.shown[-1].readings

    assert readings["vwap.main"] == 6675.0
    for band in (1, 2, 3, 4):
        assert readings[f"vwap.up_{band}"] == 6675.0 + 6.25 * band
        assert readings[f"vwap.down_{band}"] == 6675.0 - 6.25 * band


def test_the_area_of_the_day_before_is_not_the_session(play: Play, chart: RecordedChart) -> None:
    area = ("high", "poc", "low")
    right = [chart.shown[-1].readings[f"value_area.previous.{name}"] for name in area]
    assert right == [6660.5, 6655.25, 6648.75]

    wrong = play(SHORT, WRONG_AREA).shown[-1]

    assert [wrong.readings[f"value_area.previous.{name}"] for name in area] == [None] * 3
    assert "they are not the very numbers of the others" in wrong.reasons["value_area.previous.poc"]


def test_delta_15_of_45_is_a_third(chart: RecordedChart) -> None:
    first = next(shown.readings for shown in chart.shown if shown.values)
    delta, volume, share = (first[f"nbcv.{name}"] for name in ("delta", "volume", "delta_share"))

    assert (delta, volume) == (15.0, 45.0)
    assert delta is not None
    assert volume is not None
    assert round(delta / volume, 4) == 0.3333
    assert share == pytest.approx(0.3333, abs=5e-5)


def test_a_minute_of_buyers_alone_is_not_balanced(chart: RecordedChart) -> None:
    last = chart.shown[-1].readings

    assert (last["nbcv.delta"], last["nbcv.volume"], last["nbcv.bid_volume"]) == (5.0, 5.0, 0.0)
    assert (last["nbcv.delta_share"], last["nbcv.ask_share"], last["nbcv.bid_share"]) == (1, 1, 0)


def test_the_book_is_complete_from_the_best_level_on(chart: RecordedChart) -> None:
    told = [shown for shown in chart.shown if shown.book is not None]

    assert told
    for shown in told:
        assert shown.known_book == shown.book
        for side in shown.known_book:
            prices = [price for price, _ in side]
            assert [abs(price - prices[0]) for price in prices] == list(range(len(prices)))


def test_every_record_of_the_tape_arrives_once(chart: RecordedChart, session: Session) -> None:
    for _ in range(QUIET_UPDATES):
        chart.settle()
    sides = CONSTANTS["trade_side"]
    trades = [
        TapeRecord(
            sequence=int(head["tape_sequence"]),
            time_ns=int(head["time_ns"]),
            type=AT_BID if head["side"] == sides["at_bid"] else head["side"],
            price=float(head["price_raw"]),
            volume=int(head["size"]),
            bid=int(head["bid_ticks"]) * TICK,
            ask=int(head["ask_ticks"]) * TICK,
            bid_size=int(head["bid_size"]),
            ask_size=int(head["ask_size"]),
        )
        for head in (frame.head for frame in chart.frames("Trade"))
    ]
    quotes = [int(frame.head["tape_sequence"]) for frame in chart.frames("Quote")]

    assert trades == [record for record in session.tape if record.type != QUOTE]
    assert quotes == [record.sequence for record in session.tape if record.type == QUOTE]
    assert not list(chart.frames("TapeBreak"))
    counters = chart.engine.market.counters()
    assert (counters["trades"], counters["duplicate_trades"]) == (len(trades), 0)


def test_bars_and_trades_are_on_one_clock(chart: RecordedChart, session: Session) -> None:
    bars = {}
    for frame in chart.frames("Bar"):
        head = frame.head
        prices = (head[f"{name}_raw"] for name in ("open", "high", "low", "close"))
        counts = (head[name] for name in ("volume", "trade_count", "bid_volume", "ask_volume"))
        bars[int(head["start_ns"])] = tuple(map(float, (*prices, *counts)))
    trades = [record for record in session.tape if record.type != QUOTE]

    assert AT_09_26_NS in bars
    assert bars.keys() >= set(session.whole_minutes_ns)
    for start_ns in session.whole_minutes_ns:
        of_minute = [trade for trade in trades if 0 <= trade.time_ns - start_ns < MINUTE_NS]
        assert bars[start_ns] == bar_of(of_minute)


def test_all_of_the_recording_is_played(recording: Session) -> None:
    trades = [record for record in recording.tape if record.type != QUOTE]

    assert len({trade.sequence for trade in trades}) == len(trades) == 592
    assert len(recording.tape) - len(trades) == 5596
    assert sum(1 for moment in recording.moments if moment.values) == 15
    assert {len(side) for moment in recording.moments for side in moment.book or ()} == {20}

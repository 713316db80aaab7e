from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.studymap.mapping import FLT_MAX, ChartMapping, State, is_value
from mia_core.studymap.match import match_chart
from mia_core.studymap.rows import load_rows
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.recorded import (
    BANDS,
    CORRELATION,
    CURRENT_AREA,
    NBCV,
    PREVIOUS_AREA,
    PRICE,
    SESSION,
    SESSION_VALUES,
    VALUES,
    VWAP,
)

ROWS = tuple(row.spread() for row in load_rows(("sierra", "menthorq", "author")))
FIGURES = st.floats(min_value=2, max_value=100)


class Chart:
    """One chart of the inventory with values on it."""

    def __init__(
        self,
        values: Mapping[tuple[int, int], float] | None = None,
        *,
        chart: int = 3,
        ids: Mapping[str, int] | None = None,
        without: frozenset[int] = frozenset(),
    ) -> None:
        listed = inventory.catalog(chart)
        left = tuple(study for study in listed.studies if study.id not in without)
        catalog = msgspec.structs.replace(listed, studies=left)
        self.mapping = ChartMapping(catalog, match_chart(catalog, ROWS, ids or {}))
        self.show(values or {})

    def show(self, values: Mapping[tuple[int, int], float]) -> None:
        for (study, subgraph), value in values.items():
            self.mapping.put(study, subgraph, value, 0)
        self.mapping.verify(PRICE)

    def state(self, meaning: str) -> State:
        return self.mapping.lines[meaning].state

    def value(self, meaning: str) -> float | None:
        return self.mapping.lines[meaning].value


def test_what_the_recorded_chart_showed_proves_itself() -> None:
    chart = Chart(VALUES)

    assert chart.mapping.faults == {}
    verified = {
        meaning: line.value
        for meaning, line in chart.mapping.lines.items()
        if line.state is State.VERIFIED
    }
    assert verified["vwap.main"] == 6675.0
    assert (verified["vwap.up_1"], verified["vwap.down_1"]) == (6675.0 + 6.25, 6675.0 - 6.25)
    assert verified["value_area.current.poc"] == 6670.0
    assert verified["nbcv.delta"] == 15.0
    assert verified["nbcv.delta_share"] == pytest.approx(0.3333, abs=1e-4)
    assert verified["nbcv.cumulative_delta"] == -508.0
    assert "atr.main" not in verified, "bounds that nearly anything passes prove nothing"
    assert "correlation.main" not in verified
    assert verified["session.current.higher_high.high"] == 6696.75


def test_before_any_value_everything_is_found_and_nothing_proved() -> None:
    chart = Chart()

    states = {line.is_provable: line.state for line in chart.mapping.lines.values()}
    assert states == {True: State.MATCHED, False: State.NAMED}
    assert chart.mapping.faults == {}


def test_a_price_in_place_of_a_sum_is_not_proved_by_its_bounds() -> None:
    chart = Chart({(NBCV, 9): 6675.25, (NBCV, 0): 0.0, (NBCV, 5): 0.0, (NBCV, 6): 0.0})
    assert chart.state("nbcv.cumulative_delta") is State.MATCHED
    assert chart.mapping.lines["nbcv.cumulative_delta"].why_unproved == "nothing has proved it yet"

    chart.show({(NBCV, 0): 15.0, (NBCV, 5): 30.0, (NBCV, 6): 15.0, (NBCV, 9): -508.0})
    assert chart.state("nbcv.cumulative_delta") is State.VERIFIED, "its study is what its name says"
    assert chart.state("nbcv.trades") is State.VERIFIED
    assert chart.state("nbcv.delta_share") is State.MATCHED, "it has a relation of its own"
    assert chart.state("author.color_up.signal") is State.NAMED, "another study shows nothing of it"


def test_a_correlation_that_was_never_calculated_is_no_value() -> None:
    chart = Chart({(CORRELATION, 0): 0.0})
    assert chart.value("correlation.main") is None

    chart.show({(CORRELATION, 0): -0.71})
    assert chart.state("correlation.main") is State.NAMED, "its bounds prove nothing"
    chart.show({(CORRELATION, 0): -1.5})
    assert chart.state("correlation.main") is State.FAILED


def test_bands_that_were_read_one_subgraph_too_far_are_found_out() -> None:
    """As they were recorded: 6681.25 with bands at 6668.75 and 6687.50, and so on."""
    shifted = {(VWAP, index): value for index, value in enumerate([*BANDS[1:], 0.0])}

    chart = Chart(shifted)

    assert chart.state("vwap.main") is chart.state("vwap.down_3") is State.FAILED
    assert chart.mapping.faults == {
        "vwap": (
            "expected that two bands lie at one distance about their middle; "
            "found main 6681.25, up_1 6668.75, down_1 6687.5, tolerance 0.25"
        )
    }


@given(FIGURES, st.permutations(range(5)))
def test_bands_in_any_other_order_are_found_out(width: float, order: list[int]) -> None:
    right = [6675.0, 6675 + width, 6675 - width, 6675 + 2 * width, 6675 - 2 * width]

    chart = Chart({(VWAP, index): right[place] for index, place in enumerate(order)})

    expected = State.VERIFIED if order == list(range(5)) else State.FAILED
    assert chart.state("vwap.main") is expected


def test_session_high_low_and_open_are_no_value_area_of_yesterday() -> None:
    """Whatever id was configured: study 8 was, and its numbers lie in order."""
    chart = Chart(SESSION_VALUES, ids={"value_area.previous": SESSION})

    assert chart.mapping.lines["value_area.previous.high"].study == SESSION
    assert chart.state("value_area.previous.high") is State.FAILED
    assert chart.mapping.faults["value_area.previous"].startswith(
        "expected that none lies above the next and they are not the very numbers of the others; "
        "found low 6663.25, poc 6671.25, high 6696.75 against "
        "session.current.higher_high.low 6663.25"
    )


def test_yesterdays_value_area_is_the_one_of_its_own_study() -> None:
    area = {(PREVIOUS_AREA, 0): 6650.0, (PREVIOUS_AREA, 1): 6661.0, (PREVIOUS_AREA, 2): 6645.5}

    chart = Chart(SESSION_VALUES | area)

    assert chart.state("value_area.previous.poc") is State.VERIFIED
    assert chart.value("value_area.previous.poc") == 6650.0


AREAS = [("value_area.current", CURRENT_AREA), ("value_area.previous", PREVIOUS_AREA)]
SESSIONS = frozenset({SESSION, 9})


def _area(study: int, *, low: float, poc: float, high: float) -> dict[tuple[int, int], float]:
    return {(study, 0): poc, (study, 1): high, (study, 2): low}


@pytest.mark.parametrize("session", sorted(SESSIONS))
@pytest.mark.parametrize(("meaning", "study"), AREAS)
def test_session_high_low_and_open_are_no_value_area_at_all(
    meaning: str, study: int, session: int
) -> None:
    bar = {(session, at): SESSION_VALUES[SESSION, at] for at in range(4)}
    area = _area(study, low=bar[session, 2], poc=bar[session, 0], high=bar[session, 1])

    chart = Chart(bar | area)

    assert chart.state(f"{meaning}.poc") is State.FAILED
    assert list(chart.mapping.faults) == [meaning]


@pytest.mark.parametrize(("meaning", "study"), AREAS)
def test_order_alone_proves_no_value_area(meaning: str, study: int) -> None:
    area = _area(study, low=6645.5, poc=6650.0, high=6661.0)

    chart = Chart(area)
    assert chart.state(f"{meaning}.poc") is State.MATCHED
    chart.show(SESSION_VALUES)
    assert chart.state(f"{meaning}.poc") is State.VERIFIED, "another than the session's numbers"

    alone = Chart(area, without=SESSIONS)
    assert alone.state(f"{meaning}.poc") is State.NAMED, "there is nothing that could prove it"
    alone.show({(study, 0): 6661.25})
    assert alone.state(f"{meaning}.poc") is State.FAILED


def test_a_session_that_only_began_may_be_its_own_value_area() -> None:
    began = {(SESSION, 0): 6675.0, (SESSION, 1): 6675.5, (SESSION, 2): 6675.0, (SESSION, 3): 6675.5}
    chart = Chart(began | _area(CURRENT_AREA, low=6675.0, poc=6675.0, high=6675.5))
    assert chart.state("value_area.current.poc") is State.MATCHED

    chart.show({(SESSION, 1): 6684.0, (CURRENT_AREA, 1): 6680.0})

    assert chart.state("value_area.current.poc") is State.VERIFIED


@pytest.mark.parametrize(
    ("wrong", "meaning", "words"),
    [
        ({(NBCV, 0): 45.0}, "nbcv", "found delta 45, ask_volume 30, bid_volume 15"),
        ({(NBCV, 0): -15.0}, "nbcv", "found delta -15, ask_volume 30, bid_volume 15"),
        ({(NBCV, 12): 44.0}, "nbcv", "found volume 44, ask_volume 30, bid_volume 15"),
        (
            {(NBCV, 10): 0.003333},
            "nbcv.delta_share",
            "found delta_share 0.003333, delta 15, volume 45",
        ),
        ({(NBCV, 10): 33.33}, "nbcv.delta_share", "found delta_share 33.33, delta 15, volume 45"),
        ({(NBCV, 11): 2.5}, "nbcv.trades", "whole numbers from 0; found trades 2.5"),
        ({(1, 0): 6700.0}, "value_area.current", "found low 6668.5, poc 6700, high 6678.25"),
        ({(1, 0): 6600.0}, "value_area.current", "found low 6668.5, poc 6600, high 6678.25"),
        ({(46, 0): 1.5}, "correlation.main", "found main 1.5, bounds -1 to 1"),
        ({(8, 0): 66.7}, "session.current.higher_high", "found open 66.7"),
    ],
)
def test_a_wrong_figure_takes_out_what_it_belongs_to_and_is_quoted(
    wrong: dict[tuple[int, int], float], meaning: str, words: str
) -> None:
    faults = Chart(VALUES | wrong).mapping.faults

    assert list(faults) == [meaning]
    assert words in faults[meaning]


def test_what_a_check_does_not_doubt_stays_in() -> None:
    chart = Chart(VALUES | {(NBCV, 7): 0.0, (NBCV, 8): 0.0, (NBCV, 10): 33.33})

    assert list(chart.mapping.faults) == ["nbcv.delta_high, nbcv.delta_low", "nbcv.delta_share"]
    assert chart.state("nbcv.delta") is chart.state("nbcv.ask_share") is State.VERIFIED


def test_what_failed_once_stays_out_though_later_numbers_agree() -> None:
    chart = Chart(VALUES)
    chart.show({(NBCV, 0): 16.0})
    chart.show({(NBCV, 0): 15.0})

    assert chart.state("nbcv.delta") is chart.state("nbcv.volume") is State.FAILED
    assert chart.state("vwap.main") is State.VERIFIED


def test_zero_and_the_lowest_float_are_no_value_unless_zero_means_something() -> None:
    chart = Chart({(NBCV, 0): 0.0, (NBCV, 9): -FLT_MAX, (VWAP, 0): 0.0, (1, 0): -FLT_MAX})

    assert chart.value("nbcv.delta") == 0.0
    assert chart.value("nbcv.cumulative_delta") is None
    assert chart.value("vwap.main") is None
    assert chart.value("value_area.current.poc") is None
    assert chart.mapping.faults == {}
    assert [is_value(number, zero=False) for number in (0.0, -0.0, FLT_MAX, 1e-9)] == [
        False,
        False,
        False,
        True,
    ]


def test_a_level_is_not_believed_before_there_is_a_price_to_hold_it_against() -> None:
    chart = Chart(chart=10)
    chart.mapping.put(1, 0, 6700.0, 0)

    chart.mapping.verify(None)
    assert chart.state("menthorq.gamma.call_resistance") is State.MATCHED
    chart.mapping.verify(PRICE)
    assert chart.state("menthorq.gamma.call_resistance") is State.VERIFIED


def test_one_level_that_cannot_be_does_not_take_the_others_with_it() -> None:
    chart = Chart({(1, 0): 6700.0, (1, 1): 66.0, (1, 8): 0.0}, chart=10)

    assert chart.state("menthorq.gamma.call_resistance") is State.VERIFIED
    assert chart.state("menthorq.gamma.put_support") is State.FAILED
    assert chart.state("menthorq.gamma.gamma_wall_0dte") is State.MATCHED
    assert list(chart.mapping.faults) == ["menthorq.gamma.put_support"]


def test_one_line_is_judged_by_its_newest_numbers_when_it_is_asked_for() -> None:
    chart = Chart()
    for (study, subgraph), value in VALUES.items():
        chart.mapping.put(study, subgraph, value, 60)

    line = chart.mapping.line("vwap.main", PRICE)

    assert line is not None
    assert (line.state, line.value, line.bar_start_ns) == (State.VERIFIED, 6675.0, 60)
    assert chart.state("nbcv.delta") is State.MATCHED
    assert chart.mapping.line("vwap.none", PRICE) is None

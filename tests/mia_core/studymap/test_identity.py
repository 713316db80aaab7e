from __future__ import annotations

import pytest

from mia_core.studymap.catalog import Study
from mia_core.studymap.identity import are_twins, fits, is_named, is_other_kind, set_otherwise
from mia_core.studymap.rows import Row

ROW = Row(
    meaning="vwap",
    internal_id=61,
    original=("Volume Weighted Average Price",),
    names=("VWAP",),
    inputs={"Time Period Type": 1.0, "Of": "a day"},
)


@pytest.mark.parametrize("name", ["VIX_CGI[M]  1 Min", "  vix_cgi "])
def test_a_star_stands_for_anything_and_case_and_gaps_for_nothing(name: str) -> None:
    assert fits(name, ["other", "VIX_CGI*"])
    assert not fits(name[:3], ["other", "VIX_CGI*"])
    assert not fits("", ["*"])


def test_a_number_of_the_kind_decides_before_its_name() -> None:
    named = Study(id=1, original="Moving Average", displayed="VWAP")

    assert is_named(ROW, named)
    assert is_other_kind(ROW, named)
    assert not is_other_kind(ROW, Study(id=1, internal_id=61, original="Prix moyen"))
    assert is_other_kind(ROW, Study(id=1, internal_id=62, original=ROW.original[0]))
    assert not is_other_kind(ROW, Study(id=1, original="VWAP")), "a copy of the displayed name"


def test_only_an_input_that_was_told_contradicts() -> None:
    assert set_otherwise(ROW, Study(id=1)) == ""
    assert set_otherwise(ROW, Study(id=1, inputs={"time period type": 1.0, "of": "a day"})) == ""
    weeks = Study(id=1, inputs={"time period type": 2.0})
    assert set_otherwise(ROW, weeks) == "its input 'Time Period Type' is 2, not 1"
    other = Study(id=1, inputs={"of": "a year"})
    assert set_otherwise(ROW, other) == "its input 'Of' is a year, not a day"


def test_rows_of_one_number_or_one_original_name_are_about_one_kind() -> None:
    assert are_twins(ROW, Row(meaning="a", internal_id=61))
    assert are_twins(ROW, Row(meaning="b", original=ROW.original))
    assert not are_twins(ROW, Row(meaning="c", names=("VWAP",)))

from __future__ import annotations

import pytest

from mia_core.studymap.match import Found
from tests.mia_core.studymap.test_match import CURRENT, MINUTE, PREVIOUS, changed, ids_of, matched

VWAP = next(item for item in MINUTE if item.displayed == "VWAP")
DEFAULT_VWAP = changed(VWAP, displayed=VWAP.original)
OF_A_DAY = {
    "time period type": 1.0,
    "time period length": 1.0,
    "ignore time period type and length": 0.0,
}


@pytest.mark.parametrize("told", ["displayed", "short"])
def test_a_name_of_the_users_own_says_that_he_means_something_by_it(told: str) -> None:
    for study in (changed(CURRENT, **{told: "Yesterday"}), changed(PREVIOUS, **{told: "Tokyo"})):
        matches = matched([study])
        assert ids_of(matches) == {}
        assert matches["value_area.current"].found is Found.AMBIGUOUS
    weekly = matched([changed(DEFAULT_VWAP, **{told: "Weekly VWAP"})])["vwap"]
    assert (weekly.found, weekly.study) == (Found.AMBIGUOUS, None)
    assert "could be vwap or none" in weekly.reason
    assert "[[studies.ids]]" in weekly.reason


@pytest.mark.parametrize("name", ["VWAP", "Volume Weighted Average Price"])
def test_a_vwap_of_another_period_is_not_the_vwap_of_the_day(name: str) -> None:
    day = changed(VWAP, displayed=name, inputs=OF_A_DAY)
    assert ids_of(matched([day])) == {"vwap": 22}

    for told in ({"time period type": 2.0}, {"time period length": 5.0}):
        match = matched([changed(day, inputs=OF_A_DAY | told)])["vwap"]
        assert match.found is Found.MISSING
        assert f"set otherwise: its input '{next(iter(told)).title()}' is" in match.reason


def test_beside_a_twin_that_nobody_knows_only_what_says_so_itself_is_taken() -> None:
    stranger = changed(CURRENT, id=7, displayed="Yesterday")

    both = matched([CURRENT, stranger])
    assert ids_of(both) == {}
    assert "study 7 Yesterday could be" in both["value_area.current"].reason
    named = matched([CURRENT, PREVIOUS, stranger])
    assert ids_of(named) == {"value_area.previous": 2}
    given = matched([CURRENT, stranger], ids={"value_area.previous": 7})
    assert ids_of(given) == {"value_area.current": 1, "value_area.previous": 7}

    other = changed(VWAP, id=8, displayed="Weekly VWAP")
    assert ids_of(matched([VWAP, other])) == {"vwap": 22}, "its own name says it"
    assert ids_of(matched([DEFAULT_VWAP, other])) == {}
    set_so = changed(DEFAULT_VWAP, inputs=OF_A_DAY)
    assert ids_of(matched([set_so, other])) == {"vwap": 22}, "its inputs say it"
    of_weeks = changed(other, inputs={"time period type": 2.0})
    assert ids_of(matched([DEFAULT_VWAP, of_weeks])) == {"vwap": 22}, "the other says what it is"

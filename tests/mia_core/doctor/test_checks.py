from __future__ import annotations

import pytest

from mia_core.doctor.checks import (
    Absent,
    Area,
    Check,
    Fault,
    Finding,
    attempt,
    bad,
    good,
    unseen,
)
from mia_core.errors import FeedError


def opens(subject: str) -> Finding:
    return good(f"{subject} is open")


def each(subject: str) -> dict[str, Finding]:
    return {subject: bad("worn", "mend it"), "lock": unseen("no key", "ask for one")}


AREA: Area[str] = Area("doors", {"opens": opens, "part": each})


def test_every_check_is_made_and_named() -> None:
    assert AREA.examine("door") == [
        Check(area="doors", name="opens", ok=True, found="door is open", remedy=""),
        Check(area="doors", name="part door", ok=False, found="worn", remedy="mend it"),
        Check(area="doors", name="part lock", ok=None, found="no key", remedy="ask for one"),
    ]


def test_where_the_thing_is_not_there_the_first_check_says_so_and_the_others_are_left_out() -> None:
    first, second = AREA.examine(Fault("no door", "build one"))

    assert (first.name, first.ok, first.found, first.remedy) == (
        "opens",
        False,
        "no door",
        "build one",
    )
    assert (second.name, second.ok, second.found) == ("part", None, "left out: opens failed")


def test_what_was_not_looked_for_is_neither_right_nor_wrong() -> None:
    assert [(check.name, check.ok, check.found) for check in AREA.examine(Absent("at night"))] == [
        ("opens", None, "at night"),
        ("part", None, "at night"),
    ]


def test_an_error_on_purpose_is_a_fault_and_a_bug_is_none() -> None:
    def refuses() -> str:
        message = "port in use"
        raise FeedError(message)

    assert attempt(lambda: "open", "unused") == "open"
    assert attempt(refuses, "end the other") == Fault("port in use", "end the other")
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: 1 // 0, "unused")

from __future__ import annotations

from typing import Any

from mia_core.doctor import catalog
from mia_core.doctor.checks import Absent, Area, Fault

AREAS: list[Area[Any]] = [getattr(catalog, name) for name in catalog.__all__]


def test_every_name_is_there_once() -> None:
    names = [check.name for area in AREAS for check in area.examine(Absent("a test"))]

    assert len(names) > 40
    assert sorted(set(names)) == sorted(names)
    assert len({area.name for area in AREAS}) == len(AREAS)


def test_every_area_says_which_check_its_others_hang_on() -> None:
    for area in AREAS:
        first, *others = area.examine(Fault("broken", "mend it"))
        assert (first.ok, first.found, first.remedy) == (False, "broken", "mend it")
        assert {check.found for check in others} <= {f"left out: {first.name} failed"}

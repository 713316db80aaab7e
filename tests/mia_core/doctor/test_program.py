from __future__ import annotations

import zoneinfo
from pathlib import Path

import pytest

from mia_core.clock import wall_ns
from mia_core.doctor import program
from mia_core.doctor.checks import Area
from mia_core.doctor.program import Machine
from mia_core.sim.sierra_chart import study_library

HERE = Machine(now_ns=wall_ns())


def test_where_the_tests_run_nothing_is_wrong() -> None:
    area = Area(
        "program",
        {
            "module": program.compiled,
            "library": program.study_library,
            "zmq": program.libzmq,
            "zones": program.time_zones,
            "clock": program.clock,
        },
    )

    checks = area.examine(HERE)

    assert [check for check in checks if not check.ok] == []
    assert str(study_library()) in checks[1].found


def test_a_compiled_module_of_another_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "__version__", "9.9.9")

    found = program.compiled(HERE)

    assert found.ok is False
    assert "Python package 9.9.9" in found.found
    assert found.remedy


def test_time_zones_that_are_not_there_are_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "EXCHANGE_ZONE", "America/Nowhere")
    zoneinfo.ZoneInfo.clear_cache()

    found = program.time_zones(HERE)

    assert found.ok is False
    assert "tzdata" in found.remedy


@pytest.mark.parametrize("now_ns", [0, -1, 2**62])
def test_a_clock_of_another_age_is_wrong(now_ns: int) -> None:
    found = program.clock(Machine(now_ns=now_ns))

    assert found.ok is False
    assert "set the clock" in found.remedy

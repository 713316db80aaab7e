from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mia_core.dtc.connection import DtcConnection
from mia_core.errors import SimulationError
from mia_core.sim.conductor import Conductor

DTC = ("sim", "dtc", "--port", "0")


@pytest.fixture
def conductor(tmp_path: Path) -> Iterator[Conductor]:
    with Conductor(tmp_path, os.environ) as made:
        yield made


def test_launched_process_says_where_it_can_be_reached(conductor: Conductor) -> None:
    addresses = conductor.launch("dtc", *DTC)

    host, _, port = addresses["dtc"].rpartition(":")
    with DtcConnection.connect(host, int(port)) as connection:
        assert connection.is_open


def test_nothing_that_was_started_outlives_it(tmp_path: Path) -> None:
    with Conductor(tmp_path, os.environ) as conductor:
        conductor.launch("dtc", *DTC)

    assert [process.poll() is not None for process in conductor._processes.values()] == [True]


def test_process_that_fails_is_named_with_its_last_words(
    conductor: Conductor, tmp_path: Path
) -> None:
    with pytest.raises(SimulationError) as caught:
        conductor.launch("dtc", *DTC, "--faults", str(tmp_path / "absent.toml"))

    assert str(caught.value).startswith("dtc ended with status 2: faults file ")
    assert "\n" not in str(caught.value)


def test_process_that_ends_well_without_a_word_is_an_error_too(conductor: Conductor) -> None:
    with pytest.raises(SimulationError, match="dtc ended without a word"):
        conductor.launch("dtc", *DTC, "--help")


def test_process_in_another_s_place_is_an_error(conductor: Conductor) -> None:
    with pytest.raises(SimulationError, match="expected host to be ready, it said Ready"):
        conductor.launch("host", *DTC)


def test_stopped_while_it_starts_is_said(tmp_path: Path) -> None:
    with (
        Conductor(tmp_path, os.environ, should_stop=lambda: True) as conductor,
        pytest.raises(SimulationError, match="stopped before the simulated world was up"),
    ):
        conductor.launch("dtc", *DTC)

    assert all(process.poll() is not None for process in conductor._processes.values())

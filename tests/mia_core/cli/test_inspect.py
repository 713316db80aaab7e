from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mia_core.cli.main import cli
from tests.mia_core.studymap.recorded import NBCV, VALUES
from tests.mia_core.studymap.screen import SYMBOL
from tests.mia_core.test_contents import recorded, session


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return recorded(tmp_path / "run.mcap", session())


def inspect(*arguments: object) -> Result:
    wide = {"COLUMNS": "200"}
    return CliRunner(env=wide).invoke(cli, ["inspect", *map(str, arguments)])


def test_json_is_one_object_with_the_promised_keys(path: Path) -> None:
    told = inspect(path, "--json")

    assert told.exit_code == 0, told.output
    assert told.stdout.count("\n") == 1
    figures = json.loads(told.stdout)
    assert {"instruments", "kinds", "gaps", "studies"} <= set(figures)
    assert [item["symbol"] for item in figures["instruments"]] == [SYMBOL, "VIX_CGI"]
    assert figures["gaps"] == 2
    assert figures["stopped"] is False


def test_people_get_tables(path: Path) -> None:
    told = inspect(path)

    assert told.exit_code == 0, told.output
    assert SYMBOL in told.stdout
    assert "Gaps: 2 batches missed" in told.stdout
    assert "vwap (9 lines)" in told.stdout
    rows = [line.replace("\u2502", " ").split() for line in told.stdout.splitlines()]
    assert ["3", SYMBOL, "1,234", "1", "41.3", "1,190.0", "2", "7", "no", "room"] in rows
    assert ["8", "VIX_CGI", "0", "0", "not", "told", "not", "told", "0", "0"] in rows
    assert "on no chart: 6 studies of the map (--all names them)" in told.stdout
    assert "it ends: the test is over" in told.stdout


def test_all_lists_every_line(path: Path) -> None:
    told = inspect(path, "--all")

    assert "vwap.down_4" in told.stdout
    assert "menthorq.blind_spots, menthorq.swing" in told.stdout


def test_a_study_that_contradicts_itself_is_shown_with_its_figures(tmp_path: Path) -> None:
    batches = session(VALUES | {(NBCV, 0): 14.0})[:3]

    told = inspect(recorded(tmp_path / "run.mcap", batches))

    words = " ".join(told.stdout.replace("\u2502", " ").split())
    assert "failed" in words
    assert "delta 14," in words
    assert "gaps: none" in words


def test_a_cut_recording_is_read_to_the_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])

    told = inspect(path)

    assert told.exit_code == 0, told.output
    assert "it is cut: " in told.stdout


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    stranger = tmp_path / "x.mcap"
    stranger.write_bytes(b"nothing of ours")

    told = inspect(stranger)

    assert told.exit_code == 1
    assert "not a recording" in str(told.exception)
    assert inspect(tmp_path / "absent.mcap").exit_code == 2

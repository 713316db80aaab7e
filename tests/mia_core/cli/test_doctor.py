from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mia_core.cli.main import cli
from mia_core.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Home(tmp_path / "home").token()
    return tmp_path / "home"


def doctor(home: Path, *arguments: object, **environment: str) -> Result:
    given = {"MIA_HOME": str(home), "COLUMNS": "200"} | environment
    return CliRunner(env=given).invoke(cli, ["doctor", *map(str, arguments)])


def told(result: Result) -> dict[str, dict[str, Any]]:
    assert result.stdout.count("\n") == 1
    return {check["name"]: check for check in json.loads(result.stdout)["checks"]}


def test_json_is_one_object_with_every_check_and_its_promised_keys(home: Path) -> None:
    result = doctor(home, "--quick", "--json")

    assert result.exit_code == 0, result.output
    checks = told(result)
    assert all(
        set(check) >= {"name", "ok", "found", "remedy"} and isinstance(check["found"], str)
        for check in checks.values()
    )
    assert all(check["remedy"] == "" for check in checks.values() if check["ok"])
    assert {check["ok"] for check in checks.values()} == {True, None}
    assert json.loads(result.stdout)["failed"] == 0
    assert result.stderr == ""


def test_quick_makes_nothing_and_opens_nothing(home: Path) -> None:
    before = sorted(home.rglob("*"))

    result = doctor(home, "--quick", "--json")

    assert sorted(home.rglob("*")) == before
    assert told(result)["feed"]["found"] == "not looked at: --quick opens no socket"


def test_people_get_a_table_and_a_sum(home: Path) -> None:
    result = doctor(home, "--quick")

    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert lines[0] == "program"
    assert any(line.startswith("ok contract ES: a tick is 0.25") for line in lines)
    assert lines[-1].endswith("not seen")
    assert "0 failed" in lines[-1]


def test_a_failed_check_is_exit_1_and_its_remedy_stands_under_it(tmp_path: Path) -> None:
    result = doctor(tmp_path / "absent", "--quick")

    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    place = next(index for index, line in enumerate(lines) if line.startswith("FAILED token"))
    assert result.exit_code == 1
    assert lines[place + 1].startswith("-> start the host once")


@pytest.mark.parametrize(
    ("text", "where", "name"),
    [
        ("[risk]\nmax_positon = 1\n", ":2: ", "configuration"),
        ("card = [\n", "not valid TOML", "configuration"),
        ('[host]\nbind = "tcp://0.0.0.0:5571"\n', "[host] bind: ", "configuration"),
        ('card = "nothing"\n', "no such preset", "card"),
    ],
)
def test_a_broken_configuration_is_a_failed_check_and_exit_2(
    home: Path, tmp_path: Path, text: str, where: str, name: str
) -> None:
    path = tmp_path / "mia.toml"
    path.write_text(text, encoding="utf-8")

    result = doctor(home, "--quick", "--json", "--config", path)

    assert result.exit_code == 2
    failed = [check for check in told(result).values() if check["ok"] is False]
    assert [check["name"] for check in failed] == [name]
    assert where in failed[0]["found"]
    assert failed[0]["remedy"]
    assert result.stderr == f"mia doctor: {failed[0]['found']}\n"


def test_an_override_that_is_none_is_told_by_its_name(home: Path) -> None:
    result = doctor(home, "--quick", "--json", MIA_RISK_MAX_POSITON="1")

    assert result.exit_code == 2
    assert "MIA_RISK_MAX_POSITON" in told(result)["configuration"]["found"]


@pytest.mark.parametrize(
    "arguments", [("--quick", "--monitor", 5), ("--monitor", 0), ("--monitor", "nan"), ("extra",)]
)
def test_wrong_arguments_are_refused(home: Path, arguments: tuple[object, ...]) -> None:
    result = doctor(home, *arguments)

    assert result.exit_code == 2
    assert result.stdout == ""

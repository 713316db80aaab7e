"""docs/operations.md stays true: every key with its default, every reason, every variable, and none that is gone."""

from __future__ import annotations

import ast
import re
from typing import Any

import msgspec

from mia_core import config
from mia_core._native import detector_catalog
from mia_core.doctor import catalog
from mia_core.doctor.checks import Absent, Area
from tests.house.sources import nodes, text_of

DOCUMENT = text_of("docs/operations.md")
GATE = "python/mia_core/risk/gate.py"


def rows(heading: str) -> list[list[str]]:
    """Read the tables of one section, cell by cell."""
    section = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def flat(table: dict[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        found |= (
            flat(value, f"{above}{name}.") if isinstance(value, dict) else {above + name: value}
        )
    return found


def test_every_key_is_there_with_its_default_and_its_unit() -> None:
    defaults = flat(msgspec.to_builtins(config.Config()))
    units = {}
    for row in detector_catalog():
        for given in row["parameters"]:
            key = f"detectors.{row['name']}.{given['name']}"
            defaults[key], units[key] = given["default"], given["unit"]
    told = {
        names(row[0])[0]: row
        for row in rows("Configuration")
        if names(row[0]) and not names(row[0])[0].startswith("MIA_")
    }

    assert sorted(told) == sorted(defaults)
    for key, value in defaults.items():
        assert told[key][1] == (f"`{value}`" if value != "" else "(empty)"), key
        if key in units:
            assert told[key][2] == units[key], key
        elif key.endswith("_s"):
            assert told[key][2] == "s", key


def test_every_variable_that_is_no_key_is_there() -> None:
    told = [name for row in rows("Configuration") for name in names(row[0])]

    assert {name for name in told if name.startswith("MIA_")} == set(config._NO_KEYS)


def test_every_reason_to_refuse_an_order_is_there() -> None:
    made = {
        node.args[0].value
        for node in nodes(GATE)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Refused"
        and isinstance(node.args[0], ast.Constant)
    }
    told = [name for row in rows("Why was an order refused")[1:] for name in names(row[0])]

    assert len(made) > 10
    assert sorted(told) == sorted(map(str, made))


def test_every_reason_to_refuse_a_batch_is_there() -> None:
    source = text_of("bridge/market/outcome.hpp").split("names{")[1].split("};")[0]
    told = [name for row in rows("Why was a batch refused")[1:] for name in names(row[0])]

    assert sorted([*told, "ok"]) == sorted(re.findall(r'"([a-z-]+)"', source))


def test_every_check_of_the_doctor_is_there() -> None:
    areas: list[Area[Any]] = [getattr(catalog, name) for name in catalog.__all__]
    made = [check.name for area in areas for check in area.examine(Absent("a document"))]
    told = [
        name
        for row in rows("Before you trade: mia doctor")
        for name in names(row[0])
        if not name.startswith("mia ")
    ]

    assert sorted(told) == sorted(made)


def test_commands_of_the_walk_by_hand_are_those_that_a_test_plays() -> None:
    played = text_of("tests/e2e/test_by_hand.py")
    commands = [row[1] for row in rows("By hand, without a Sierra Chart")[1:]]

    assert len(commands) == 3
    for words in (
        '"sim", "dtc", "--port"',
        '"run", "--mode", "paper"',
        '"sim", "sierra", "--connect"',
    ):
        assert words in played
        assert any(" ".join(re.findall(r'"([^"]+)"', words)) in command for command in commands)

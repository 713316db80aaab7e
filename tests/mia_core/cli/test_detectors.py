from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from mia_core._native import detector_catalog
from mia_core.cli.main import cli

PROMISED = {
    *("precision", "recall", "precision_low", "recall_low", "delay_ms"),
    *("truth", "found", "hits", "decoy_hits", "false_per_hour"),
}


def detectors(*arguments: str) -> Result:
    wide = {"COLUMNS": "200"}
    return CliRunner(env=wide).invoke(cli, ["detectors", *arguments])


def test_the_list_explains_every_detector_and_each_of_its_parameters() -> None:
    told = detectors("list")

    assert told.exit_code == 0, told.output
    for row in detector_catalog():
        assert f"{row['name']}: {row['meaning']}" in told.stdout
        assert f"evidence: {', '.join(row['evidence'])}\n" in told.stdout
        own = told.stdout.split(f"{row['name']}: {row['meaning']}")[1].split("evidence: ")[0]
        for given in row["parameters"]:
            line = next(
                line for line in own.splitlines() if line.startswith(f"\u2502 {given['name']} ")
            )
            assert given["meaning"] in line
            for key in ("default", "minimum", "maximum"):
                assert f" {given[key]:g} " in line
            assert f" {given['name']} " in line
            assert given["unit"] in line


def test_the_list_as_json_is_the_catalog() -> None:
    told = detectors("list", "--json")

    assert told.exit_code == 0, told.output
    assert told.stdout.count("\n") == 1
    assert json.loads(told.stdout) == {"detectors": detector_catalog()}


def test_a_score_as_json_holds_what_is_promised() -> None:
    told = detectors("score", "--seeds", "3-4", "--minutes", "2", "--json")

    assert told.exit_code == 0, told.output
    assert told.stdout.count("\n") == 1
    figures = json.loads(told.stdout)
    assert list(figures["patterns"]) == [row["name"] for row in detector_catalog()]
    for item in figures["patterns"].values():
        assert set(item) > PROMISED
    assert (figures["seeds"], figures["plain_seeds"]) == ([3, 4], [3, 4])
    assert (figures["hours"], figures["plain_hours"]) == (0.1333, 0.0667)
    assert figures["hours_of"] == {"book": 0.0667, "flow": 0.0667, "plain": 0.0667}
    assert (figures["kind"], figures["difficulty"]["name"]) == ("tuning", "medium")
    assert figures["stopped"] is False
    assert {"mia", "mia.sources", "native.build_id"} <= set(figures["versions"])


def test_people_get_tables_that_say_what_they_stand_on() -> None:
    told = detectors(
        "score", "--seeds", "999003", "--minutes", "1", "--pattern", "wall", "--difficulty", "easy"
    )

    assert told.exit_code == 0, told.output
    for title in ("Scorecard", "reports that are no hits", "Calibration"):
        assert title in told.stdout
    assert "absorption" not in told.stdout
    assert "seeds 999003-999003, for reporting; easy; 0.0167 h with plants" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--seeds", "six"), "expected seeds as 1001-1006"),
        (("--seeds", "1000-1001"), "some of both in 1000-1001"),
        (("--pattern", "unicorn"), "'unicorn' is not one of"),
        (("--difficulty", "extreme"), "'extreme' is not one of"),
        (("--minutes", "0"), "0 is not in the range"),
    ],
)
def test_what_was_asked_wrongly_is_refused(arguments: tuple[str, ...], words: str) -> None:
    told = detectors("score", *arguments)

    assert told.exit_code == 2
    assert words in told.stderr
    assert told.stdout == ""

from __future__ import annotations

from pathlib import Path

import pytest

from mia_core.errors import ConfigError
from mia_core.studymap.rows import load_rows, parse_rows

SHIPPED = ("sierra", "menthorq", "author")
GOOD = """\
[[kind]]
name = "level"
lines = [
    { name = "price", unit = "price", subgraphs = ["Price"], at = 0 },
]
checks = [
    { relation = "near_price", lines = ["price"], tolerance = 0.1 },
]

[[study]]
meaning = "my.level"
kind = "level"
names = ["MY LEVEL"]
"""


def test_a_kind_may_be_known_by_its_identifier_alone() -> None:
    text = GOOD.replace('name = "level"\n', 'name = "level"\ninternal_id = 61\n')
    (row,) = parse_rows(text.replace('names = ["MY LEVEL"]\n', ""), where="my.toml")

    assert row.internal_id == 61


@pytest.mark.parametrize("number", ["0", "-1", "4294967296", '"61"'])
def test_an_identifier_that_is_none_is_refused(number: str) -> None:
    text = GOOD.replace('name = "level"\n', f'name = "level"\ninternal_id = {number}\n')

    with pytest.raises(ConfigError, match="internal_id"):
        parse_rows(text, where="my.toml")


def test_the_shipped_maps_name_no_identifier_because_no_source_tells_one() -> None:
    assert {row.internal_id for row in load_rows(SHIPPED)} == {None}


def test_the_shipped_maps_read_together() -> None:
    rows = {row.meaning: row for row in load_rows(SHIPPED)}

    assert {"vwap", "value_area.previous", "nbcv", "menthorq.gamma"} <= set(rows)
    gamma = [line.name for line in rows["menthorq.gamma"].spread().lines]
    assert len(gamma) == 19
    assert gamma[0] == "call_resistance"
    assert gamma[-1] == "gex_10"
    assert len(rows["menthorq.blind_spots"].spread().lines) == 10
    assert len(rows["menthorq.swing"].spread().lines) == 60


def test_every_line_of_the_shipped_maps_can_be_verified() -> None:
    for row in load_rows(SHIPPED):
        spread = row.spread()
        checked = {name for check in spread.checks for name in check.lines}
        assert checked == {line.name for line in spread.lines}, row.meaning


def test_a_series_becomes_lines_with_a_check_each() -> None:
    row = next(row for row in load_rows(("menthorq",)) if row.meaning == "menthorq.blind_spots")

    spread = row.spread()

    assert [(line.name, line.subgraphs, line.at) for line in spread.lines[:2]] == [
        ("level_1", ("BL 1",), 0),
        ("level_2", ("BL 2",), 1),
    ]
    assert all(line.optional for line in spread.lines)
    assert [check.lines for check in spread.checks[:2]] == [("level_1",), ("level_2",)]
    assert spread.spread() == spread


def test_a_user_adds_a_map_of_his_own(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(GOOD, encoding="utf-8")

    rows = load_rows((*SHIPPED, str(path)))

    assert rows[-1].meaning == "my.level"
    with pytest.raises(ConfigError, match=r"my\.level was expected once, found again"):
        load_rows((str(path), str(path)))
    with pytest.raises(ConfigError, match="a study map was expected, it cannot be read"):
        load_rows((str(tmp_path / "none.toml"),))
    with pytest.raises(ConfigError, match="no such preset; there are: author, menthorq, sierra"):
        load_rows(("none",))


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words"),
    [
        ("at = 0", "at = 0, id = 7", 3, "unknown field `id`"),
        ("at = 0", "at = 60", 3, "<= 59"),
        ('unit = "price"', 'unit = "dollars"', 3, "dollars"),
        ('meaning = "my.level"', 'meaning = "My Level"', 11, "regex"),
        ('kind = "level"', 'kind = "levels"', 10, "unknown kind 'levels'; there are: level"),
        ('names = ["MY LEVEL"]', "names = []", 10, "nothing says how to find it"),
        (
            'names = ["MY LEVEL"]',
            'symbols = ["VIX*"]',
            10,
            "a chart itself has the lines open, high, low, last",
        ),
        ('names = ["MY LEVEL"]', "study = 7", 13, "unknown field `study`"),
        ('"near_price"', '"far"', 1, "unknown relation 'far'; there are: symmetric"),
        ('"near_price"', '"symmetric"', 1, "symmetric: expected 3 lines, found 1"),
        ("tolerance = 0.1", 'doubts = ["cost"]', 1, "unknown line 'cost'; there are: price"),
        ('lines = ["price"]', 'lines = ["cost"]', 1, "unknown line 'cost'; there are: price"),
        ('["Price"]', '["Price {n}"]', 1, "belongs into every name of a series"),
        (", at = 0", ", series = 3", 1, "belongs into every name of a series"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    right: str, wrong: str, line: int, words: str
) -> None:
    assert right in GOOD
    text = GOOD.replace(right, wrong)

    with pytest.raises(ConfigError) as error:
        parse_rows(text, where="my.toml")

    assert str(error.value).startswith(f"my.toml:{line}: ")
    assert words in str(error.value)


def test_a_line_that_nothing_checks_is_refused() -> None:
    text = GOOD.replace(
        "at = 0 },\n", 'at = 0 },\n    { name = "loose", unit = "price", subgraphs = ["L"] },\n'
    )

    with pytest.raises(ConfigError, match="nothing checks loose"):
        parse_rows(text, where="my.toml")


def test_a_meaning_stands_once() -> None:
    with pytest.raises(ConfigError, match=r"my\.toml:15: my\.level was expected once, found again"):
        parse_rows(GOOD + "\n" + GOOD[GOOD.index("[[study]]") :], where="my.toml")

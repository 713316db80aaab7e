"""docs/faults.md stays true: all 36 faults are in it, and every test that it names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.sources import places, text_of, under

DOCUMENT = "docs/faults.md"
FAULTS = 36
WRITERS = r"\b(ofstream|fopen|freopen|fwrite|WriteFile|WriteBuffer\w*|GENERIC_WRITE|AppendToFile)\b"


def rows() -> list[list[str]]:
    """Read the table, cell by cell: number, fault, what is done instead, tests."""
    lines = [line for line in text_of(DOCUMENT).splitlines() if re.match(r"\| T\d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def named(cell: str) -> Iterator[tuple[str, str]]:
    """Go through the tests of a cell; one without a file is in the file of the one before."""
    file = ""
    for text in re.findall(r"`([^`]+)`", cell):
        before, _, name = text.rpartition("::")
        file = before or file
        yield file, name


def is_there(file: str, name: str) -> bool:
    found = [path for path in under("tests/", ".py", ".cpp") if f"/{path}".endswith(f"/{file}")]
    if len(found) != 1:
        return False
    test = rf"def {name}\(" if file.endswith(".py") else rf"TEST(?:_[FP])?\(\s*\w+,\s*{name}\)"
    return re.search(test, text_of(found[0])) is not None


def test_every_fault_is_there_once_and_in_order() -> None:
    assert [row[0] for row in rows()] == [f"T{number}" for number in range(1, FAULTS + 1)]


def test_every_fault_says_what_is_done_and_what_shows_it() -> None:
    incomplete = [
        row[0] for row in rows() if len(row) != 4 or not all(row) or not list(named(row[3]))
    ]

    assert not incomplete


def test_every_test_that_is_named_exists() -> None:
    missing = [
        f"{row[0]}: {file}::{name}"
        for row in rows()
        for file, name in named(row[3])
        if not is_there(file, name)
    ]

    assert not missing, "\n  ".join(["tests that are not there:", *missing])


def test_the_studies_write_no_file() -> None:
    sources = [
        path
        for path in (*under("acsil/", ".cpp", ".hpp"), *under("studies/", ".cpp"))
        if not path.startswith("acsil/sim/")
    ]

    assert sources
    assert not places(WRITERS, sources)

"""docs/faults.md stays true: all 36 faults are in it, and every test that it names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.house.sources import places, text_of, under

DOCUMENT = "docs/faults.md"
FAULTS = 36
STUDIES = [
    path
    for path in (*under("acsil/", ".cpp", ".hpp"), *under("studies/", ".cpp"))
    if not path.startswith("acsil/sim/")
]
WRITERS = (
    r"\b(basic_)?w?(of|f)stream\b(?!>)|\b(basic_)?w?filebuf\b"  # but not the header's name
    r"|\b_?w?f(re)?open(_s|64)?\b|\b_w?s?open(_s)?\b|\bfwrite\b|\bcreat\b|\bmkstemps?\b"
    r"|\bO_(WRONLY|RDWR|CREAT|APPEND|TRUNC)\b"
    r"|\bCreateFile(2|A|W)?\b(?!\(\s*\w+, GENERIC_READ,[^;]*OPEN_EXISTING)"  # but not to read
    r"|\bWriteFile\w*|\bWriteBuffer\w*|\bGENERIC_(WRITE|ALL)\b|\bFILE_APPEND_DATA\b|\bAppendToFile\b"
)


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


@pytest.mark.parametrize(
    "text",
    [
        "std::ofstream file(path);",
        "std::fstream file(path);",
        "std::wofstream file(path);",
        "std::basic_ofstream<char> file;",
        "std::filebuf buffer;",
        'fopen(path, "a")',
        'freopen(path, "w", stdout)',
        'fopen_s(&file, path, "w")',
        '_wfopen(path, L"a")',
        '_wfopen_s(&file, path, L"a")',
        '_wfreopen(path, L"a", file)',
        "_wopen(path, flags)",
        "_sopen_s(&file, path, flags, share, mode)",
        "open(path, O_WRONLY)",
        "open(path, O_RDWR | O_CLOEXEC)",
        "CreateFile(path, access, 0, nullptr, OPEN_EXISTING, 0, nullptr)",
        "CreateFileA(path, FILE_APPEND_DATA, 0, nullptr, OPEN_ALWAYS, 0, nullptr)",
        "CreateFileW(path, GENERIC_READ, 0, nullptr, CREATE_ALWAYS, 0, nullptr)",
        "CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr)",
        "CreateFile2(path, access, share, how, nullptr)",
        "sc.WriteFile(file, text, length, &written)",
    ],
)
def test_every_way_to_write_a_file_is_known(text: str) -> None:
    assert re.search(WRITERS, text)


@pytest.mark.parametrize(
    "text",
    [
        "#include <fstream>",
        "std::ifstream file(path);",
        "CreateFileW(\n  full, GENERIC_READ, share, nullptr, OPEN_EXISTING, FLAGS, nullptr\n)",
        "::open(path, O_RDONLY | O_CLOEXEC)",
        "socket.open(address)",
    ],
)
def test_a_way_to_read_is_none_to_write(text: str) -> None:
    assert not re.search(WRITERS, text)


def test_the_studies_write_no_file() -> None:
    assert STUDIES
    assert not places(WRITERS, STUDIES)

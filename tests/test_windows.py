"""docs/windows.md stays true: every input of the studies by its name, with its default, in its order."""

from __future__ import annotations

import re

from tests.house.sources import text_of

DOCUMENT = text_of("docs/windows.md")
INPUT = r'named\((?:sc, )?\w+Input::\w+, "([^"]+)"\)'
SETTER = r'\s*(?:;\s*\w+)?\.Set(YesNo|Int|String|PathAndFileName|Symbol)\(("[^"]*"|\d+)\)'
OTHER_CHARTS = ("Also send chart number (0: none), 1 to 4", "0")


def described(heading: str) -> list[tuple[str, str]]:
    """Read name and default from the table behind these words."""
    table = DOCUMENT.split(heading)[1].split("\n\n")[1]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return [(cells[1].strip(), cells[2].strip()) for cells in (line.split("|") for line in lines)]


def shown(kind: str, text: str) -> str:
    """Write a default as the document does."""
    if kind == "YesNo":
        return ("No", "Yes")[int(text)]
    word = text.strip('"')
    return f"`{word}`" if kind == "String" else word or "empty"


def in_code(path: str) -> list[tuple[str, str]]:
    """Read name and default from the code that sets them."""
    found = re.findall(INPUT + SETTER, text_of(path))
    return [(name, shown(kind, text)) for name, kind, text in found]


def test_inputs_of_the_feed_are_described() -> None:
    expected = [*in_code("acsil/feed_inputs.hpp"), OTHER_CHARTS]

    assert described("The inputs of MIA Feed") == expected


def test_inputs_of_the_overlay_are_described() -> None:
    assert described("It draws what the host says back") == in_code("acsil/overlay_inputs.cpp")

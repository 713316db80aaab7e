"""Finds the functions of a C++ file by their braces, well enough to measure them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NOISE = re.compile(
    r'R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''
    r"|//[^\n]*|/\*.*?\*/|^[ \t]*\#(?:\\\n|[^\n])*",
    re.DOTALL | re.MULTILINE,
)
_SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()=]*$")
_DIGIT_MARK = re.compile(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])")


def bare(source: str) -> str:
    """Blank out comments, literals and preprocessor lines; every line keeps its number."""
    return _NOISE.sub(lambda found: " " + "\n" * found[0].count("\n"), _DIGIT_MARK.sub("", source))


def functions(source: str) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of every brace that is neither a scope nor inside a function."""
    code = bare(source)
    opened: list[tuple[bool, int]] = []
    start = 0
    for found in re.finditer(r"[{};]", code):
        line = code.count("\n", 0, found.start()) + 1
        in_function = any(not is_scope for is_scope, _ in opened)
        if found[0] == "{":
            head = code[start : found.start()]
            blank = len(head) - len(head.lstrip())
            first = code.count("\n", 0, start + blank) + 1
            opened.append((not in_function and bool(_SCOPE.search(head)), first))
        elif found[0] == "}" and opened:
            is_scope, first = opened.pop()
            if not is_scope and all(outer for outer, _ in opened):
                yield first, line
        start = found.end()

"""The checks for people and for programs: a table grouped by area, and one object."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from mia_core.doctor.checks import Check

__all__ = ["check_tables", "figures", "summary"]

_MARKS = {True: ("ok", "green"), False: ("FAILED", "bold red"), None: ("-", "bright_black")}


def figures(checks: Sequence[Check]) -> dict[str, Any]:
    """Tell all checks, and how many there are of each kind."""
    return {
        "checks": [msgspec.to_builtins(check) for check in checks],
        "passed": sum(check.ok is True for check in checks),
        "failed": sum(check.ok is False for check in checks),
        "not_seen": sum(check.ok is None for check in checks),
    }


def summary(checks: Sequence[Check]) -> str:
    """Tell in one line how it went."""
    told = figures(checks)
    return f"{told['passed']} ok, {told['failed']} failed, {told['not_seen']} not seen"


def check_tables(checks: Sequence[Check]) -> RenderableType:
    """Draw area by area; checks that were not seen for one reason share a line."""
    parts: list[RenderableType] = []
    for area, own in groupby(checks, key=lambda check: check.area):
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(max_width=30, overflow="fold")
        table.add_column(overflow="fold")
        for names, check in _shared(own):
            word, style = _MARKS[check.ok]
            table.add_row(Text(word, style=style), Text(names), Text(check.found))
            if check.remedy:
                table.add_row("", "", Text(f"-> {check.remedy}", style="cyan"))
        parts += [Text(area, style="bold"), Padding(table, (0, 0, 1, 2), expand=False)]
    return Group(*parts)


def _shared(checks: Iterator[Check]) -> Iterator[tuple[str, Check]]:
    """Put what was not seen for one reason, and nothing helps with, under one line."""

    def reason(check: Check) -> tuple[object, ...]:
        is_alike = check.ok is None and not check.remedy
        return (check.found,) if is_alike else (check.name,)

    for _, alike in groupby(checks, key=reason):
        several = list(alike)
        yield ", ".join(check.name for check in several), several[0]

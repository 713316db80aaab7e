from __future__ import annotations

import io
from typing import Literal

from rich.console import Console

from mia_core.doctor.checks import Check
from mia_core.doctor.report import check_tables, figures, summary

REASON = "not looked at"


def check(name: str, ok: bool | None, found: str, remedy: str = "") -> Check:  # noqa: FBT001
    return Check(
        area="feed" if "." not in name else "home", name=name, ok=ok, found=found, remedy=remedy
    )


CHECKS = [
    check("address", True, "tcp://127.0.0.1:5571"),
    check("symbol", False, "none", "[trading] symbol: Sierra's own"),
    check("book", None, REASON),
    check("tape", None, REASON),
    check("limit", None, REASON, "look there"),
    check("a.token", None, REASON),
]


def drawn(*, terminal: bool) -> str:
    out = io.StringIO()
    colours: Literal["standard"] | None = "standard" if terminal else None
    console = Console(file=out, force_terminal=terminal, width=100, color_system=colours)
    console.print(check_tables(CHECKS))
    return out.getvalue()


def test_programs_get_every_check() -> None:
    told = figures(CHECKS)

    assert told["checks"][1] == {
        "area": "feed",
        "name": "symbol",
        "ok": False,
        "found": "none",
        "remedy": "[trading] symbol: Sierra's own",
    }
    assert (told["passed"], told["failed"], told["not_seen"]) == (1, 1, 4)
    assert summary(CHECKS) == "1 ok, 1 failed, 4 not seen"


def test_people_get_areas_with_the_remedy_under_what_failed() -> None:
    lines = [line.rstrip() for line in drawn(terminal=False).splitlines()]

    assert lines[0] == "feed"
    assert lines[1].split() == ["ok", "address", "tcp://127.0.0.1:5571"]
    assert lines[2].split() == ["FAILED", "symbol", "none"]
    assert lines[3].strip() == "-> [trading] symbol: Sierra's own"
    assert "home" in lines
    assert "\x1b" not in drawn(terminal=False)


def test_what_was_not_seen_for_one_reason_shares_a_line_where_nothing_helps() -> None:
    lines = [" ".join(line.split()) for line in drawn(terminal=False).splitlines()]

    assert f"- book, tape {REASON}" in lines
    assert f"- limit {REASON}" in lines
    assert f"- a.token {REASON}" in lines


def test_colours_are_for_terminals() -> None:
    assert "\x1b[32mok" in drawn(terminal=True)
    assert "\x1b[1;31mFAILED" in drawn(terminal=True)

from __future__ import annotations

from typing import Any

import pytest

from mia_core.monitor.table import print_report, show_live
from mia_core.monitor.tally import Tally
from tests.mia_core.line import Line, setup_of


def figures() -> dict[str, Any]:
    line = Line(setup_of())
    line.open()
    line.enter()
    tally = Tally(setup_of().contract)
    for event, step in zip(line.events, line.steps, strict=True):
        tally.add(event, step)
    return tally.progress(line.engine)


def test_report_says_what_happened(capsys: pytest.CaptureFixture[str]) -> None:
    server = {"order_messages": 1, "positions": {"ES": 1}}

    print_report(figures() | {"server": server, "journal": "/x/one.mcap"})

    told = " ".join(capsys.readouterr().out.split())
    for words in (
        "3 with 7 frames",
        "500 x 99 | 100 x 500",
        "1, refused: none",
        "-12.50 USD",
        "not measured",
        "order messages",
        "ES 1",
        "Recording: /x/one.mcap",
    ):
        assert words in told


def test_unknown_is_said_and_not_zero(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(figures() | {"pnl": None, "position": None, "book": None})

    told = capsys.readouterr().out
    assert told.count("unknown") == 2
    assert "book" not in told


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    asked = []

    def count() -> dict[str, Any]:
        asked.append(1)
        return {}

    for quiet in (True, False):
        with show_live(count, quiet=quiet) as refresh:
            refresh()

    assert asked == []
    assert capsys.readouterr().out == ""

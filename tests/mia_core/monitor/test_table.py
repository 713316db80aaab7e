from __future__ import annotations

from typing import Any

import pytest

from mia_core.monitor.table import print_recorded, print_report, show_live
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


SERVER = {
    "connections": 1,
    "order_messages": 1,
    "order_bytes": 304,
    "fills": 1,
    "positions": {"ES": 1},
}


def test_report_says_what_happened(capsys: pytest.CaptureFixture[str]) -> None:
    notes = ["trading is ready: test, account Sim1"]

    print_report(figures() | {"server": SERVER, "journal": "/x/one.mcap", "notes": notes})

    told = " ".join(capsys.readouterr().out.split())
    for words in (
        "3 batches, 8 frames",
        "1 sent",
        "refused by risk",
        "-12.50 USD",
        "not measured",
        "order messages 1 (304 bytes)",
        "position ES +1",
        "trading is ready: test, account Sim1",
        "left open",
        "position +1",
        "Recording: /x/one.mcap",
    ):
        assert words in told, told


@pytest.mark.parametrize(
    ("tick_size", "expected"),
    [(0.25, "500 x 24.75 | 25.00 x 500"), (0.1, "500 x 9.9 | 10.0 x 500"), (1.0, "99 | 100 x 500")],
)
def test_book_is_shown_in_points(
    capsys: pytest.CaptureFixture[str], tick_size: float, expected: str
) -> None:
    print_report(figures() | {"tick_size": tick_size})

    assert expected in " ".join(capsys.readouterr().out.split())


def test_unknown_is_said_and_not_zero(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(figures() | {"pnl": None, "position": None, "book": None})

    told = capsys.readouterr().out
    assert told.count("unknown") == 3  # the position, what is left open of it, and the result
    assert "book" not in told


def test_recording_says_what_was_missed_and_refused(capsys: pytest.CaptureFixture[str]) -> None:
    counted = {"batches": 9, "frames": 30, "gaps": 2, "rejected": {"bad-crc": 1}, "path": "/x.mcap"}

    print_recorded(counted)

    told = " ".join(capsys.readouterr().out.split())
    for words in ("9 batches, 30 frames", "2 batches missed", "bad-crc 1", "Recording: /x.mcap"):
        assert words in told


def test_table_is_not_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    asked = []

    def count() -> dict[str, Any]:
        asked.append(1)
        return {}

    for quiet in (True, False):
        with show_live(count, quiet=quiet) as live:
            live.refresh()
            live.say(["a line [that] stays"])

    assert asked == []
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "a line [that] stays\n" * 2

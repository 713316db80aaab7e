from __future__ import annotations

from typing import Any

import pytest

from mia_core.monitor.table import print_recorded, print_report, run_rows
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
        "nothing to measure",
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


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "." * 40 + " 0 %"), (0.5, "#" * 20 + "." * 20 + " 50 %"), (1.02, "#" * 40 + " 100 %")],
)
def test_how_far_it_came_is_a_bar(share: float, shown: str) -> None:
    for rows in (run_rows({"share": share}), run_rows(figures() | {"share": share})):
        assert [" ".join(value.split()) for name, value in rows if name == "played"] == [shown]


def test_end_that_nobody_knows_has_no_bar() -> None:
    assert "played" not in dict(run_rows(figures()))
    assert run_rows({}) == [("waiting", "for the first batches")]


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

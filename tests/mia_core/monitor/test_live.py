from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from typing import IO, Any

import pytest

from mia_core.monitor.live import show_live
from mia_core.monitor.table import Rows

if sys.platform == "win32":
    pytest.skip("a pseudo terminal is a thing of Unix", allow_module_level=True)

import os
import select
import tty

PATIENCE_S = 30.0


def one_row(figures: Mapping[str, Any]) -> Rows:
    return [("drawn by", f"thread {threading.get_ident()} of {figures['n']}")]


class Terminal:
    """A terminal that somebody looks at, or does not."""

    def __init__(self) -> None:
        self._here, there = os.openpty()
        tty.setraw(there)
        self.stderr: IO[str] = os.fdopen(there, "w", encoding="utf-8")

    def read_until(self, word: str) -> str:
        seen = ""
        while word not in seen:
            ready, _, _ = select.select([self._here], [], [], PATIENCE_S)
            assert ready, f"{word!r} was not shown: {seen}"
            seen += os.read(self._here, 4096).decode()
        return seen

    def is_full(self) -> bool:
        return not select.select([], [self.stderr], [], 0)[1]

    def hang_up(self) -> None:
        if self._here >= 0:
            os.close(self._here)
        self._here = -1

    def close(self) -> None:
        self.hang_up()
        self.stderr.close()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("TERM", "xterm")
    made = Terminal()
    yield made
    made.close()


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    asked = []

    def count() -> dict[str, Any]:
        asked.append(1)
        return {}

    for quiet in (True, False):
        with show_live(count, quiet=quiet) as live:
            live.refresh()
            live.say(["a line [that] stays", "and another"])

    assert asked == []
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "a line [that] stays\nand another\n" * 2


def test_figures_are_made_by_the_one_who_works_and_drawn_by_another(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal.stderr)
    makers = set()

    def figures() -> dict[str, Any]:
        makers.add(threading.get_ident())
        return {"n": 7}

    with show_live(figures, quiet=False, rows=one_row) as live:
        live.say(["listening"])
        live.refresh()
        seen = terminal.read_until(" of 7")

    assert "listening" in seen
    assert makers == {threading.get_ident()}
    assert f"thread {threading.get_ident()} " not in seen


def test_terminal_that_takes_nothing_holds_up_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal.stderr)
    monkeypatch.setattr("mia_core.monitor.live.REFRESH_S", 0.0)
    monkeypatch.setattr("mia_core.monitor.live.LAST_WORDS_S", 0.05)
    turns = 0
    pause = threading.Event()

    with show_live(lambda: {"n": turns}, quiet=False, rows=one_row) as live:
        while not terminal.is_full():
            live.say([f"line {turns}" * 50])
            live.refresh()
            turns += 1
            pause.wait(0.001)
        for _ in range(1_000):
            live.say([f"line {turns}"])
            live.refresh()
            turns += 1

    assert turns > 1_000


def test_terminal_that_was_closed_ends_the_picture_alone(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal.stderr)
    monkeypatch.setattr("mia_core.monitor.live.REFRESH_S", 0.0)

    with show_live(lambda: {"n": 1}, quiet=False, rows=one_row) as live:
        terminal.hang_up()
        live.say(["nobody reads this"])
        live.refresh()

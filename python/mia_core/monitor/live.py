"""What a person sees while work goes on: a table on the terminal, and lines that stay above it.

A thread of its own draws. The one that works leaves figures and lines behind, without waiting: a terminal that takes
nothing (Ctrl-S, text being marked in a Windows console, a slow line) holds up the picture and never the work.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.live import Live

from mia_core.monitor.table import Rows, make_table, run_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["LiveView", "show_live"]

REFRESH_S = 0.25
LAST_WORDS_S = 2.0
LINES_KEPT = 1_000


class LiveView:
    """The working thread's end: `refresh` and `say` only leave something behind."""

    def __init__(
        self,
        figures: Callable[[], Mapping[str, Any]],
        *,
        console: Console,
        live: Live | None,
        rows: Callable[[Mapping[str, Any]], Rows],
        screen: contextlib.ExitStack,
    ) -> None:
        self._figures = figures
        self._console = console
        self._live = live
        self._rows = rows
        self._screen = screen
        self._published: Mapping[str, Any] | None = None
        self._published_s = 0.0
        self._lines: deque[str] = deque(maxlen=LINES_KEPT)
        self._news = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._draw_on, name="mia-view", daemon=True)

    def refresh(self) -> None:
        """Publish what there is to see, if that is due: figures that nobody changes afterwards."""
        now_s = time.monotonic()
        if self._live is not None and now_s - self._published_s >= REFRESH_S:
            self._published_s = now_s
            self._published = self._figures()
            self._news.set()

    def say(self, lines: list[str]) -> None:
        """Leave lines to be printed, in their order."""
        if lines:
            self._lines.extend(lines)
            self._news.set()

    def start(self) -> None:
        """Begin to draw."""
        self._thread.start()

    def stop(self) -> None:
        """Let what was left behind be shown; a terminal that takes nothing is not waited for."""
        self._over = True
        self._news.set()
        self._thread.join(LAST_WORDS_S)

    def _draw_on(self) -> None:
        # A terminal that was closed is no reason for anything but to draw no more.
        with contextlib.suppress(OSError), self._screen:
            is_over = False
            while not is_over:
                self._news.wait()
                self._news.clear()
                is_over = self._over  # what was left behind before the end is shown in this round
                self._draw()

    def _draw(self) -> None:
        while self._lines:
            self._console.print(
                self._lines.popleft(), highlight=False, markup=False, soft_wrap=True
            )
        figures, self._published = self._published, None
        if figures is not None and self._live is not None:
            self._live.update(make_table("MIA", self._rows(figures)), refresh=True)


@contextlib.contextmanager
def show_live(
    figures: Callable[[], Mapping[str, Any]],
    *,
    quiet: bool,
    rows: Callable[[Mapping[str, Any]], Rows] = run_rows,
) -> Iterator[LiveView]:
    """Keep a table on the terminal while work goes on; without a terminal only lines are printed."""
    console, live = Console(stderr=True), None
    screen = contextlib.ExitStack()
    if console.is_terminal and not quiet:
        console = Console(file=_own_end(screen))
        # What others print meanwhile is theirs to print: a thread that hangs must not hold it.
        live = Live(
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        screen.enter_context(live)
    view = LiveView(figures, console=console, live=live, rows=rows, screen=screen)
    view.start()
    try:
        yield view
    finally:
        view.stop()


def _own_end(screen: contextlib.ExitStack) -> TextIO:
    """Open the terminal a second time: Python's own stderr must be free for the end when the thread hangs."""
    number = os.dup(sys.stderr.fileno())
    return screen.enter_context(
        os.fdopen(number, "w", encoding=sys.stderr.encoding, errors=sys.stderr.errors)
    )

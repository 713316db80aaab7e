"""The live table and the closing report, for people. Reads figures; knows nothing of where they come from."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

from mia_core.execution.order import ENDED_UNSEEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["LiveTable", "print_recorded", "print_report", "recorded_rows", "show_live"]

REFRESH_S = 0.25
NOTES_SHOWN = 5

Rows = list[tuple[str, str]]


class LiveTable:
    """A table on the terminal that is redrawn now and then, and lines that stay above it."""

    def __init__(
        self, redraw: Callable[[Live], None], *, console: Console, live: Live | None
    ) -> None:
        self._redraw = redraw
        self._console = console
        self._live = live
        self._shown_s = 0.0

    def refresh(self) -> None:
        """Redraw, if that is due."""
        now_s = time.monotonic()
        if self._live is not None and now_s - self._shown_s >= REFRESH_S:
            self._shown_s = now_s
            self._redraw(self._live)

    def say(self, lines: list[str]) -> None:
        """Print lines that stay."""
        for line in lines:
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)


def show_live(
    figures: Callable[[], Mapping[str, Any]],
    *,
    quiet: bool,
    rows: Callable[[Mapping[str, Any]], Rows] | None = None,
) -> contextlib.AbstractContextManager[LiveTable]:
    """Keep a table on the terminal while work goes on; without a terminal only lines are printed."""
    make_rows = rows or _rows

    def redraw(live: Live) -> None:
        live.update(_table("MIA", make_rows(figures())), refresh=True)

    return _open_live(redraw, quiet=quiet)


@contextlib.contextmanager
def _open_live(redraw: Callable[[Live], None], *, quiet: bool) -> Iterator[LiveTable]:
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield LiveTable(redraw, console=console, live=None)
        return
    with Live(console=console, auto_refresh=False, transient=True) as live:
        yield LiveTable(redraw, console=console, live=live)


def print_report(figures: Mapping[str, Any]) -> None:
    """Print what happened."""
    console = Console(file=sys.stdout)
    title = "What happened, until it was stopped" if figures.get("stopped") else "What happened"
    console.print(_table(title, [*_rows(figures), *_left_open(figures)]))
    if figures.get("journal"):
        console.print(f"Recording: {figures['journal']}", soft_wrap=True, highlight=False)


def print_recorded(figures: Mapping[str, Any]) -> None:
    """Print what was recorded, and where it lies."""
    console = Console(file=sys.stdout)
    console.print(_table("What was recorded", recorded_rows(figures)))
    console.print(f"Recording: {figures['path']}", soft_wrap=True, highlight=False)


def recorded_rows(figures: Mapping[str, Any]) -> Rows:
    """Say what a recorder counted."""
    rows = [
        ("feed", f"{figures['batches']:,} batches, {figures['frames']:,} frames"),
        ("gaps", _gaps(figures)),
        ("refused batches", _counts(figures["rejected"], none="")),
    ]
    return [row for row in rows if row[1]]


def _table(title: str, rows: Rows) -> Table:
    table = Table(title=title, show_header=False, title_justify="left", min_width=60)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, value in rows:
        table.add_row(name, value)
    return table


def _rows(figures: Mapping[str, Any]) -> Rows:
    if not figures:
        return [("waiting", "for the first batches")]
    latency = figures["latency_us"]
    rows = [
        ("feed", _feed(figures)),
        ("gaps", _gaps(figures)),
        ("refused batches", _counts(figures.get("rejected", {}), none="")),
        ("book", _book(figures)),
        ("detections", _counts(figures["detections"])),
        ("signals", f"{figures['signals']:,}"),
        ("orders", f"{figures['orders']:,} sent"),
        ("orders that never left", _counts(figures.get("not_sent", {}), none="")),
        ("refused by risk", _counts(figures["refused"])),
        ("fills", f"{figures['fills']:,}"),
        ("position", _signed(figures["position"])),
        ("result", _result(figures["pnl"])),
        ("feed to decision", _latency(latency["feed_to_decision"])),
        ("tick to order", _latency(latency["tick_to_order"])),
        ("DTC server says", _server(figures.get("server"))),
        ("study errors", "\n".join(figures.get("sierra", {}).get("study_errors", []))),
        ("latest", "\n".join(figures.get("notes", [])[-NOTES_SHOWN:])),
    ]
    return [row for row in rows if row[1]]


def _left_open(figures: Mapping[str, Any]) -> Rows:
    """Say what stays in the market when the host is gone."""
    left = [f"working order {name}" for name in figures.get("working", [])]
    left += [f"order {name}: its end is unknown" for name in figures.get("unresolved", [])]
    left += [f"order {name}: {ENDED_UNSEEN}" for name in figures.get("ended_unseen", [])]
    if figures["position"] or (figures["position"] is None and figures["orders"]):
        left.insert(0, f"position {_signed(figures['position'])}")
    return [("left open", "\n".join(left) or "nothing")]


def _feed(figures: Mapping[str, Any]) -> str:
    return (
        f"{figures['batches']:,} batches, {figures['frames']:,} frames, "
        f"{figures['events']:,} events, {figures['bytes']:,} bytes"
    )


def _gaps(figures: Mapping[str, Any]) -> str:
    return f"{figures['gaps']:,} batches missed" if figures["gaps"] else "none"


def _book(figures: Mapping[str, Any]) -> str:
    """Show the touch as a trader reads it: in points."""
    if not figures.get("book"):
        return ""
    symbol, bid, ask, bid_size, ask_size = figures["book"]
    tick_size = figures.get("tick_size") or 1.0
    return (
        f"{symbol}  {bid_size} x {_price(bid, tick_size)} | {_price(ask, tick_size)} x {ask_size}"
    )


def _price(ticks: int | None, tick_size: float) -> str:
    if ticks is None:
        return "none"
    digits = len(f"{tick_size:.10f}".rstrip("0").partition(".")[2])
    return f"{ticks * tick_size:,.{digits}f}"


def _server(server: Mapping[str, Any] | None) -> str:
    if not server:
        return ""
    positions = ", ".join(f"{name} {held:+d}" for name, held in server["positions"].items())
    return (
        f"order messages {server['order_messages']:,} ({server['order_bytes']:,} bytes), "
        f"fills {server['fills']:,}, position {positions or 'none'}, "
        f"connections {server['connections']:,}"
    )


def _counts(counts: Mapping[str, int], *, none: str = "none") -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or none


def _signed(quantity: int | None) -> str:
    if quantity is None:
        return "unknown"
    return f"{quantity:+d}" if quantity else "flat"


def _result(usd: float | None) -> str:
    return "unknown" if usd is None else f"{usd:+,.2f} USD, open position included"


def _latency(percentiles: Mapping[str, float | None]) -> str:
    if percentiles["p50"] is None or percentiles["p99"] is None:
        return "not measured"
    return f"median {percentiles['p50']:,.0f} us, p99 {percentiles['p99']:,.0f} us"

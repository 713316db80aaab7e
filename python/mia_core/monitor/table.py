"""The live table and the closing report, for people. Reads figures; knows nothing of where they come from."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["print_report", "show_live"]

REFRESH_S = 0.25


@contextlib.contextmanager
def show_live(
    figures: Callable[[], Mapping[str, Any]], *, quiet: bool
) -> Iterator[Callable[[], None]]:
    """Keep a table on the terminal while work goes on; yields what to call now and then."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda: None
        return
    shown = [0.0]
    with Live(console=console, auto_refresh=False, transient=True) as live:

        def refresh() -> None:
            now = time.monotonic()
            if now - shown[0] >= REFRESH_S:
                shown[0] = now
                live.update(_table("MIA", _rows(figures())), refresh=True)

        yield refresh


def print_report(figures: Mapping[str, Any]) -> None:
    """Print what happened."""
    console = Console(file=sys.stdout)
    console.print(_table("What happened", _rows(figures)))
    server = figures.get("server")
    if server:
        rows = [(key.replace("_", " "), _text(value)) for key, value in server.items()]
        console.print(_table("Counted by the DTC server itself", rows))
    if figures.get("journal"):
        console.print(f"Recording: {figures['journal']}", soft_wrap=True, highlight=False)


def _table(title: str, rows: list[tuple[str, str]]) -> Table:
    table = Table(title=title, show_header=False, title_justify="left", min_width=60)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, value in rows:
        table.add_row(name, value)
    return table


def _rows(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not figures:
        return [("waiting", "for the first batches")]
    latency = figures["latency_us"]
    rows = [
        (
            "batches",
            f"{figures['batches']:,} with {figures['frames']:,} frames, {figures['bytes']:,} bytes",
        ),
        ("gaps", _text(figures["gaps"])),
        ("book", _book(figures.get("book"))),
        ("detections", _counts(figures["detections"])),
        ("signals", _text(figures["signals"])),
        ("orders", f"{figures['orders']}, refused: {_counts(figures['refused'])}"),
        ("fills", _text(figures["fills"])),
        ("position", f"{figures['position']:+d}" if figures["position"] is not None else "unknown"),
        (
            "result",
            "unknown"
            if figures["pnl"] is None
            else f"{figures['pnl']:+,.2f} USD, simulated or not as the mode says",
        ),
        ("feed to decision", _latency(latency["feed_to_decision"])),
        ("tick to order", _latency(latency["tick_to_order"])),
    ]
    return [row for row in rows if row[1]]


def _book(book: list[Any] | None) -> str:
    if not book:
        return ""
    symbol, bid, ask, bid_size, ask_size = book
    return f"{symbol}  {bid_size} x {bid} | {ask} x {ask_size}  (ticks)"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _latency(percentiles: Mapping[str, float | None]) -> str:
    if percentiles["p50"] is None or percentiles["p99"] is None:
        return "not measured"
    return f"median {percentiles['p50']:,.0f} us, p99 {percentiles['p99']:,.0f} us"


def _text(value: object) -> str:
    if isinstance(value, dict):
        return _counts(value)
    return f"{value:,}" if isinstance(value, int) else str(value)

"""The tables for people: what goes on, what happened. Reads figures; knows nothing of where they come from."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from mia_core.execution.order import ENDED_UNSEEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Rows", "make_table", "print_recorded", "print_report", "recorded_rows", "run_rows"]

NOTES_SHOWN = 5
BAR_WIDTH = 40

Rows = list[tuple[str, str]]


def print_report(figures: Mapping[str, Any]) -> None:
    """Print what happened."""
    console = Console(file=sys.stdout)
    title = "What happened, until it was stopped" if figures.get("stopped") else "What happened"
    console.print(make_table(title, [*run_rows(figures), *_left_open(figures)]))
    if figures.get("journal"):
        console.print(f"Recording: {figures['journal']}", soft_wrap=True, highlight=False)


def print_recorded(figures: Mapping[str, Any]) -> None:
    """Print what was recorded, and where it lies."""
    console = Console(file=sys.stdout)
    console.print(make_table("What was recorded", recorded_rows(figures)))
    console.print(f"Recording: {figures['path']}", soft_wrap=True, highlight=False)


def recorded_rows(figures: Mapping[str, Any]) -> Rows:
    """Say what a recorder counted."""
    rows = [
        ("feed", f"{figures['batches']:,} batches, {figures['frames']:,} frames"),
        ("gaps", _gaps(figures)),
        ("refused batches", _counts(figures["rejected"], none="")),
    ]
    return [row for row in rows if row[1]]


def make_table(title: str, rows: Rows) -> Table:
    """Put rows in a frame."""
    table = Table(title=title, show_header=False, title_justify="left", min_width=60)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, value in rows:
        table.add_row(name, value)
    return table


def run_rows(figures: Mapping[str, Any]) -> Rows:
    """Say what a host, a demo or a replay counted."""
    done = _bar(figures.get("share"))
    if "batches" not in figures:
        return [*done, ("waiting", "for the first batches")]
    latency = figures["latency_us"]
    rows = [
        *done,
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
        ("drawn on the chart", _counts(figures.get("sierra", {}).get("drawn", {}), none="")),
        ("panel on the chart", _panel(figures.get("sierra", {}).get("panels", []))),
        ("study errors", "\n".join(figures.get("sierra", {}).get("study_errors", []))),
        ("latest", "\n".join(figures.get("notes", [])[-NOTES_SHOWN:])),
    ]
    return [row for row in rows if row[1]]


def _bar(share: float | None) -> Rows:
    """Show how far something came whose end is known."""
    if share is None:
        return []
    filled = round(min(max(share, 0.0), 1.0) * BAR_WIDTH)
    return [
        ("played", f"{'#' * filled}{'.' * (BAR_WIDTH - filled)} {100 * min(share, 1.0):3.0f} %")
    ]


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


def _panel(panels: Sequence[str]) -> str:
    """Show what stands on the first chart, the traded one."""
    return panels[0] if panels else ""


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
        return "nothing to measure"
    return f"median {percentiles['p50']:,.0f} us, p99 {percentiles['p99']:,.0f} us"

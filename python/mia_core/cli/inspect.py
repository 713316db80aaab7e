"""`mia inspect`: what a recording holds."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from mia_core.cli.extent import Extent
from mia_core.cli.options import json_option, print_json, stop_on_signals
from mia_core.cli.study_table import make_study_table, plain_table
from mia_core.contents import Contents, utc_text
from mia_core.journal.reader import read_recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mia_core.journal.reader import Recording

__all__ = ["inspect"]

RECORDS_PER_LOOK = 500
GAPS_SHOWN = 10


@click.command(short_help="What a recording holds.")
@click.argument("recording", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--all", "show_all", is_flag=True, help="List every line of every study.")
@json_option
def inspect(*, recording: Path, show_all: bool, as_json: bool) -> None:
    """What RECORDING holds, and what its studies mean.

    Instruments with their spans, frames by kind, gaps, and each study with what it was mapped to by the map that
    the recording carries.
    """
    stop = stop_on_signals()
    opened = read_recording(recording, alone=True)
    contents = Contents(opened)
    _read(contents, opened, stop.is_set, quiet=as_json)
    if as_json:
        print_json({**contents.figures(), "stopped": stop.is_set()})
    else:
        _print(contents, opened, show_all=show_all)
    if stop.is_set():
        click.echo("stopped before the end", err=True)
        raise click.exceptions.Exit(1)


def _read(
    contents: Contents, recording: Recording, should_stop: Callable[[], bool], *, quiet: bool
) -> None:
    with _progress(recording, quiet=quiet) as tell:
        for number, t_ns in enumerate(contents.read()):
            if number % RECORDS_PER_LOOK == 0:
                tell(t_ns)
                if should_stop():
                    return


@contextlib.contextmanager
def _progress(recording: Recording, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Keep a bar on the terminal; one of a cut recording has no end to go towards."""
    console, extent = Console(stderr=True), Extent(recording.path)
    columns = (TextColumn("reading"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("reading", total=None)

        def tell(t_ns: int) -> None:
            share = extent.share(t_ns)
            bar.update(task, total=None if share is None else 1.0, completed=share or 0.0)

        yield tell


def _print(contents: Contents, recording: Recording, *, show_all: bool) -> None:
    console = Console(file=sys.stdout)
    figures = contents.figures()
    by = "an engine" if figures["decides"] else "`mia record`: no decisions"
    console.print(f"{recording.path}", soft_wrap=True, highlight=False, markup=False)
    console.print(
        f"recorded by {by}, mia {figures['versions'].get('mia', 'unknown')}, "
        f"{contents.batches:,} batches, {contents.frames:,} frames, "
        f"{contents.decisions:,} decisions",
        soft_wrap=True,
        highlight=False,
        markup=False,
    )
    console.print(_instruments(contents))
    console.print(_counts("Frames", contents.kinds))
    if contents.rejected:
        console.print(_counts("Refused batches", contents.rejected))
    console.print(_publishers(contents))
    _print_gaps(console, contents)
    console.print(make_study_table(contents.rows, show_all=show_all))
    missing = [row.meaning for row in contents.rows if row.chart == 0]
    if missing:
        names = ", ".join(missing) if show_all else "--all names them"
        console.print(
            f"on no chart: {len(missing)} studies of the map ({names})",
            highlight=False,
            markup=False,
        )
    ended = f"it is cut: {recording.cut}" if recording.cut else f"it ends: {recording.end}"
    console.print(ended, soft_wrap=True, highlight=False, markup=False)


def _instruments(contents: Contents) -> Table:
    columns = ("symbol", "tick", "charts", "first, UTC", "last, UTC", "batches", "trades")
    table = plain_table("Instruments", columns)
    for item in contents.instruments.values():
        table.add_row(
            item.symbol,
            f"{item.tick_size:g}",
            ", ".join(map(str, item.charts)),
            _to_the_second(item.first_ns),
            _to_the_second(item.last_ns),
            f"{item.batches:,}",
            f"{item.trades:,}",
        )
    return table


def _publishers(contents: Contents) -> Table:
    columns = ("chart", "sent", "dropped", "us a call, median", "p99", "values refused", "overruns")
    table = plain_table("MIA Feed, as each told last", (*columns, "last error"))
    for row in contents.publishers:
        table.add_row(
            f"{row['chart']} {row['symbol']}",
            f"{row['batches_sent']:,}",
            f"{row['batches_dropped']:,}",
            _microseconds(row["call_cost_median_ns"]),
            _microseconds(row["call_cost_p99_ns"]),
            f"{row['values_invalid']:,}",
            f"{row['tape_missed']:,}",
            Text(row["last_error"]),
        )
    return table


def _microseconds(cost_ns: int) -> str:
    """Write what a call costs; no call costs nothing, so 0 was never told."""
    return f"{cost_ns / 1000:,.1f}" if cost_ns else "not told"


def _to_the_second(t_ns: int) -> str:
    """Write a time as short as a table wants it."""
    return utc_text(t_ns)[:19].replace("T", " ")


def _counts(title: str, counts: dict[str, int] | Counter[str]) -> Table:
    table = plain_table(title, ("kind", "number"))
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    return table


def _print_gaps(console: Console, contents: Contents) -> None:
    if not contents.missed:
        console.print("gaps: none", highlight=False)
        return
    table = plain_table(f"Gaps: {contents.missed:,} batches missed", ("time", "chart", "missed"))
    for gap in contents.gaps[:GAPS_SHOWN]:
        table.add_row(utc_text(gap.t_ns), f"{gap.chart} {gap.symbol}", f"{gap.missed:,}")
    console.print(table)
    if len(contents.gaps) > GAPS_SHOWN:
        console.print(f"and more: {len(contents.gaps) - GAPS_SHOWN:,} gaps", highlight=False)

"""`mia doctor`: what must be right before trading, each with its remedy."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
import zmq
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from mia_core.cli.options import (
    address_options,
    config_option,
    duration,
    json_option,
    print_json,
    stop_on_signals,
    with_addresses,
)
from mia_core.cli.study_table import make_study_table
from mia_core.clock import SystemClock
from mia_core.config import load_config
from mia_core.doctor.catalog import CONFIGURATION
from mia_core.doctor.checks import Fault, attempt
from mia_core.doctor.configuration import MEND, Settings
from mia_core.doctor.examination import Examination, Listen
from mia_core.doctor.files import HomeFolder
from mia_core.doctor.heard import Heard
from mia_core.doctor.report import check_tables, figures, summary
from mia_core.home import Home
from mia_core.versions import running_versions

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from mia_core.doctor.checks import Check

__all__ = ["doctor"]

LISTEN_S = 8.0


@click.command(short_help="What must be right before trading.")
@config_option
@click.option("--quick", is_flag=True, help="Open no socket: look at files and settings only.")
@click.option(
    "--monitor",
    "monitor_s",
    type=duration(),
    metavar="SECONDS",
    help=f"Listen that long and judge what happened.  [default: up to {LISTEN_S:g} s]",
)
@address_options
@json_option
def doctor(
    *,
    config_path: Path | None,
    quick: bool,
    monitor_s: float | None,
    bind: str | None,
    overlay: str | None,
    as_json: bool,
) -> None:
    """Check what must be right before trading; each check has what was found, and its remedy.

    Unless --quick, it is the host for some seconds: no other may run, it decides nothing, writes nothing and sends no
    order. Exit status: 0 no check failed, 1 one did or it was stopped, 2 the configuration is wrong.
    """
    if quick and monitor_s is not None:
        message = "--quick listens to nothing, --monitor does: give one of them"
        raise click.UsageError(message)
    stop = stop_on_signals()
    settings = attempt(lambda: _settings(config_path, bind, overlay), MEND)
    examination = Examination(settings, _home(), clock=SystemClock(), environment=os.environ)
    if not quick:
        _listen(examination, monitor_s, stop, quiet=as_json)
    checks = examination.checks()
    if as_json:
        print_json(
            {
                **figures(checks),
                "studies": [msgspec.to_builtins(row) for row in examination.studies()],
                "listened_s": examination.listened_s,
                "stopped": stop.is_set(),
                "versions": running_versions(),
            }
        )
    else:
        _print(checks, examination)
    _end(checks, stopped=stop.is_set())


def _settings(path: Path | None, bind: str | None, overlay: str | None) -> Settings:
    config = with_addresses(load_config(path, os.environ), bind, overlay)
    return Settings(config, path=path, environment=os.environ)


def _home() -> HomeFolder | Fault:
    return attempt(
        lambda: HomeFolder(Home.of_user(os.environ), is_moved=bool(os.environ.get("MIA_HOME"))),
        "set MIA_HOME to a folder of yours",
    )


def _listen(
    examination: Examination, monitor_s: float | None, stop: threading.Event, *, quiet: bool
) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    limit_s = LISTEN_S if monitor_s is None else monitor_s
    try:
        with _progress(examination, limit_s, quiet=quiet) as each_turn:
            how = Listen(
                limit_s=limit_s,
                to_the_end=monitor_s is not None,
                should_stop=stop.is_set,
                each_turn=each_turn,
            )
            examination.listen(context, how, say=lambda line: click.echo(line, err=True))
    finally:
        context.destroy(linger=0)


@contextlib.contextmanager
def _progress(
    examination: Examination, limit_s: float, *, quiet: bool
) -> Iterator[Callable[[float], None]]:
    """Keep a line on the terminal while it listens."""
    console = Console(stderr=True)
    columns = (
        TextColumn("listening"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("", total=limit_s)

        def each_turn(passed_s: float) -> None:
            heard = examination.heard
            told = ""
            if isinstance(heard, Heard):
                told = f"{len(heard.speakers)} MIA Feed, {heard.batches:,} batches"
            bar.update(task, completed=min(passed_s, limit_s), description=told)

        yield each_turn


def _print(checks: list[Check], examination: Examination) -> None:
    console = Console(file=sys.stdout)
    console.print(check_tables(checks))
    rows = examination.studies()
    if any(row.chart for row in rows):
        console.print(make_study_table(rows, show_all=False))
    console.print(summary(checks), highlight=False, markup=False)


def _end(checks: list[Check], *, stopped: bool) -> None:
    """Exit as the checks went. A wrong configuration is told as every other command tells it."""
    failed = [check for check in checks if check.ok is False]
    if stopped:
        click.echo("stopped before the end", err=True)
    wrong = [check for check in failed if check.area == CONFIGURATION.name]
    if wrong:
        click.echo(f"mia doctor: {wrong[0].found}", err=True)
        raise click.exceptions.Exit(2)
    if failed or stopped:
        raise click.exceptions.Exit(1)

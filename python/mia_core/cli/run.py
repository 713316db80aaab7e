"""`mia run`: the strategy host."""

from __future__ import annotations

import contextlib
import gc
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import zmq

from mia_core.assembly import open_parts
from mia_core.cli.options import (
    address_options,
    config_option,
    control_option,
    json_option,
    print_json,
    stop_on_signals,
    with_addresses,
)
from mia_core.clock import SteppedClock, SystemClock, wall_ns
from mia_core.config import Mode, load_config
from mia_core.home import Home
from mia_core.monitor.live import show_live
from mia_core.monitor.table import print_report
from mia_core.sim.control import ControlLink, Finish, Progress, Ready, Report
from mia_core.sim.stepped_host import run_stepped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mia_core.app import Host
    from mia_core.assembly import Parts

__all__ = ["run"]

PROGRESS_NS = 250_000_000


@click.command(short_help="The strategy host for a real Sierra Chart.")
@config_option
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.READ_ONLY.value,
    show_default=True,
    help="read-only sends nothing; paper needs a simulated account, live a real one.",
)
@address_options
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Recording to write.  [default: in the home]",
)
@click.option("--no-recording", is_flag=True, help="Write no recording.")
@json_option
@control_option
def run(
    *,
    config_path: Path | None,
    mode: str,
    bind: str | None,
    overlay: str | None,
    out: Path | None,
    no_recording: bool,
    as_json: bool,
    control: str | None,
) -> None:
    """Run the strategy host for a Sierra Chart whose charts carry the MIA Feed study.

    Read-only unless told otherwise. Ctrl-C ends in order and says what is left open.
    """
    stop = stop_on_signals(ignore_interrupt=control is not None)
    config = with_addresses(load_config(config_path, os.environ), bind, overlay)
    home = Home.of_user(os.environ)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    path = None if no_recording else out or home.new_recording(wall_ns())
    try:
        parts = open_parts(
            config,
            Mode(mode),
            home=home,
            context=context,
            environment=os.environ,
            recording_path=path,
            begin_ns=wall_ns() if control is None else 0,
        )
        gc.freeze()  # what was imported and opened stays: no pause of the hot thread to look through it
        if control is not None:
            _run_controlled(parts, control, should_stop=stop.is_set)
            return
        figures = _run_live(parts, should_stop=stop.is_set, quiet=as_json)
    finally:
        context.destroy(linger=0)
    if as_json:
        # Same keys as a demo's: where no server is simulated, nobody counts on the other side.
        print_json({**figures, "server": None})
    else:
        print_report(figures)


def _run_live(parts: Parts, *, should_stop: Callable[[], bool], quiet: bool) -> dict[str, Any]:
    host = parts.host(SystemClock())
    with _closing(host), show_live(host.progress, quiet=quiet) as live:
        live.say([f"listening to studies at {parts.feed.address}; Ctrl-C ends in order"])

        def each_turn() -> None:
            live.say(host.notes.take())
            live.refresh()

        host.run(should_stop=should_stop, each_turn=each_turn)
        host.hear_out()
        figures = host.report(timed=True)
        live.say(host.notes.take())
    return figures


def _run_controlled(parts: Parts, address: str, *, should_stop: Callable[[], bool]) -> None:
    """Live by a conductor's time: stepped in lockstep, or with a running clock."""
    link = ControlLink(address)
    try:
        link.send(Ready(role="host", addresses=_addresses(parts)))
        clock, is_stepped = link.start()
        host = parts.host(clock)
        with _closing(host):
            if isinstance(clock, SteppedClock):
                run_stepped(host, link, clock=clock, feed=parts.feed, trading=parts.trading)
            else:
                _run_clocked(host, link, should_stop)
            link.send(Report(figures=host.report(timed=not is_stepped)))
    finally:
        link.close()


@contextlib.contextmanager
def _closing(host: Host) -> Iterator[None]:
    """Close a host in order, whatever happens to it; its recording tells why it ended."""
    why = "stopped"
    try:
        yield
    except BaseException as error:
        why = f"{type(error).__name__}: {error}"
        raise
    finally:
        host.close(why)
        left = host.left_open()
        if left:
            click.echo(f"left open: {left}", err=True)


def _run_clocked(host: Host, link: ControlLink, should_stop: Callable[[], bool]) -> None:
    told = {"finished": False, "progress_ns": 0}

    def each_turn() -> None:
        now = time.monotonic_ns()
        if now - told["progress_ns"] < PROGRESS_NS:
            return
        told["progress_ns"] = now
        link.send(Progress(figures=host.progress()))
        told["finished"] = isinstance(link.receive(timeout_ms=0), Finish)

    host.run(should_stop=lambda: should_stop() or bool(told["finished"]), each_turn=each_turn)
    host.hear_out()


def _addresses(parts: Parts) -> dict[str, str]:
    addresses = {"feed": parts.feed.address}
    if parts.overlay is not None:
        addresses["overlay"] = parts.overlay.address
    return addresses

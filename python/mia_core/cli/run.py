"""`mia run`: the strategy host."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
import zmq

from mia_core.assembly import open_parts
from mia_core.cli.options import (
    config_option,
    control_option,
    json_option,
    print_json,
    stop_on_signals,
)
from mia_core.clock import SteppedClock, SystemClock, wall_ns
from mia_core.config import Config, Mode, load_config
from mia_core.home import Home
from mia_core.monitor.table import print_report, show_live
from mia_core.sim.control import ControlLink, Finish, Progress, Ready, Report
from mia_core.sim.stepped_host import run_stepped

if TYPE_CHECKING:
    from collections.abc import Callable

    from mia_core.app import Host
    from mia_core.assembly import Parts
    from mia_core.clock import Clock

__all__ = ["run"]

PROGRESS_NS = 250_000_000


@click.command()
@config_option
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.READ_ONLY.value,
    show_default=True,
    help="read-only sends nothing; paper needs a simulated account, live a real one.",
)
@click.option("--bind", help="Where the studies' feed comes in.  [default: tcp://127.0.0.1:5571]")
@click.option("--overlay", help="Where studies fetch levels and signals.  [default: tcp://127.0.0.1:5572]")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Recording to write.  [default: in the home]")
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
    config = _with_addresses(load_config(config_path, os.environ), bind, overlay)
    home = Home.of_user(os.environ)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    path = None if no_recording else out or home.new_recording(wall_ns())
    try:
        parts = open_parts(
            config, Mode(mode), home=home, context=context, environment=os.environ, recording_path=path
        )
        if control is not None:
            _run_controlled(parts, control)
            return
        figures = _run_live(parts, SystemClock(), quiet=as_json)
    finally:
        context.destroy(linger=0)
    if as_json:
        print_json(figures)
    else:
        print_report(figures)


def _with_addresses(config: Config, bind: str | None, overlay: str | None) -> Config:
    changes = {key: value for key, value in (("bind", bind), ("overlay", overlay)) if value is not None}
    host = msgspec.structs.replace(config.host, **changes)
    return msgspec.structs.replace(config, host=host)


def _run_live(parts: Parts, clock: Clock, *, quiet: bool) -> dict[str, Any]:
    stop = stop_on_signals()
    host = parts.host(clock)
    why = "stopped"
    try:
        with show_live(host.progress, quiet=quiet) as each_turn:
            host.run(should_stop=stop.is_set, each_turn=each_turn)
    except BaseException as error:
        why = f"{type(error).__name__}: {error}"
        raise
    finally:
        host.close(why)
    return host.report(timed=True)


def _run_controlled(parts: Parts, address: str) -> None:
    """Live by a conductor's time: stepped in lockstep, or with a running clock."""
    stop = stop_on_signals(ignore_interrupt=True)
    link = ControlLink(address)
    link.send(Ready(role="host", addresses=_addresses(parts)))
    clock, _ = link.start()
    host = parts.host(clock)
    why = "stopped"
    try:
        if isinstance(clock, SteppedClock):
            run_stepped(host, link, clock=clock, feed=parts.feed, trading=parts.trading)
        else:
            _run_clocked(host, link, stop.is_set)
        link.send(Report(figures=host.report(timed=not isinstance(clock, SteppedClock))))
    except BaseException as error:
        why = f"{type(error).__name__}: {error}"
        raise
    finally:
        host.close(why)
        link.close()


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


def _addresses(parts: Parts) -> dict[str, str]:
    addresses = {"feed": parts.feed.address}
    if parts.overlay is not None:
        addresses["overlay"] = parts.overlay.address
    return addresses

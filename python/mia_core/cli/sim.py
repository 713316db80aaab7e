"""`mia sim`: the simulated Sierra Chart and the simulated DTC server, each alone."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mia_core.cli.options import (
    Instant,
    LocalAddress,
    Speed,
    control_option,
    duration,
    json_option,
    stop_on_signals,
)
from mia_core.sim.dtc_process import DtcOptions, serve_dtc
from mia_core.sim.sierra_process import SierraOptions, serve_sierra
from mia_core.sim.solo import SoloTime

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["sim"]


def _time_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add when the process lives, given to the command as one thing."""

    @functools.wraps(command)
    def timed(*, speed: float, start: int | None, **given: Any) -> None:  # noqa: ANN401 -- the options say what they are
        command(time=SoloTime(speed=speed, start_ns=start), **given)

    speed = click.option(
        "--speed",
        default=1.0,
        show_default=True,
        type=Speed(zero=False),
        help="1 is real time; another speed has a time of its own, as with --start.",
    )
    start = click.option(
        "--start",
        type=Instant(),
        help="Begin at this time, as 2026-03-11T14:35:00Z.  [default: now, at speed 1]",
    )
    return speed(start(timed))


@click.group(short_help="The simulated Sierra Chart or DTC server alone.")
def sim() -> None:
    """Run one process of the simulated world alone."""


@sim.command(short_help="A simulated Sierra Chart with the real study code.")
@click.option(
    "--connect",
    required=True,
    type=LocalAddress(),
    help="Feed address of the host, for example tcp://127.0.0.1:5571.",
)
@click.option(
    "--overlay",
    type=LocalAddress(),
    default="tcp://127.0.0.1:5572",
    show_default=True,
    help="Overlay address of the host.",
)
@click.option("--seed", default=7, show_default=True, help="Decides the whole market.")
@_time_options
@click.option("--seconds", type=duration(), help="End after so many simulated seconds.")
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was planted, one JSON a line.",
)
@json_option
@control_option
def sierra(*, as_json: bool, control: str | None, **what: Any) -> None:  # noqa: ANN401 -- the options say what they are
    """Run a simulated Sierra Chart with the real study code, connected to a host.

    It lives by the clock of this machine, at any hour, on a market that never closes; each half hour a new one
    begins, with a jump in price. `mia sim dtc` of the same seed has the same market. Ctrl-C ends it in order.
    """
    stop = stop_on_signals(ignore_interrupt=control is not None)
    serve_sierra(SierraOptions(**what), control=control, should_stop=stop.is_set, as_json=as_json)


@sim.command(short_help="A simulated DTC server.")
@click.option(
    "--port",
    required=True,
    type=click.IntRange(0, 65535),
    help="Where to listen on 127.0.0.1; 0 takes a free one.",
)
@click.option(
    "--seed", default=7, show_default=True, help="Decides the market that orders are filled from."
)
@_time_options
@click.option(
    "--symbol",
    default="ESH26_FUT_CME",
    show_default=True,
    help="The one symbol it takes orders for.",
)
@click.option("--account", default="Sim1", show_default=True, help="The trade account it has.")
@click.option(
    "--encoding",
    type=click.Choice(["auto", "binary"]),
    default="auto",
    show_default=True,
    help="auto lets the client ask; this version speaks binary.",
)
@click.option(
    "--faults",
    type=click.Path(dir_okay=False, path_type=Path),
    help="TOML file of what shall go wrong.",
)
@json_option
@control_option
def dtc(*, as_json: bool, control: str | None, **what: Any) -> None:  # noqa: ANN401 -- the options say what they are
    """Run a simulated DTC server that fills from the market `mia sim sierra` of the same seed shows.

    Prints `listening 127.0.0.1:PORT` (with --json on stderr), and at the end what it counted. Ctrl-C and SIGTERM
    end it in order; on Windows, where no SIGTERM reaches a process, Ctrl-C and Ctrl-Break do.
    """
    stop = stop_on_signals(ignore_interrupt=control is not None)
    serve_dtc(DtcOptions(**what), control=control, should_stop=stop.is_set, as_json=as_json)

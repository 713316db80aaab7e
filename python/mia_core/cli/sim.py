"""`mia sim`: the simulated Sierra Chart and the simulated DTC server, each alone."""

from __future__ import annotations

from pathlib import Path

import click

from mia_core.cli.options import FiniteRange, control_option, json_option, stop_on_signals
from mia_core.sim.dtc_process import DtcOptions, serve_dtc
from mia_core.sim.sierra_process import SierraOptions, serve_sierra

__all__ = ["sim"]


@click.group()
def sim() -> None:
    """Run one process of the simulated world alone."""


@sim.command()
@click.option(
    "--connect", required=True, help="Feed address of the host, for example tcp://127.0.0.1:5571."
)
@click.option(
    "--overlay",
    default="tcp://127.0.0.1:5572",
    show_default=True,
    help="Overlay address of the host.",
)
@click.option("--seed", default=7, show_default=True, help="Decides the whole market.")
@click.option(
    "--speed", default=1.0, show_default=True, type=FiniteRange(min=0.01), help="1 is real time."
)
@click.option("--seconds", type=FiniteRange(min=0.05), help="End after so many simulated seconds.")
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was planted, one JSON a line.",
)
@json_option
@control_option
def sierra(
    *,
    connect: str,
    overlay: str,
    seed: int,
    speed: float,
    seconds: float | None,
    truth: Path | None,
    as_json: bool,
    control: str | None,
) -> None:
    """Run a simulated Sierra Chart with the real study code, connected to a host."""
    options = SierraOptions(
        connect=connect, overlay=overlay, seed=seed, speed=speed, seconds=seconds, truth=truth
    )
    stop = stop_on_signals(ignore_interrupt=control is not None)
    serve_sierra(options, control=control, should_stop=stop.is_set, as_json=as_json)


@sim.command()
@click.option(
    "--port",
    required=True,
    type=click.IntRange(0, 65535),
    help="Where to listen on 127.0.0.1; 0 takes a free one.",
)
@click.option(
    "--seed", default=7, show_default=True, help="Decides the market that orders are filled from."
)
@click.option(
    "--speed", default=1.0, show_default=True, type=FiniteRange(min=0.01), help="1 is real time."
)
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
@control_option
def dtc(
    *,
    port: int,
    seed: int,
    speed: float,
    symbol: str,
    account: str,
    encoding: str,
    faults: Path | None,
    control: str | None,
) -> None:
    """Run a simulated DTC server. Prints `listening 127.0.0.1:PORT`; ends on Ctrl-C or SIGTERM with 0."""
    options = DtcOptions(
        port=port,
        seed=seed,
        speed=speed,
        symbol=symbol,
        account=account,
        encoding=encoding,
        faults=faults,
    )
    stop = stop_on_signals(ignore_interrupt=control is not None)
    serve_dtc(options, control=control, should_stop=stop.is_set)

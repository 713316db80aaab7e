"""`mia demo`: the whole line on one machine, without a Sierra Chart."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mia_core.cli.options import json_option, print_json
from mia_core.clock import NANOSECONDS
from mia_core.config import Mode
from mia_core.monitor.table import print_report, show_live
from mia_core.sim.conductor import Conductor
from mia_core.sim.market import DEMO_START_NS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["demo"]

SYMBOL = "ESH26_FUT_CME"
ACCOUNT = "Sim1"


@click.command()
@click.option("--seconds", default=30.0, show_default=True, type=click.FloatRange(min=0.05), help="Simulated seconds.")
@click.option("--seed", default=7, show_default=True, help="Decides the whole simulated world.")
@click.option(
    "--speed", default=1.0, show_default=True, type=click.FloatRange(min=0), help="1 is real time, 0 as fast as it goes."
)
@click.option(
    "--mode",
    type=click.Choice([Mode.READ_ONLY.value, Mode.PAPER.value]),
    default=Mode.PAPER.value,
    show_default=True,
    help="paper sends orders to the simulated server; read-only sends not a byte.",
)
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for recording, orders and logs.  [default: a new temporary one]",
)
@json_option
def demo(*, seconds: float, seed: int, speed: float, mode: str, state: Path | None, as_json: bool) -> None:
    """Play a simulated Sierra Chart, the strategy host and a simulated DTC server over real sockets."""
    folder = state or Path(tempfile.mkdtemp(prefix="mia-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    figures = _play(folder, seconds=seconds, seed=seed, speed=speed, mode=mode, quiet=as_json)
    if as_json:
        print_json(figures)
    else:
        print_report(figures)
        click.echo(f"\nTo see that every decision can be reproduced:\n  mia replay {figures['journal']} --verify")


def _play(folder: Path, *, seconds: float, seed: int, speed: float, mode: str, quiet: bool) -> dict[str, Any]:
    environment = {**os.environ, "MIA_HOME": str(folder)}
    with Conductor(folder, environment) as conductor:
        _launch(conductor, folder, seed=seed, mode=mode)
        with show_live(lambda: conductor.figures, quiet=quiet) as show:
            _conduct(conductor, seconds=seconds, speed=speed, show=show)
        reports = conductor.finish()
    truth = str(folder / "truth.jsonl")
    return {**reports["host"], "server": reports["dtc"], "sierra": reports["sierra"], "truth": truth}


def _launch(conductor: Conductor, folder: Path, *, seed: int, mode: str) -> None:
    server = conductor.launch(
        "dtc", "sim", "dtc", "--port", "0", "--seed", str(seed), "--symbol", SYMBOL, "--account", ACCOUNT
    )
    config = folder / "mia.toml"
    config.write_text(
        f'[host]\nbind = "tcp://127.0.0.1:*"\noverlay = "tcp://127.0.0.1:*"\n\n'
        f'[trading]\nsymbol = "{SYMBOL}"\naccount = "{ACCOUNT}"\norder_tag = "demo{seed % 10000}"\n'
        f"dtc_port = {server['dtc'].rpartition(':')[2]}\n",
        encoding="utf-8",
    )
    recording = folder / "recording.mcap"
    host = conductor.launch("host", "run", "--config", str(config), "--mode", mode, "--out", str(recording))
    conductor.launch(
        "sierra",
        *("sim", "sierra", "--connect", host["feed"], "--overlay", host["overlay"]),
        *("--seed", str(seed), "--truth", str(folder / "truth.jsonl")),
    )


def _conduct(conductor: Conductor, *, seconds: float, speed: float, show: Callable[[], None]) -> None:
    try:
        if speed == 0:
            end_ns = DEMO_START_NS + int(seconds * NANOSECONDS)
            conductor.play_lockstep(start_ns=DEMO_START_NS, end_ns=end_ns, show=show)
        else:
            conductor.play_running(start_ns=DEMO_START_NS, seconds=seconds, speed=speed, show=show)
    except KeyboardInterrupt:
        click.echo("stopping in order", err=True)

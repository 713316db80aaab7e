"""`mia demo`: the whole line on one machine, without a Sierra Chart."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from mia_core.cli.options import Speed, duration, json_option, print_json, stop_on_signals
from mia_core.clock import NANOSECONDS
from mia_core.config import Mode
from mia_core.monitor.live import show_live
from mia_core.monitor.table import print_report
from mia_core.sim.conductor import Conductor
from mia_core.sim.market import DEMO_START_NS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["demo"]

SYMBOL = "ESH26_FUT_CME"
ACCOUNT = "Sim1"
RECORDING, TRUTH = "recording.mcap", "truth.jsonl"


@click.command(short_help="The whole line on this machine, without a Sierra Chart.")
@click.option(
    "--seconds",
    default=30.0,
    show_default=True,
    type=duration(),
    help="Simulated seconds.",
)
@click.option("--seed", default=7, show_default=True, help="Decides the whole simulated world.")
@click.option(
    "--speed",
    default=1.0,
    show_default=True,
    type=Speed(zero=True),
    help="1 is real time, 0 as fast as it goes.",
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
def demo(
    *, seconds: float, seed: int, speed: float, mode: str, state: Path | None, as_json: bool
) -> None:
    """Play a simulated Sierra Chart, the strategy host and a simulated DTC server over real sockets.

    Every demo has a folder, a token and ports of its own and reads nothing of yours. Ctrl-C ends it in order.
    """
    stop = stop_on_signals()
    folder = _folder(state)
    world = _World(folder=folder, seconds=seconds, seed=seed, speed=speed, mode=mode)
    if not as_json:
        paces = {0.0: "as fast as it goes", 1.0: "in real time"}
        pace = paces.get(speed, f"at {speed:g} times real time")
        click.echo(f"Playing {seconds:g} simulated seconds of seed {seed}, {pace}", err=True)
    figures = _play(world, should_stop=stop.is_set, quiet=as_json)
    if as_json:
        print_json(figures)
    else:
        print_report(figures)
        click.echo(
            f"\nTo see that every decision can be reproduced:\n  mia replay {figures['journal']} --verify"
        )


class _World(msgspec.Struct, frozen=True, kw_only=True):
    """What a demo was asked to play."""

    folder: Path
    seconds: float
    seed: int
    speed: float
    mode: str


def _folder(state: Path | None) -> Path:
    """Make the folder of a demo; one that was played in already is kept as it is."""
    if state is None:
        return Path(tempfile.mkdtemp(prefix="mia-demo-"))
    state.mkdir(parents=True, exist_ok=True)
    if (state / RECORDING).exists():
        message = f"expected a new or empty folder, found {state / RECORDING}"
        raise click.BadParameter(message, param_hint="'--state'", ctx=click.get_current_context())
    return state.absolute()


def _play(world: _World, *, should_stop: Callable[[], bool], quiet: bool) -> dict[str, Any]:
    with Conductor(world.folder, _environment(world.folder), should_stop=should_stop) as conductor:
        _launch(conductor, world)
        with show_live(
            lambda: {**conductor.figures, "share": conductor.share}, quiet=quiet
        ) as live:
            _conduct(conductor, world, show=live.refresh)
        if should_stop():
            click.echo("stopping in order", err=True)
        reports = conductor.finish()
    return {
        **reports["host"],
        "seed": world.seed,
        "mode": world.mode,
        "stopped": should_stop(),
        "server": reports["dtc"],
        "sierra": reports["sierra"],
        "truth": str(world.folder / TRUTH),
    }


def _environment(folder: Path) -> dict[str, str]:
    """Pass on the environment without anything that was meant for the user's own host."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == "MIA_LIBZMQ" or not name.upper().startswith("MIA_")
    }
    return {**kept, "MIA_HOME": str(folder)}


def _launch(conductor: Conductor, world: _World) -> None:
    seed = str(world.seed)
    server = conductor.launch(
        "dtc", "sim", "dtc", "--port", "0", "--seed", seed, "--symbol", SYMBOL, "--account", ACCOUNT
    )
    config = world.folder / "mia.toml"
    config.write_text(
        f'[host]\nbind = "tcp://127.0.0.1:*"\noverlay = "tcp://127.0.0.1:*"\n\n'
        f'[trading]\nsymbol = "{SYMBOL}"\naccount = "{ACCOUNT}"\norder_tag = "demo{world.seed % 10000}"\n'
        f"dtc_port = {server['dtc'].rpartition(':')[2]}\n",
        encoding="utf-8",
    )
    recording = str(world.folder / RECORDING)
    host = conductor.launch(
        "host", "run", "--config", str(config), "--mode", world.mode, "--out", recording
    )
    conductor.launch(
        "sierra",
        *("sim", "sierra", "--connect", host["feed"], "--overlay", host["overlay"]),
        *("--seed", seed, "--truth", str(world.folder / TRUTH)),
    )


def _conduct(conductor: Conductor, world: _World, *, show: Callable[[], None]) -> None:
    if world.speed == 0:
        end_ns = DEMO_START_NS + int(world.seconds * NANOSECONDS)
        conductor.play_lockstep(start_ns=DEMO_START_NS, end_ns=end_ns, show=show)
    else:
        conductor.play_running(
            start_ns=DEMO_START_NS, seconds=world.seconds, speed=world.speed, show=show
        )

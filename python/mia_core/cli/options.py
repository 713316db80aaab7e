"""Options and outputs that commands share."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Any

import click

__all__ = ["config_option", "control_option", "json_option", "print_json", "stop_on_signals"]


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout and nothing else.")

config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Configuration file (mia.toml); without it the defaults hold.",
)

control_option = click.option("--control", hidden=True, help="Address of the conductor of a simulated world.")


def print_json(figures: dict[str, Any]) -> None:
    """Print the one object."""
    click.echo(json.dumps(figures, allow_nan=False))


def stop_on_signals(*, ignore_interrupt: bool = False) -> threading.Event:
    """Turn Ctrl-C and a polite kill into an event that loops look at, so that everything ends in order."""
    stop = threading.Event()

    def ask_to_stop(*_: object) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN if ignore_interrupt else ask_to_stop)
    return stop

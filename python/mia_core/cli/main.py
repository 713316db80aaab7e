"""The command `mia`."""

from __future__ import annotations

import os
import sys

import click

from mia_core import __version__
from mia_core.cli.demo import demo
from mia_core.cli.detectors import detectors
from mia_core.cli.doctor import doctor
from mia_core.cli.inspect import inspect
from mia_core.cli.record import record
from mia_core.cli.replay import replay
from mia_core.cli.run import run
from mia_core.cli.sim import sim
from mia_core.errors import ConfigError, MiaError

__all__ = ["cli", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mia")
def cli() -> None:
    """MIA: what Sierra Chart shows, in Python, live; patterns, scores, risk, and orders back.

    Read-only unless told otherwise. With --json a command prints one JSON object on stdout.
    """


for command in (demo, run, doctor, replay, record, inspect, detectors, sim):
    cli.add_command(command)


def main() -> None:
    """Run the command line; errors are one line and an exit status: 1 it failed, 2 it was asked wrongly."""
    try:
        status = cli.main(prog_name="mia", standalone_mode=False)
    except (click.ClickException, click.exceptions.Abort, MiaError, OSError) as error:
        sys.exit(_explain(error))
    sys.exit(status if isinstance(status, int) else 0)


def _explain(error: Exception) -> int:
    """Print one line, whatever the text holds; the exit status."""
    asked = isinstance(error, click.ClickException | ConfigError)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return 2
    if isinstance(error, BrokenPipeError):
        # Whoever read our output is gone; what Python still holds for it must not fail again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    context = getattr(error, "ctx", None)
    path = context.command_path if isinstance(context, click.Context) else "mia"
    hint = f" ({path} --help tells more)" if context is not None else ""
    click.echo(f"{path}: {' '.join(_text(error).split())}{hint}", err=True)
    return 2 if asked else 1


def _text(error: Exception) -> str:
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, click.exceptions.Abort):
        return "stopped"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


if __name__ == "__main__":
    main()

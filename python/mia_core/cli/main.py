"""The command `mia`."""

from __future__ import annotations

import sys

import click

from mia_core import __version__
from mia_core.cli.demo import demo
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

    Read-only unless told otherwise. Every command takes --json for one JSON object on stdout.
    """


for command in (demo, run, replay, record, sim):
    cli.add_command(command)


def main() -> None:
    """Run the command line; errors are one line and an exit status: 1 it failed, 2 it was asked wrongly."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(1)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except ConfigError as wrong:
        click.echo(f"mia: {wrong}", err=True)
        sys.exit(2)
    except MiaError as failed:
        click.echo(f"mia: {failed}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

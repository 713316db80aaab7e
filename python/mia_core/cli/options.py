"""Options and outputs that commands share."""

from __future__ import annotations

import datetime as dt
import json
import math
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from mia_core.clock import NANOSECONDS
from mia_core.config import Config, HostConfig
from mia_core.errors import ConfigError, FeedError
from mia_core.feeds.live import check_local

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Instant",
    "LocalAddress",
    "Speed",
    "address_options",
    "config_option",
    "control_option",
    "duration",
    "json_option",
    "print_json",
    "stop_on_signals",
    "with_addresses",
]


EARLIEST, LATEST = 2000, 2099
SLOWEST, FASTEST = 0.001, 10_000.0
LONGEST_S = 1e7


class LocalAddress(click.ParamType[str]):
    """Where on this machine to listen or to connect to."""

    name = "address"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what is no address of this machine."""
        try:
            check_local(value)
        except FeedError as error:
            self.fail(str(error), param, ctx)
        return value


class Instant(click.ParamType[int]):
    """A time of day somewhere, to the nanosecond UTC; without a zone nobody knows which."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read what ISO 8601 says, `2026-03-11T14:35:00Z`."""
        if isinstance(value, int):
            return value
        try:
            read = dt.datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"expected a time as 2026-03-11T14:35:00Z, found {value!r}", param, ctx)
        if read.tzinfo is None:
            self.fail(f"expected a zone behind the time, as in {value}Z", param, ctx)
        since = read - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        if not EARLIEST <= read.astimezone(dt.UTC).year <= LATEST:
            self.fail(f"expected a year from {EARLIEST} to {LATEST}, found {read.year}", param, ctx)
        return (since.days * 86_400 + since.seconds) * NANOSECONDS + since.microseconds * 1_000


class _FiniteRange(click.FloatRange):
    """A range of numbers: neither infinite nor not a number at all."""

    def convert(
        self, value: float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Refuse what float() takes and no clock can."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number


class Speed(_FiniteRange):
    """How many times as fast as real time, 0 for as fast as it goes where that is taken."""

    def __init__(self, *, zero: bool) -> None:
        super().__init__(min=0 if zero else SLOWEST, max=FASTEST)

    def convert(
        self, value: float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Refuse what is neither 0 nor within a day's patience."""
        number = super().convert(value, param, ctx)
        if 0 < number < SLOWEST:
            self.fail(f"{value!r} is not 0 and less than {SLOWEST:g}.", param, ctx)
        return number


def duration() -> _FiniteRange:
    """Give the seconds that something may last: no clock counts more than some months."""
    return _FiniteRange(min=0.05, max=LONGEST_S)


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object on stdout and nothing else."
)

config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Configuration file (mia.toml); without it the defaults hold.",
)

control_option = click.option(
    "--control", hidden=True, help="Address of the conductor of a simulated world."
)


def print_json(figures: dict[str, Any]) -> None:
    """Print the one object."""
    click.echo(json.dumps(figures, allow_nan=False))


def address_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the two addresses that studies connect to."""
    defaults = HostConfig()
    bind = click.option(
        "--bind", help=f"Where the studies' feed comes in.  [default: {defaults.bind}]"
    )
    overlay = click.option(
        "--overlay", help=f"Where studies fetch levels and signals.  [default: {defaults.overlay}]"
    )
    return bind(overlay(command))


def with_addresses(config: Config, bind: str | None, overlay: str | None) -> Config:
    """Put given addresses in the place of configured ones; a wrong one is refused before anything is opened."""
    given = {
        key: value for key, value in (("bind", bind), ("overlay", overlay)) if value is not None
    }
    host = msgspec.structs.replace(config.host, **given)
    for key, address in (("bind", host.bind), ("overlay", host.overlay)):
        try:
            check_local(address)
        except FeedError as error:
            message = f"[host] {key}: {error}"
            raise ConfigError(message) from error
    return msgspec.structs.replace(config, host=host)


def stop_on_signals(*, ignore_interrupt: bool = False) -> threading.Event:
    """Turn Ctrl-C and a polite kill into an event that loops look at, so that everything ends in order.

    Call it before anything is opened: what is interrupted half open cannot end in order.
    """
    stop = threading.Event()

    def ask_to_stop(*_: object) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN if ignore_interrupt else ask_to_stop)
    if hasattr(signal, "SIGBREAK"):  # Windows: Ctrl-Break, and the console window being closed
        signal.signal(signal.SIGBREAK, ask_to_stop)
    return stop

"""`mia replay`: a recording through the same engine."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from mia_core.assembly import make_setup
from mia_core.cli.extent import Extent
from mia_core.cli.options import (
    Speed,
    json_option,
    print_json,
    stop_on_signals,
)
from mia_core.clock import NANOSECONDS
from mia_core.config import load_config
from mia_core.engine import Engine, Setup
from mia_core.errors import RecordingError
from mia_core.journal.mcap_file import is_mcap
from mia_core.journal.reader import BatchRecord, DecisionRecord, EventRecord, read_recording
from mia_core.monitor.live import show_live
from mia_core.monitor.tally import Tally
from mia_core.replay import Comparison, DetectionLines, recorded_setup
from mia_core.versions import running_versions, why_not_comparable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mia_core.decision import Decision
    from mia_core.engine import Step
    from mia_core.events import Event
    from mia_core.journal.reader import Recording

__all__ = ["replay"]

LOOK_S = 0.1
"""How long a wait may keep Ctrl-C waiting."""


@click.command(short_help="A recording through the same engine.")
@click.argument("recording", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--verify",
    is_flag=True,
    help="Compare every decision with those recorded; exit 1 when one differs.",
)
@click.option(
    "--speed",
    default=0.0,
    show_default=True,
    type=Speed(zero=True),
    help="0 is as fast as it goes.",
)
@click.option(
    "--config",
    "config_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Decide by this configuration instead of the recorded one.",
)
@click.option(
    "--detections",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write them, one JSON a line.",
)
@json_option
def replay(
    *,
    recording: Path,
    verify: bool,
    speed: float,
    config_path: Path | None,
    detections: Path | None,
    as_json: bool,
) -> None:
    """Play RECORDING through the same engine that recorded it, with the configuration it holds."""
    if verify and config_path is not None:
        message = "--verify compares with what was recorded; it cannot be had with another --config"
        raise click.UsageError(message)
    stop = stop_on_signals()
    opened = read_recording(recording)
    setup = recorded_setup(opened)
    if verify:
        if not opened.opening.decides:
            message = f"{recording}: holds no decisions to compare with: `mia record` made it"
            raise RecordingError(message)
        reason = why_not_comparable(opened.opening.versions, running_versions())
        if reason:
            message = (
                f"{recording}: byte for byte is promised for one build and platform only: {reason}"
            )
            raise RecordingError(message)
    if config_path is not None:
        setup = make_setup(load_config(config_path, os.environ), setup.mode, setup.start)
    player = _Player(opened, setup, speed=speed, should_stop=stop.is_set)
    with _detections_file(detections) as file:
        player.play(quiet=as_json, detections=file)
    figures = player.figures()
    figures["identical"] = figures["differs_at"] is None if verify and not stop.is_set() else None
    if as_json:
        print_json(figures)
    else:
        _print(figures)
    if stop.is_set() or (verify and not figures["identical"]):
        raise click.exceptions.Exit(1)


@contextlib.contextmanager
def _detections_file(path: Path | None) -> Iterator[TextIO | None]:
    """Open the file before an hour of replay, not after it; a recording is not written over."""
    if path is None:
        yield None
        return
    if is_mcap(path):
        message = f"expected a file that is no recording, found {path}"
        raise click.BadParameter(message, param_hint="'--detections'")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield file


class _Player:
    """One pass over a recording."""

    def __init__(
        self, recording: Recording, setup: Setup, *, speed: float, should_stop: Callable[[], bool]
    ) -> None:
        self._recording = recording
        self._engine = Engine(setup)
        self._tally = Tally(setup.contract)
        self._tick_size = setup.contract.tick_size
        self._comparison = Comparison()
        self._speed = speed
        self._should_stop = should_stop
        self._stopped = False
        self._extent = Extent(recording.path)
        self._share: float | None = None
        self._seconds = 0.0

    def play(self, *, quiet: bool, detections: TextIO | None) -> None:
        """Play it all, or until told to stop; write every detection as it was at its end."""
        lines = None if detections is None else DetectionLines(detections)
        begin = time.monotonic()
        with show_live(self._progress, quiet=quiet) as live:
            for event in self._paced(self._events()):
                decision = self._take(event, self._engine.step(event))
                if lines is not None and decision is not None:
                    lines.add(decision)
                self._share = self._extent.share(event.t_ns)
                live.refresh()
                if self._should_stop():
                    self._stopped = True
                    break
        if lines is not None:
            lines.finish()
        self._seconds = max(time.monotonic() - begin, 1e-9)

    def figures(self) -> dict[str, Any]:
        """Sum up."""
        figures = self._tally.report(self._engine, timed=False)
        cut = self._recording.cut
        counters = self._engine.market.counters()
        return {
            **figures,
            "events_per_s": round(figures["events"] / self._seconds),
            "digest": self._comparison.digest,
            "differs_at": self._comparison.first_difference(cut=cut is not None),
            "cut": cut,
            "stopped": self._stopped,
            "counters": {name: count for name, count in counters.items() if count},
            "state": self._engine.market.state_digest(),
        }

    def _progress(self) -> dict[str, Any]:
        figures = self._tally.progress(self._engine)
        return {**figures, "tick_size": self._tick_size, "share": self._share}

    def _events(self) -> Iterator[Event]:
        for record in self._recording:
            if isinstance(record, DecisionRecord):
                self._comparison.expect(record.digest)
            elif isinstance(record, (BatchRecord, EventRecord)):
                yield record.to_event()

    def _paced(self, events: Iterator[Event]) -> Iterator[Event]:
        """Keep the recorded distances in time, divided by the speed."""
        first: tuple[int, float] | None = None
        for event in events:
            if self._speed > 0:
                first = first or (event.t_ns, time.monotonic())
                wait = (
                    first[1]
                    + (event.t_ns - first[0]) / NANOSECONDS / self._speed
                    - time.monotonic()
                )
                while wait > 0 and not self._should_stop():
                    time.sleep(min(wait, LOOK_S))
                    wait -= LOOK_S
            yield event

    def _take(self, event: Event, step: Step) -> Decision | None:
        self._tally.add(event, step)
        if step.decision is not None:
            self._comparison.made(step.decision)
        return step.decision


def _print(figures: dict[str, Any]) -> None:
    click.echo(
        f"{figures['batches']:,} batches, {figures['frames']:,} frames, {figures['decisions']:,} decisions, "
        f"{figures['events_per_s']:,} events/s"
    )
    click.echo(f"digest {figures['digest']}")
    found = ", ".join(f"{name} {count:,}" for name, count in figures["detections"].items())
    click.echo(f"detections: {found or 'none'}; signals: {figures['signals']:,}")
    if figures["cut"]:
        click.echo(f"the recording is cut: {figures['cut']}")
    if figures["stopped"]:
        click.echo("stopped before the end")
    if figures["identical"] is True:
        click.echo("identical: every decision is the one that was recorded")
    elif figures["identical"] is False:
        click.echo(f"DIFFERENT: decision {figures['differs_at']} is not the one that was recorded")

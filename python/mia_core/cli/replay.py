"""`mia replay`: a recording through the same engine."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from mia_core.assembly import make_setup, opening_of
from mia_core.cli.options import config_option, json_option, print_json
from mia_core.clock import NANOSECONDS
from mia_core.config import load_config
from mia_core.engine import Engine, Setup
from mia_core.errors import RecordingError
from mia_core.journal.reader import BatchRecord, DecisionRecord, EventRecord, read_recording
from mia_core.monitor.tally import Tally
from mia_core.replay import Comparison, recorded_setup, why_not_comparable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mia_core.engine import Step
    from mia_core.events import Event
    from mia_core.journal.reader import Recording

__all__ = ["replay"]


@click.command()
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Compare every decision with those recorded; exit 1 when one differs.")
@click.option("--speed", default=0.0, show_default=True, type=click.FloatRange(min=0), help="0 is as fast as it goes.")
@config_option
@click.option("--detections", type=click.Path(dir_okay=False, path_type=Path), help="Write them, one JSON a line.")
@json_option
def replay(
    *, recording: Path, verify: bool, speed: float, config_path: Path | None, detections: Path | None, as_json: bool
) -> None:
    """Play RECORDING through the same engine that recorded it, with the configuration it holds."""
    if verify and config_path is not None:
        message = "--verify compares with what was recorded; it cannot be had with another --config"
        raise click.UsageError(message)
    opened = read_recording(recording)
    setup = recorded_setup(opened)
    if verify:
        reason = why_not_comparable(opened.opening.versions, opening_of(setup).versions)
        if reason:
            message = f"{recording}: byte for byte is promised for one build and platform only: {reason}"
            raise RecordingError(message)
    if config_path is not None:
        setup = make_setup(load_config(config_path, os.environ), setup.mode, setup.start)
    figures = _Player(opened, setup, speed=speed, detections=detections).play()
    figures["identical"] = _verdict(figures, verify=verify)
    if as_json:
        print_json(figures)
    else:
        _print(figures)
    if verify and not figures["identical"]:
        raise click.exceptions.Exit(1)


class _Player:
    """One pass over a recording."""

    def __init__(self, recording: Recording, setup: Setup, *, speed: float, detections: Path | None) -> None:
        self._recording = recording
        self._engine = Engine(setup)
        self._tally = Tally(setup.contract)
        self._comparison = Comparison()
        self._speed = speed
        self._detections = detections
        self._found: dict[int, dict[str, Any]] = {}

    def play(self) -> dict[str, Any]:
        """Play it all and sum up."""
        begin = time.monotonic()
        for event in self._paced(self._events()):
            self._take(event, self._engine.step(event))
        seconds = max(time.monotonic() - begin, 1e-9)
        if self._detections is not None:
            self._write_detections(self._detections)
        figures = self._tally.report(self._engine, timed=False)
        cut = self._recording.cut
        return {
            **figures,
            "events_per_s": round(figures["events"] / seconds),
            "digest": self._comparison.digest,
            "differs_at": self._comparison.first_difference(cut=cut is not None),
            "cut": cut,
            "state": self._engine.market.state_digest(),
        }

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
                wait = first[1] + (event.t_ns - first[0]) / NANOSECONDS / self._speed - time.monotonic()
                if wait > 0:
                    time.sleep(wait)
            yield event

    def _take(self, event: Event, step: Step) -> None:
        self._tally.add(event, step)
        if step.decision is None:
            return
        self._comparison.made(step.decision)
        for item in (*step.decision.opened, *step.decision.closed):
            self._found[item.id] = msgspec.to_builtins(item)

    def _write_detections(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for item in self._found.values():
                file.write(json.dumps(item) + "\n")


def _verdict(figures: dict[str, Any], *, verify: bool) -> bool | None:
    return figures["differs_at"] is None if verify else None


def _print(figures: dict[str, Any]) -> None:
    click.echo(
        f"{figures['batches']:,} batches, {figures['frames']:,} frames, {figures['decisions']:,} decisions, "
        f"{figures['events_per_s']:,} events/s"
    )
    click.echo(f"digest {figures['digest']}")
    if figures["cut"]:
        click.echo(f"the recording is cut: {figures['cut']}")
    if figures["identical"] is True:
        click.echo("identical: every decision is the one that was recorded")
    elif figures["identical"] is False:
        click.echo(f"DIFFERENT: decision {figures['differs_at']} is not the one that was recorded")

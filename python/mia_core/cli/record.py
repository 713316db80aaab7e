"""`mia record`: the feed to disk, no engine."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
import zmq

from mia_core._native import Market
from mia_core.assembly import make_setup, opening_of
from mia_core.cli.options import (
    address_options,
    config_option,
    duration,
    json_option,
    print_json,
    stop_on_signals,
    with_addresses,
)
from mia_core.clock import wall_ns
from mia_core.config import Mode, load_config
from mia_core.errors import FeedError
from mia_core.events import BatchReceived
from mia_core.execution.ledger import StartingState
from mia_core.feeds.live import LiveFeed
from mia_core.home import Home
from mia_core.journal.recording import RecordingWriter
from mia_core.monitor.live import show_live
from mia_core.monitor.notes import Notes
from mia_core.monitor.table import print_recorded, recorded_rows
from mia_core.overlay import Overlay

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

__all__ = ["record"]

POLL_MS = 200
BATCHES_PER_TURN = 1000


@click.command(short_help="The feed to disk, no decisions.")
@config_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Recording to write.  [default: in the home]",
)
@address_options
@click.option("--seconds", type=duration(), help="End after so many seconds.")
@json_option
def record(
    *,
    config_path: Path | None,
    out: Path | None,
    bind: str | None,
    overlay: str | None,
    seconds: float | None,
    as_json: bool,
) -> None:
    """Record the feed. Nothing is decided and nothing is sent, so it needs no DTC server. Ctrl-C ends in order."""
    stop = stop_on_signals()
    config = with_addresses(load_config(config_path, os.environ), bind, overlay)
    home = Home.of_user(os.environ)
    setup = make_setup(config, Mode.READ_ONLY, StartingState())
    path = out or home.new_recording(wall_ns())
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    try:
        with contextlib.ExitStack() as opened:
            feed = LiveFeed(context, config.host.bind, token=home.token())
            opened.callback(feed.close)
            charts, missing = _open_overlay(context, config.host.overlay, must=overlay is not None)
            if charts is not None:
                opened.callback(charts.close)
            opening = msgspec.structs.replace(opening_of(setup), decides=False)
            recorder = _Recorder(feed, charts, RecordingWriter(path, opening))
            recorder.run(_until(stop, seconds), quiet=as_json, say=missing)
    finally:
        context.destroy(linger=0)
    if as_json:
        print_json(recorder.figures())
    else:
        print_recorded(recorder.figures())


def _open_overlay(
    context: zmq.Context[zmq.Socket[bytes]], address: str, *, must: bool
) -> tuple[Overlay | None, list[str]]:
    """Be there for overlay studies, with nothing to say: nothing is decided, so nothing is drawn.

    A recording is not given up for that. Unless the address was asked for by name, one that is in use costs a line.
    """
    try:
        return Overlay(context, address, publisher=secrets.randbits(64)), []
    except FeedError as error:
        if must:
            raise
        return None, [f"{error}; overlay studies find nobody, the recording goes on"]


def _until(stop: threading.Event, seconds: float | None) -> Callable[[], bool]:
    end = None if seconds is None else time.monotonic() + seconds
    return lambda: stop.is_set() or (end is not None and time.monotonic() >= end)


class _Recorder:
    """Counts what it writes."""

    def __init__(self, feed: LiveFeed, overlay: Overlay | None, recording: RecordingWriter) -> None:
        self._feed = feed
        self._overlay = overlay
        self._recording = recording
        self._market = Market()
        self._notes = Notes()
        self._batches = self._frames = self._gaps = 0
        self._rejected: Counter[str] = Counter()

    def run(self, should_stop: Callable[[], bool], *, quiet: bool, say: list[str]) -> None:
        """Write until told to stop; the end of the recording tells why."""
        why = "stopped"
        try:
            with show_live(self.figures, quiet=quiet, rows=recorded_rows) as live:
                live.say(
                    [
                        f"recording what studies send to {self._feed.address}; Ctrl-C ends in order",
                        *say,
                    ]
                )
                while not should_stop():
                    self._turn()
                    live.say(self._notes.take())
                    live.refresh()
        except BaseException as error:
            why = f"{type(error).__name__}: {error}"
            raise
        finally:
            self._recording.close(why)

    def figures(self) -> dict[str, Any]:
        """Sum up so far."""
        counters = self._market.counters()
        return {
            "batches": self._batches,
            "frames": self._frames,
            "gaps": self._gaps,
            "rejected": dict(sorted(self._rejected.items())),
            "counters": {name: count for name, count in counters.items() if count},
            "path": str(self._recording.path),
        }

    def _turn(self) -> None:
        self._feed.socket.poll(POLL_MS)
        for _ in range(BATCHES_PER_TURN):
            data = self._feed.receive()
            if data is None:
                break
            now_ns = wall_ns()
            self._recording.write(BatchReceived(now_ns, data), None)
            seen = self._market.ingest(data)
            self._batches += 1
            self._frames += seen.frames
            self._gaps += seen.missed
            self._notes.add(seen, None)
            if not seen.accepted:
                self._rejected[seen.outcome] += 1
            if seen.needs_snapshot:
                self._feed.request_snapshot(seen.publisher, now_ns=now_ns)
        if self._overlay is not None:
            self._overlay.serve_subscribers(now_ns=wall_ns())
        self._notes.check(self._market.counters())
        self._recording.maybe_flush(wall_ns())

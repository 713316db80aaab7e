"""`mia record`: the feed to disk, no engine."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import click
import zmq

from mia_core._native import Market
from mia_core.assembly import make_setup, opening_of
from mia_core.cli.options import config_option, json_option, print_json, stop_on_signals
from mia_core.clock import SystemClock
from mia_core.config import Mode, load_config
from mia_core.events import BatchReceived
from mia_core.execution.ledger import StartingState
from mia_core.feeds.live import LiveFeed
from mia_core.home import Home
from mia_core.journal.recording import RecordingWriter

__all__ = ["record"]

POLL_MS = 200


@click.command()
@config_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Recording to write.  [default: in the home]")
@click.option("--bind", help="Where the studies' feed comes in.  [default: tcp://127.0.0.1:5571]")
@click.option("--seconds", type=click.FloatRange(min=0.05), help="End after so many seconds.")
@json_option
def record(
    *, config_path: Path | None, out: Path | None, bind: str | None, seconds: float | None, as_json: bool
) -> None:
    """Record the feed. Nothing is decided and nothing is sent, so it needs no DTC server. Ctrl-C ends in order."""
    config = load_config(config_path, os.environ)
    home = Home.of_user(os.environ)
    clock = SystemClock()
    setup = make_setup(config, Mode.READ_ONLY, StartingState())
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    try:
        feed = LiveFeed(context, bind or config.host.bind, token=home.token())
        recording = RecordingWriter(out or home.new_recording(clock.now_ns()), opening_of(setup))
        figures = _record(feed, recording, clock, seconds)
    finally:
        context.destroy(linger=0)
    if as_json:
        print_json(figures)
    else:
        click.echo(f"{figures['batches']:,} batches, {figures['frames']:,} frames, {figures['gaps']} gaps")
        click.echo(figures["path"])


def _record(
    feed: LiveFeed, recording: RecordingWriter, clock: SystemClock, seconds: float | None
) -> dict[str, Any]:
    stop = stop_on_signals()
    market = Market()
    batches = frames = gaps = 0
    end = None if seconds is None else time.monotonic() + seconds
    while not stop.is_set() and (end is None or time.monotonic() < end):
        feed.socket.poll(POLL_MS)
        while (data := feed.receive()) is not None:
            now_ns = clock.now_ns()
            recording.write(BatchReceived(now_ns, data), None)
            seen = market.ingest(data)
            batches, frames, gaps = batches + 1, frames + seen.frames, gaps + seen.missed
            if seen.needs_snapshot:
                feed.request_snapshot(seen.publisher, now_ns=now_ns)
        recording.maybe_flush(clock.now_ns())
    recording.close("stopped")
    feed.close()
    return {"batches": batches, "frames": frames, "gaps": gaps, "path": str(recording.path)}

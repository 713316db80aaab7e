"""The host inside another program's interpreter: the same object, on a thread of its own, fed over inproc.

The program that embeds it makes its sockets in our ZeroMQ context; that is what inproc asks for.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import zmq

from mia_core.assembly import open_parts
from mia_core.clock import SteppedClock, SystemClock
from mia_core.config import Mode, load_config
from mia_core.home import Home
from mia_core.libzmq import use_bundled_libzmq

if TYPE_CHECKING:
    from concurrent.futures import Future

    from mia_core.app import Host
    from mia_core.clock import Clock
    from mia_core.config import Config

__all__ = ["EmbeddedHost"]

FEED = "inproc://mia-feed"
OVERLAY = "inproc://mia-overlay"


class EmbeddedHost:
    """Opens everything at once, works after `start`, reports at `stop`."""

    def __init__(
        self,
        home: str,
        *,
        config: str = "",
        mode: str = Mode.READ_ONLY.value,
        recording: str = "",
        start_ns: int | None = None,
    ) -> None:
        """Open sockets and files.

        Args:
            home: Folder of the token, the orders and the recordings.
            config: Configuration file; empty for the defaults.
            mode: As of `mia run`.
            recording: File to record into; empty for none.
            start_ns: Given, time stands still there until `set_time`.
        """
        use_bundled_libzmq()
        chosen = load_config(Path(config) if config else None, os.environ)
        chosen = msgspec.structs.replace(
            chosen, host=msgspec.structs.replace(chosen.host, bind=FEED, overlay=OVERLAY)
        )
        self._stepped = None if start_ns is None else SteppedClock(start_ns)
        self._clock: Clock = self._stepped or SystemClock()
        self._stop = threading.Event()
        self._end: Future[None] | None = None
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        # One thread opens, works and closes: SQLite lets no other touch what it opened.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mia-host")
        try:
            recording_path = Path(recording) if recording else None
            opening = self._thread.submit(
                self._open, chosen, Mode(mode), Home(Path(home)), recording_path
            )
            self._host = opening.result()
        except BaseException:
            self._release()
            raise

    @property
    def context(self) -> int:
        """The address of the ZeroMQ context, for sockets made elsewhere in this process."""
        return int(self._context.underlying)

    @property
    def feed(self) -> str:
        """Where to send batches."""
        return FEED

    @property
    def received(self) -> int:
        """How many batches have come in."""
        return self._host.tally.batches

    def set_time(self, now_ns: int) -> None:
        """Move the time of a host that was opened with one standing still."""
        if self._stepped is None:
            message = "expected a host opened with start_ns, this one has the machine's time"
            raise ValueError(message)
        self._stepped.set(now_ns)

    def start(self) -> None:
        """Begin to work; once."""
        if self._end is not None:
            message = "expected a host not started or stopped before, this one was"
            raise RuntimeError(message)
        self._end = self._thread.submit(self._work)

    def stop(self) -> dict[str, Any]:
        """End in order and report; what ended the host before is raised here. Another call does the same.

        Close your own sockets first: ZeroMQ waits for every socket of a context before it ends it.
        """
        self._stop.set()
        if self._end is None:
            self._end = self._thread.submit(self._host.close, "stopped before it was started")
        try:
            self._end.result()
        finally:
            self._release()
        figures = self._host.report(timed=self._stepped is None)
        figures["state"] = self._host.engine.market.state_digest()
        figures["left_open"] = self._host.left_open()
        return figures

    def _open(self, config: Config, mode: Mode, home: Home, recording_path: Path | None) -> Host:
        parts = open_parts(
            config,
            mode,
            home=home,
            context=self._context,
            environment=os.environ,
            recording_path=recording_path,
            begin_ns=self._clock.now_ns(),
        )
        return parts.host(self._clock)

    def _work(self) -> None:
        why = "stopped"
        try:
            self._host.run(should_stop=self._stop.is_set, each_turn=lambda: None)
            self._host.hear_out()
        except BaseException as error:
            why = f"{type(error).__name__}: {error}"
            if left := self._host.left_open():
                error.add_note(f"left open: {left}")
            raise
        finally:
            self._host.close(why)

    def _release(self) -> None:
        self._thread.shutdown()
        self._context.destroy(linger=0)

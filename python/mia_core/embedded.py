"""The host inside another program's interpreter: the same object, on a thread of its own, fed over inproc.

The program that embeds it makes its sockets in our ZeroMQ context; that is what inproc asks for.
"""

from __future__ import annotations

import os
import threading
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
    from mia_core.clock import Clock

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
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        try:
            parts = open_parts(
                chosen,
                Mode(mode),
                home=Home(Path(home)),
                context=self._context,
                environment=os.environ,
                recording_path=Path(recording) if recording else None,
                begin_ns=self._clock.now_ns(),
            )
        except BaseException:
            self._context.destroy(linger=0)
            raise
        self._host = parts.host(self._clock)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mia-host")
        self._failure: BaseException | None = None

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
        """Begin to work."""
        self._thread.start()

    def stop(self) -> dict[str, Any]:
        """End in order and report; what ended the host before is raised here.

        Close your own sockets first: ZeroMQ waits for every socket of a context before it ends it.
        """
        self._stop.set()
        if self._thread.ident is None:
            self._host.close("stopped before it was started")
        else:
            self._thread.join()
        self._context.destroy(linger=0)
        if self._failure is not None:
            raise self._failure
        figures = self._host.report(timed=self._stepped is None)
        figures["state"] = self._host.engine.market.state_digest()
        return figures

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 -- kept for the thread that asks; a thread has no caller
            self._failure = error

    def _work(self) -> None:
        why = "stopped"
        try:
            self._host.run(should_stop=self._stop.is_set, each_turn=lambda: None)
        except BaseException as error:
            why = f"{type(error).__name__}: {error}"
            raise
        finally:
            self._host.close(why)

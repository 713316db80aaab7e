"""The control channel of a simulated world: a conductor gives its processes their time, and steps them in lockstep.

It runs beside the product's own sockets and touches nothing of what they carry.
"""

from __future__ import annotations

from typing import Any

import msgspec
import zmq

from mia_core.clock import Clock, ClockSpec, ScaledClock, SteppedClock
from mia_core.errors import SimulationError

__all__ = [
    "Command",
    "ControlLink",
    "Done",
    "Finish",
    "Progress",
    "Ready",
    "Reply",
    "Report",
    "Start",
    "Step",
]

SILENCE_MS = 60_000


class Start(msgspec.Struct, frozen=True, kw_only=True, tag="start"):
    """Begin: with a running clock, or standing still at `start_ns` until stepped."""

    start_ns: int
    clock: ClockSpec | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True, tag="step"):
    """Move to `t_ns` after taking in exactly what others have sent so far, in totals since the start."""

    t_ns: int
    batches: int = 0
    bytes_in: int = 0


class Finish(msgspec.Struct, frozen=True, kw_only=True, tag="finish"):
    """End in order and report, with what the host has sent to be drawn by then, as it counts its batches."""

    drawings: int = 0


Command = Start | Step | Finish


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """A process is up and says where it can be reached."""

    role: str
    addresses: dict[str, str] = {}


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """A step is done; what was sent so far, in totals since the start."""

    batches: int = 0
    bytes_out: int = 0
    drawings: int = 0
    settled: bool = True


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="progress"):
    """What a person may want to see meanwhile."""

    figures: dict[str, Any]


class Report(msgspec.Struct, frozen=True, kw_only=True, tag="report"):
    """The last word of a process."""

    figures: dict[str, Any]


Reply = Ready | Done | Progress | Report

encode = msgspec.msgpack.Encoder().encode
_commands: msgspec.msgpack.Decoder[Command] = msgspec.msgpack.Decoder(Command)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
decode_command = _commands.decode
decode_reply = _replies.decode


class ControlLink:
    """The process's end of the channel. A conductor that is gone is an error: nothing it started outlives it."""

    def __init__(self, address: str) -> None:
        self.speed = 0.0
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self._context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 2_000)
        self._monitor = self.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self._poller = zmq.Poller()
        self._poller.register(self.socket, zmq.POLLIN)
        self._poller.register(self._monitor, zmq.POLLIN)
        self.socket.connect(address)

    def send(self, reply: Reply) -> None:
        """Answer the conductor."""
        self.socket.send(encode(reply))

    def receive(self, timeout_ms: int = SILENCE_MS) -> Command | None:
        """Wait for the next command; None after the timeout."""
        ready = dict(self._poller.poll(timeout_ms))
        if self.socket in ready:
            return decode_command(self.socket.recv())
        if self._monitor in ready:
            message = "the conductor is gone"
            raise SimulationError(message)
        return None

    def expect(self) -> Command:
        """Wait for the next command; a silent conductor is an error."""
        command = self.receive()
        if command is None:
            message = f"the conductor said nothing for {SILENCE_MS // 1000} s"
            raise SimulationError(message)
        return command

    def start(self) -> tuple[Clock, bool]:
        """Wait for the start; the clock to live by, and whether it is stepped."""
        command = self.expect()
        if not isinstance(command, Start):
            message = f"expected start, the conductor said {command}"
            raise SimulationError(message)
        if command.clock is None:
            return SteppedClock(command.start_ns), True
        self.speed = command.clock.speed
        return ScaledClock(command.clock), False

    def close(self) -> None:
        """Hang up, once the last answer is out."""
        self.socket.disable_monitor()
        self._monitor.close()
        self.socket.close()
        self._context.term()

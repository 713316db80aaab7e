"""The conductor of a simulated world: starts its processes, gives them one time, ends them in order."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import zmq

from mia_core.clock import NANOSECONDS, ClockSpec, wall_ns
from mia_core.errors import SimulationError
from mia_core.sim.control import (
    Command,
    Done,
    Finish,
    Progress,
    Ready,
    Reply,
    Report,
    Start,
    Step,
    decode_reply,
    encode,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["CALL_INTERVAL_NS", "Conductor"]

CALL_INTERVAL_NS = 50_000_000
ANSWER_MS = 30_000
LOOK_MS = 100
END_NS = 3 * NANOSECONDS
TERMINATE_S = 1.0
SETTLE_ROUNDS = 400
ROLES = ("dtc", "host", "sierra")


class Conductor:
    """Holds the three processes of a demo. Use as a context manager: nothing it started outlives it."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._folder = folder
        self._environment = dict(environment)
        self._should_stop = should_stop
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.setsockopt(zmq.LINGER, 0)
        port = self._socket.bind_to_random_port("tcp://127.0.0.1")
        self.address = f"tcp://127.0.0.1:{port}"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._identities: dict[str, bytes] = {}
        self._inbox: dict[str, list[Reply]] = {role: [] for role in ROLES}
        self.totals = {role: Done() for role in ROLES}
        self.figures: dict[str, Any] = {}
        self.share = 0.0

    def __enter__(self) -> Self:
        """Nothing runs yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up, which ends whoever still listens; then end the rest, each by its own process handle."""
        self._socket.close()
        self._context.term()
        deadline_ns = wall_ns() + END_NS
        for role, process in self._processes.items():
            if role not in self._identities:
                process.kill()  # it has not begun, and nobody will ever tell it to
            _end(process, deadline_ns)

    def launch(self, role: str, *arguments: str) -> dict[str, str]:
        """Start one process and wait until it says where it can be reached."""
        # -P: whatever lies in the user's current folder is not ours to import.
        command = [sys.executable, "-P", "-m", "mia_core.cli.main", *arguments]
        with (self._folder / f"{role}.log").open("wb") as log:
            self._processes[role] = subprocess.Popen(  # noqa: S603 -- our own command, our own arguments
                [*command, "--control", self.address],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
                # Ctrl-C in the terminal is for the conductor: it ends the others in order.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        identity, reply = self._receive(role, may_stop=True)
        if not isinstance(reply, Ready) or reply.role != role:
            message = f"expected {role} to be ready, it said {reply}"
            raise SimulationError(message)
        self._identities[role] = identity
        return reply.addresses

    def play_lockstep(self, *, start_ns: int, end_ns: int, show: Callable[[], None]) -> None:
        """Play as fast as it goes: all processes share one time, and none runs ahead of another."""
        for role in ROLES:
            self._send(role, Start(start_ns=start_ns))
        self._settle(start_ns)
        for t_ns in range(start_ns + CALL_INTERVAL_NS, end_ns + 1, CALL_INTERVAL_NS):
            if self._should_stop():
                return
            self._advance(t_ns)
            self.share = (t_ns - start_ns) / (end_ns - start_ns)
            show()

    def play_running(
        self, *, start_ns: int, seconds: float, speed: float, show: Callable[[], None]
    ) -> None:
        """Play with a running clock for so many simulated seconds."""
        begin_ns = wall_ns()
        spec = ClockSpec(start_ns=start_ns, wall_start_ns=begin_ns, speed=speed)
        for role in ROLES:
            self._send(role, Start(start_ns=start_ns, clock=spec))
        end_ns = begin_ns + int(seconds / speed * NANOSECONDS)
        while (left_ns := end_ns - wall_ns()) > 0 and not self._should_stop():
            if self._socket.poll(min(LOOK_MS, max(1, left_ns // 1_000_000))):
                self._take("host")
            self._check_alive()
            self.share = (wall_ns() - begin_ns) / (end_ns - begin_ns)
            show()

    def finish(self) -> dict[str, dict[str, Any]]:
        """End in the order of the data: the market first, the server last."""
        reports = {}
        for role in ("sierra", "host", "dtc"):
            self._send(role, Finish(drawings=self.totals["host"].drawings))
            while not isinstance(reply := self._answer(role), Report):
                continue
            reports[role] = reply.figures
            self._await_end(role)
        return reports

    def _settle(self, t_ns: int) -> None:
        """Let everyone connect and log on while time stands still, until nobody has anything more to say."""
        quiet = 0
        for _ in range(SETTLE_ROUNDS):
            before = dict(self.totals)
            self._advance(t_ns)
            settled = all(done.settled for done in self.totals.values())
            quiet = quiet + 1 if settled and before == self.totals else 0
            if quiet == 2 or self._should_stop():
                return
        restless = ", ".join(role for role, done in self.totals.items() if not done.settled)
        sierra = self.finish()["sierra"]
        told = "; ".join([*sierra["study_errors"], *sierra["messages"]]) or "nothing"
        message = (
            f"the simulated world did not settle in {SETTLE_ROUNDS} rounds, for {restless or 'nobody'}; "
            f"the simulated Sierra Chart said: {told}"
        )
        raise SimulationError(message)

    def _advance(self, t_ns: int) -> None:
        """One step: market and server move, the host sees all of it and decides, the server takes its orders."""
        host_bytes = self.totals["host"].bytes_out
        self._send("sierra", Step(t_ns=t_ns))
        self._send("dtc", Step(t_ns=t_ns, bytes_in=host_bytes))
        self._await_done("sierra")
        self._await_done("dtc")
        batches, server_bytes = self.totals["sierra"].batches, self.totals["dtc"].bytes_out
        self._send("host", Step(t_ns=t_ns, batches=batches, bytes_in=server_bytes))
        self._await_done("host")

    def _await_done(self, role: str) -> None:
        while True:
            reply = self._answer(role)
            if isinstance(reply, Done):
                self.totals[role] = reply
                return

    def _await_end(self, role: str) -> None:
        """Wait until a process that reported is gone; how it ended counts as well."""
        try:
            self._processes[role].wait(timeout=ANSWER_MS / 1000)
        except subprocess.TimeoutExpired as error:
            message = f"{role} reported and did not end within {ANSWER_MS // 1000} s"
            raise SimulationError(message) from error
        self._check_alive()

    def _answer(self, role: str) -> Reply:
        """Wait for this process; what another one answers meanwhile is kept for its turn."""
        while not self._inbox[role]:
            self._take(role)
        return self._inbox[role].pop(0)

    def _take(self, role: str) -> None:
        identity, reply = self._receive(role)
        if isinstance(reply, Progress):
            self.figures.update(reply.figures)
            return
        for name, known in self._identities.items():
            if known == identity:
                self._inbox[name].append(reply)

    def _send(self, role: str, command: Command) -> None:
        self._socket.send_multipart([self._identities[role], encode(command)])

    def _receive(self, role: str, *, may_stop: bool = False) -> tuple[bytes, Reply]:
        """Wait for any message. This process is the one that is waited for: it may not have ended."""
        for _ in range(0, ANSWER_MS, LOOK_MS):
            ended = self._processes[role].poll() is not None
            if self._socket.poll(LOOK_MS):
                identity, payload = self._socket.recv_multipart()
                return identity, decode_reply(payload)
            self._check_alive()
            if ended:
                message = f"{role} ended without a word{self._last_words(role)}"
                raise SimulationError(message)
            if may_stop and self._should_stop():
                message = "stopped before the simulated world was up"
                raise SimulationError(message)
        message = f"{role} did not answer within {ANSWER_MS // 1000} s{self._last_words(role)}"
        raise SimulationError(message)

    def _check_alive(self) -> None:
        for role, process in self._processes.items():
            status = process.poll()
            if status not in (None, 0):
                message = f"{role} {_ending(status)}{self._last_words(role)}"
                raise SimulationError(message)

    def _last_words(self, role: str) -> str:
        path = self._folder / f"{role}.log"
        lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        words = [line.removeprefix("mia: ") for line in lines if not line.startswith("listening ")]
        return f": {words[-1]}" if words else f"; see {path}"


def _end(process: subprocess.Popen[bytes], deadline_ns: int) -> None:
    """Wait for a process to end by itself, then ask it to, then make it."""
    try:
        process.wait(timeout=max(0.1, (deadline_ns - wall_ns()) / NANOSECONDS))
    except subprocess.TimeoutExpired:
        _ask_to_end(process)
        try:
            process.wait(timeout=TERMINATE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ask_to_end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":  # where to terminate is to kill
        process.send_signal(signal.CTRL_BREAK_EVENT)
    else:
        process.terminate()


def _ending(status: int) -> str:
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"

"""The conductor of a simulated world: starts its processes, gives them one time, ends them in order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import zmq

from mia_core.clock import ClockSpec, wall_ns
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
SETTLE_ROUNDS = 400
ROLES = ("dtc", "host", "sierra")


class Conductor:
    """Holds the three processes of a demo. Use as a context manager: nothing it started outlives it."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = dict(environment)
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

    def __enter__(self) -> Self:
        """Nothing runs yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End what is still running, by its own process handle."""
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self._socket.close()
        self._context.term()

    def launch(self, role: str, *arguments: str) -> dict[str, str]:
        """Start one process and wait until it says where it can be reached."""
        log = (self._folder / f"{role}.log").open("wb")
        with log:
            self._processes[role] = subprocess.Popen(  # noqa: S603 -- our own command, our own arguments
                [sys.executable, "-m", "mia_core.cli.main", *arguments, "--control", self.address],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
            )
        identity, reply = self._receive(role)
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
            self._advance(t_ns)
            show()

    def play_running(self, *, start_ns: int, seconds: float, speed: float, show: Callable[[], None]) -> None:
        """Play with a running clock for so many simulated seconds."""
        begin_ns = wall_ns()
        spec = ClockSpec(start_ns=start_ns, wall_start_ns=begin_ns, speed=speed)
        for role in ROLES:
            self._send(role, Start(start_ns=start_ns, clock=spec))
        end_ns = begin_ns + int(seconds / speed * 1e9)
        while (left_ns := end_ns - wall_ns()) > 0:
            if self._socket.poll(min(250, max(1, left_ns // 1_000_000))):
                self._take("host")
            self._check_alive()
            show()

    def finish(self) -> dict[str, dict[str, Any]]:
        """End in the order of the data: the market first, the server last."""
        reports = {}
        for role in ("sierra", "host", "dtc"):
            self._send(role, Finish())
            while True:
                reply = self._answer(role)
                if isinstance(reply, Report):
                    reports[role] = reply.figures
                    break
            self._processes[role].wait(timeout=ANSWER_MS / 1000)
        return reports

    def _settle(self, t_ns: int) -> None:
        """Let everyone connect and log on while time stands still, until nobody has anything more to say."""
        quiet = 0
        for _ in range(SETTLE_ROUNDS):
            before = dict(self.totals)
            self._advance(t_ns)
            settled = all(done.settled for done in self.totals.values())
            quiet = quiet + 1 if settled and before == self.totals else 0
            if quiet == 2:
                return
        message = f"the simulated world did not settle in {SETTLE_ROUNDS} rounds: {self.totals}"
        raise SimulationError(message)

    def _advance(self, t_ns: int) -> None:
        """One step: market and server move, the host sees all of it and decides, the server takes its orders."""
        host_bytes = self.totals["host"].bytes_out
        self._send("sierra", Step(t_ns=t_ns))
        self._send("dtc", Step(t_ns=t_ns, bytes_in=host_bytes))
        self._await_done("sierra")
        self._await_done("dtc")
        step = Step(t_ns=t_ns, batches=self.totals["sierra"].batches, bytes_in=self.totals["dtc"].bytes_out)
        self._send("host", step)
        self._await_done("host")

    def _await_done(self, role: str) -> None:
        while True:
            reply = self._answer(role)
            if isinstance(reply, Done):
                self.totals[role] = reply
                return

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
        sender = next(name for name, known in self._identities.items() if known == identity)
        self._inbox[sender].append(reply)

    def _send(self, role: str, command: Command) -> None:
        self._socket.send_multipart([self._identities[role], encode(command)])

    def _receive(self, role: str) -> tuple[bytes, Reply]:
        waited = 0
        while not self._socket.poll(100):
            self._check_alive()
            waited += 100
            if waited >= ANSWER_MS:
                message = f"{role} did not answer within {ANSWER_MS // 1000} s{self._last_words(role)}"
                raise SimulationError(message)
        identity, payload = self._socket.recv_multipart()
        return identity, decode_reply(payload)

    def _check_alive(self) -> None:
        for role, process in self._processes.items():
            status = process.poll()
            if status not in (None, 0):
                message = f"{role} ended with status {status}{self._last_words(role)}"
                raise SimulationError(message)

    def _last_words(self, role: str) -> str:
        path = self._folder / f"{role}.log"
        lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines() if path.exists() else []
        return f": {lines[-1]}" if lines else ""

"""A simulated world in running time whose host can be killed and started again: the test is its conductor."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import zmq

from mia_core.clock import ClockSpec, wall_ns
from mia_core.sim.control import Finish, Ready, Reply, Report, Start, decode_reply, encode
from mia_core.sim.market import DEMO_START_NS
from tests.e2e.command import PATIENCE_S, Command
from tests.e2e.tap import Tap

CONFIG = """
[host]
overlay = "tcp://127.0.0.1:*"

[trading]
symbol = "ESH26_FUT_CME"
dtc_port = {port}
"""


class RunningWorld:
    """Server and market run from the beginning to the end; hosts come and go."""

    def __init__(self, mia: Command, *, seed: int, speed: float) -> None:
        self.mia = mia
        self.speed = speed
        self.clock = ClockSpec(start_ns=DEMO_START_NS, wall_start_ns=wall_ns(), speed=speed)
        self.feed = "tcp://127.0.0.1:*"
        self.recordings: list[Path] = []
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.setsockopt(zmq.LINGER, 0)
        port = self._socket.bind_to_random_port("tcp://127.0.0.1")
        self._control = ("--control", f"tcp://127.0.0.1:{port}")
        self._identities: dict[str, bytes] = {}
        self._processes: dict[str, subprocess.Popen[str]] = {}
        server = self._launch("dtc", "sim", "dtc", "--port", 0, "--seed", seed)
        self.tap = Tap(int(server["dtc"].rpartition(":")[2]))
        self._config = mia.home / "mia.toml"
        self._config.write_text(CONFIG.format(port=self.tap.port), encoding="utf-8")
        self.start_host()
        self._launch("sierra", "sim", "sierra", "--connect", self.feed, "--seed", seed)
        for role in ("dtc", "host", "sierra"):
            self._send(role, Start(start_ns=DEMO_START_NS, clock=self.clock))

    def now_ns(self) -> int:
        """Tell the simulated time."""
        return DEMO_START_NS + int((wall_ns() - self.clock.wall_start_ns) * self.speed)

    def start_host(self) -> None:
        """Start a host in the same home; it takes the same port as the one before."""
        path = self.mia.home / f"run-{len(self.recordings)}.mcap"
        self.recordings.append(path)
        is_first = self.feed.endswith("*")
        addresses = self._launch(
            *("host", "run", "--mode", "paper", "--config", self._config),
            *("--bind", self.feed, "--out", path),
        )
        self.feed = addresses["feed"]
        if not is_first:
            self._send("host", Start(start_ns=DEMO_START_NS, clock=self.clock))

    def kill_host(self) -> int:
        """End the host between two instructions; the simulated time of that."""
        process = self._processes["host"]
        process.kill()
        process.wait()
        return self.now_ns()

    def finish(self) -> dict[str, dict[str, Any]]:
        """End all in order and collect what they have to say."""
        reports = {}
        for role in ("sierra", "host", "dtc"):
            self._send(role, Finish())
            while True:
                identity, reply = self._receive()
                if isinstance(reply, Report) and identity == self._identities[role]:
                    reports[role] = reply.figures
                    break
            assert self.mia.end(self._processes[role]).status == 0
        return reports

    def close(self) -> None:
        self.tap.close()
        self._socket.close()
        self._context.term()

    def _launch(self, role: str, *arguments: object) -> dict[str, str]:
        self._processes[role] = self.mia.start(*arguments, *self._control)
        while True:
            identity, reply = self._receive()
            if isinstance(reply, Ready) and reply.role == role:
                self._identities[role] = identity
                return reply.addresses

    def _send(self, role: str, command: Start | Finish) -> None:
        self._socket.send_multipart([self._identities[role], encode(command)])

    def _receive(self) -> tuple[bytes, Reply]:
        assert self._socket.poll(int(PATIENCE_S * 1000)), "no process answered"
        identity, payload = self._socket.recv_multipart()
        return identity, decode_reply(payload)

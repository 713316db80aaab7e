from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

from mia_core.clock import ClockSpec, wall_ns
from mia_core.dtc.connection import DtcConnection
from mia_core.dtc.session import DtcSession, SessionSettings, SessionState
from mia_core.sim.control import (
    Command,
    Done,
    Finish,
    Ready,
    Reply,
    Report,
    Start,
    Step,
    decode_reply,
    encode,
)
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_process import DtcOptions, run, serve_dtc
from mia_core.sim.dtc_server import SimDtcServer
from mia_core.sim.market import DEMO_START_NS
from tests.mia_core.sim.dtc_client import SYMBOL, order
from tests.mia_core.sim.scripted_market import MS, START, ScriptedMarket

ROOT = Path(__file__).parents[3]

PROGRAM = """
from mia_core.cli.options import stop_on_signals
from mia_core.sim.dtc_process import DtcOptions, serve_dtc

stop = stop_on_signals()
serve_dtc(DtcOptions(port=0, seed=7, symbol="ESM26"), control=None, should_stop=stop.is_set)
"""


def log_on(port: int) -> None:
    session = DtcSession(SessionSettings(account="Sim1"))
    with DtcConnection.connect("127.0.0.1", port) as connection:
        session.start(START)
        while session.state is not SessionState.READY:
            connection.send(session.take_outgoing())
            session.receive(connection.receive(), START)
            assert connection.is_open


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM to a process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_process_says_where_it_listens_serves_and_ends_with_0(number: int) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "python")]),
    }
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening 127.0.0.1:")
        log_on(int(line.rpartition(":")[2]))

        process.send_signal(number)

        assert process.wait(timeout=10) == 0
        assert process.stdout.read() == ""


def test_run_gives_the_server_its_time_until_it_is_over() -> None:
    times = iter(range(START, START + 5 * MS, MS))
    market = ScriptedMarket()
    with SimDtcServer(market, DeskSettings(symbols=(SYMBOL,))) as server:
        run(server, now_ns=lambda: next(times), is_over=lambda: market.now_ns == START + 4 * MS)

    assert market.now_ns == START + 4 * MS


class Conducted:
    """A server in a thread of its own, under a conductor that is the test."""

    def __init__(self, conductor: zmq.Socket[bytes]) -> None:
        port = conductor.bind_to_random_port("tcp://127.0.0.1")
        self._conductor = conductor
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(f"tcp://127.0.0.1:{port}",))
        self._thread.start()
        self._identity, first = self._receive()
        assert isinstance(first, Ready)
        self.port = int(first.addresses["dtc"].rpartition(":")[2])

    def _serve(self, address: str) -> None:
        options = DtcOptions(port=0, seed=7, symbol=SYMBOL)
        serve_dtc(options, control=address, should_stop=self._stop.is_set)

    def _receive(self) -> tuple[bytes, Reply]:
        assert self._conductor.poll(10_000)
        identity, payload = self._conductor.recv_multipart()
        return identity, decode_reply(payload)

    def say(self, command: Command) -> None:
        self._conductor.send_multipart([self._identity, encode(command)])

    def ask(self, command: Command) -> Reply:
        self.say(command)
        return self._receive()[1]

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def conducted(capfd: pytest.CaptureFixture[str]) -> Iterator[Conducted]:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    conductor = context.socket(zmq.ROUTER)
    server = Conducted(conductor)
    yield server
    server.stop()
    conductor.close()
    context.term()


def test_steps_take_exactly_the_announced_bytes_and_tell_the_written(conducted: Conducted) -> None:
    session = DtcSession(SessionSettings(account="Sim1"))
    conducted.say(Start(start_ns=DEMO_START_NS))
    with DtcConnection.connect("127.0.0.1", conducted.port) as connection:
        session.start(DEMO_START_NS)
        for step in range(8):
            if step == 5:
                session.submit(order(1))
            connection.send(session.take_outgoing())
            now_ns = DEMO_START_NS + step * 50 * MS
            done = conducted.ask(Step(t_ns=now_ns, bytes_in=connection.bytes_out))
            assert isinstance(done, Done)
            while connection.bytes_in < done.bytes_out:
                session.receive(connection.receive(), now_ns)

        report = conducted.ask(Finish())

    assert isinstance(report, Report)
    assert report.figures["order_messages"] == 1
    assert report.figures["order_bytes"] == 304
    assert report.figures["connections"] == 1
    assert report.figures["positions"] == {SYMBOL: 1}


def test_running_server_reports_what_was_sent_before_the_finish(conducted: Conducted) -> None:
    spec = ClockSpec(start_ns=DEMO_START_NS, wall_start_ns=wall_ns(), speed=1.0)
    conducted.say(Start(start_ns=DEMO_START_NS, clock=spec))
    log_on(conducted.port)

    report = conducted.ask(Finish())

    assert isinstance(report, Report)
    assert report.figures["connections"] == 1
    assert report.figures["order_bytes"] == 0

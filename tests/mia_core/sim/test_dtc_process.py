from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mia_core.dtc.connection import DtcConnection
from mia_core.dtc.session import DtcSession, SessionSettings, SessionState
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_process import run
from mia_core.sim.dtc_server import SimDtcServer
from tests.mia_core.sim.dtc_client import SYMBOL
from tests.mia_core.sim.scripted_market import MS, START, ScriptedMarket

ROOT = Path(__file__).parents[3]

PROGRAM = """
import itertools
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_process import serve
from tests.mia_core.sim.scripted_market import MS, START, ScriptedMarket

ticks = itertools.count(START, MS)
serve(
    0,
    market=ScriptedMarket(),
    settings=DeskSettings(symbols=("ESM26",)),
    now_ns=lambda: next(ticks),
    announce=lambda line: print(line, flush=True),
)
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

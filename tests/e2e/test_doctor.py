"""`mia doctor` from outside, beside a simulated Sierra Chart and a simulated DTC server, each a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mia_core.home import Home
from tests.e2e.command import PATIENCE_S, Command, Ended, read_line

SYMBOL = "ESH26_FUT_CME"
TRIES = 5

Checks = dict[str, dict[str, Any]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Clinic:
    """A home with a token, a free pair of addresses, and what is started beside the doctor."""

    def __init__(self, mia: Command) -> None:
        self.mia = mia
        Home(mia.home).token()
        self.feed, self.overlay = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
        # A machine that runs other tests beside this one may hold a chart up for a while.
        self.environment = {"MIA_TRADING_SYMBOL": SYMBOL, "MIA_RISK_STALE_FEED_S": "30"}

    def start_sierra(self, *options: object) -> subprocess.Popen[str]:
        connect = ("--connect", self.feed, "--overlay", self.overlay)
        return self.mia.start("sim", "sierra", *connect, *options)

    def start_server(self, faults: str = "") -> subprocess.Popen[str]:
        path = self.mia.home.parent / "faults.toml"
        path.write_text(faults, encoding="utf-8")
        server = self.mia.start("sim", "dtc", "--port", 0, "--faults", path, "--json")
        port = read_line(server).rpartition(":")[2]
        self.environment["MIA_TRADING_DTC_PORT"] = port
        return server

    def start_doctor(self, *options: object) -> subprocess.Popen[str]:
        here = ("--bind", self.feed, "--overlay", self.overlay)
        return self.mia.start("doctor", *here, *options, **self.environment)

    def doctor(self, *options: object) -> tuple[Ended, Checks]:
        ended = self.mia.end(self.start_doctor(*options, "--json"))
        return ended, checks_of(ended)

    def doctor_that_hears(self) -> tuple[Ended, Checks]:
        """Ask again while the simulated Sierra Chart is still starting."""
        for _ in range(TRIES):
            ended, checks = self.doctor()
            if checks["feed"]["ok"]:
                return ended, checks
        message = f"no MIA Feed was heard in {TRIES} examinations"
        raise AssertionError(message)


def checks_of(ended: Ended) -> Checks:
    return {check["name"]: check for check in ended.figures["checks"]}


def failed(checks: Checks) -> list[str]:
    return [name for name, check in checks.items() if check["ok"] is False]


def files_in(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*"))


@pytest.fixture
def clinic(mia: Command) -> Clinic:
    return Clinic(mia)


def test_where_all_is_well_every_check_that_can_be_made_is_right(clinic: Clinic) -> None:
    server = clinic.start_server()
    clinic.start_sierra()

    ended, checks = clinic.doctor_that_hears()

    assert failed(checks) == []
    assert ended.status == 0
    assert checks["shows chart 3"]["found"].startswith(SYMBOL)
    assert checks["symbol"]["ok"] is True
    assert checks["tick-size"]["ok"] is True
    assert checks[f"book {SYMBOL}"]["ok"] is True
    assert checks["time chart 3"]["ok"] is True
    recognised = checks[f"recognised chart 3 {SYMBOL}"]["found"]
    assert sum(map(int, re.findall(r"(\d+) (?:recognised|found, not proved)", recognised))) == 3
    assert recognised.endswith("all by name in the table of studies (with --json: studies)")
    assert checks["orders-taken"]["ok"] is True
    assert checks["position"]["found"] == f"flat in {SYMBOL}"
    assert checks["daily-loss-limit"]["ok"] is None
    assert ended.figures["studies"]
    assert files_in(clinic.mia.home) == ["token"]

    server.send_signal(signal.SIGTERM)
    counted = clinic.mia.end(server).figures
    assert counted["connections"] >= 1
    assert counted["order_messages"] == 0


def test_monitoring_goes_on_to_the_end_and_measures(clinic: Clinic) -> None:
    clinic.start_server()
    clinic.start_sierra()
    clinic.doctor_that_hears()
    clinic.environment["MIA_RISK_STALE_FEED_S"] = "4"

    ended, checks = clinic.doctor("--monitor", 5)

    assert failed(checks) == []
    assert ended.figures["listened_s"] >= 5
    assert checks["gaps"]["found"].startswith("none in ")
    assert checks["silence chart 3"]["ok"] is True
    assert "p99" in checks["latency"]["found"]


@pytest.mark.parametrize(
    ("faults", "check", "help_"),
    [
        ("trading_supported = false", "orders-taken", "Allow Trading"),
        ('disabled_accounts = ["Sim1"]', "orders-taken", "Trade Service Log"),
        ("refuse_logon = true", "dtc-server", "MIA_DTC_USERNAME"),
        ("refuse_position_list = true", "orders-taken", "Trade Service Log"),
    ],
)
def test_a_server_that_takes_no_orders_is_named(
    clinic: Clinic, faults: str, check: str, help_: str
) -> None:
    clinic.start_server(faults)

    ended, checks = clinic.doctor("--monitor", 2)

    assert ended.status == 1
    assert failed(checks) == ["feed", check]
    assert help_ in checks[check]["remedy"]


def test_where_nothing_runs_both_ends_are_missed(clinic: Clinic) -> None:
    clinic.environment["MIA_TRADING_DTC_PORT"] = str(free_port())

    ended, checks = clinic.doctor("--monitor", 1)

    assert ended.status == 1
    assert failed(checks) == ["feed", "dtc-server"]
    assert clinic.feed in checks["feed"]["remedy"]
    assert checks["connection"]["ok"] is None


def test_a_host_that_runs_already_is_named_and_not_disturbed(clinic: Clinic) -> None:
    host = clinic.mia.start("record", "--bind", clinic.feed, "--overlay", clinic.overlay, "--json")
    read_line(host)

    ended, checks = clinic.doctor("--monitor", 1)

    assert failed(checks)[:2] == ["feed-address", "overlay-address"]
    assert "already in use" in checks["feed-address"]["found"]
    host.send_signal(signal.SIGINT)
    assert clinic.mia.end(host).status == 0
    assert ended.status == 1


def test_a_simulation_with_a_time_of_its_own_is_found_out(clinic: Clinic) -> None:
    del clinic.environment["MIA_TRADING_SYMBOL"]
    clinic.start_sierra("--start", "2026-03-11T14:35:00Z")

    _, checks = clinic.doctor_that_hears()

    assert failed(checks)
    assert all(name.startswith("time chart ") for name in failed(checks))


@pytest.mark.parametrize("options", [("--json",), ()])
def test_ctrl_c_tells_what_was_found_up_to_then(clinic: Clinic, options: tuple[str, ...]) -> None:
    clinic.start_server()
    doctor = clinic.start_doctor("--monitor", 600, *options)
    assert read_line(doctor).startswith("listening to studies at tcp://")

    doctor.send_signal(signal.SIGINT)
    ended = clinic.mia.end(doctor)

    assert ended.status == 1
    assert ended.err == "stopped before the end\n"
    if options:
        checks = checks_of(ended)
        assert ended.figures["stopped"] is True
        assert failed(checks) == []
        assert checks["feed"]["ok"] is None
    else:
        assert "feed-address" in ended.out


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of Windows cannot be played")
def test_a_terminal_gets_colours_and_a_line_while_it_listens(clinic: Clinic) -> None:
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "mia_core.cli.main", "doctor", "--monitor", "1"),
            *("--bind", clinic.feed, "--overlay", clinic.overlay),
        ],
        stdout=theirs,
        stderr=theirs,
        env=clinic.mia.environment | {"TERM": "xterm"},
    )
    os.close(theirs)
    told = b"".join(iter(lambda: read_terminal(ours), b"")).decode()
    os.close(ours)

    assert process.wait(PATIENCE_S) == 1
    assert "0 MIA Feed, 0 batches" in told
    assert "\x1b[32mok" in told
    assert "\x1b[1;31mFAILED" in told


def read_terminal(descriptor: int) -> bytes:
    """Read what is there; Linux tells the end of it as an error."""
    try:
        return os.read(descriptor, 65_536)
    except OSError:
        return b""


def test_a_pipe_gets_plain_text(clinic: Clinic) -> None:
    ended = clinic.mia.end(clinic.start_doctor("--quick"))

    assert ended.status == 0
    assert "\x1b" not in ended.out + ended.err

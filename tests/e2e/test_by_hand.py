"""The three processes of docs/operations.md, each started by hand: a host of now, and a simulated Sierra Chart."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.command import Command, eventually, read_line

SYMBOL = "ESH26_FUT_CME"
# Signals come about every 20 s, and once in a while only after a minute.
TRADES_WITHIN_S = 240.0


def listening(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("listening 127.0.0.1:")
    return int(line.rpartition(":")[2])


class Lines:
    """What a host tells people, read as it comes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.seen: list[str] = []

    def await_one(self, word: str) -> None:
        def is_told() -> bool:
            self.seen.append(read_line(self._process))
            assert self._process.poll() is None, self.seen
            return word in self.seen[-1]

        eventually(is_told, within_s=TRADES_WITHIN_S)


@pytest.mark.slow
def test_host_of_now_trades_with_simulations_that_were_started_by_hand(mia: Command) -> None:
    server = mia.start("sim", "dtc", "--port", 0)
    port = listening(server)
    host = mia.start(
        *("run", "--mode", "paper", "--json"),
        *("--bind", "tcp://127.0.0.1:*", "--overlay", "tcp://127.0.0.1:*"),
        MIA_TRADING_SYMBOL=SYMBOL,
        MIA_TRADING_DTC_PORT=str(port),
    )
    lines = Lines(host)
    lines.await_one("listening to studies at")
    feed = next(word for word in lines.seen[-1].split() if word.startswith("tcp://")).rstrip(";")
    sierra = mia.start("sim", "sierra", "--connect", feed)

    lines.await_one("filled: ")
    host.send_signal(signal.SIGINT)
    sierra.send_signal(signal.SIGINT)
    report = mia.end(host).figures
    server.send_signal(signal.SIGTERM)

    assert report["orders"] > 0
    assert report["fills"] > 0
    assert report["gaps"] == 0
    assert "stale-feed" not in report["refused"]
    assert "future-feed" not in report["refused"]
    ended = mia.end(server)
    assert ended.status == 0
    assert f"order messages {report['orders']} " in ended.err
    assert mia.end(sierra).status == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_server_ends_in_order_and_sums_up(mia: Command, how: signal.Signals) -> None:
    server = mia.start("sim", "dtc", "--port", 0, "--json")
    assert read_line(server).startswith("listening 127.0.0.1:")

    server.send_signal(how)
    ended = mia.end(server)

    assert ended.status == 0
    assert ended.figures["connections"] == ended.figures["order_messages"] == 0
    assert ended.figures["positions"] == {}


def test_server_ends_while_its_market_is_faster_than_the_machine(mia: Command) -> None:
    server = mia.start("sim", "dtc", "--port", 0, "--json", "--speed", 10_000)
    assert read_line(server).startswith("listening 127.0.0.1:")

    server.send_signal(signal.SIGTERM)

    assert mia.end(server).status == 0


@pytest.mark.skipif(sys.platform != "win32", reason="Ctrl-Break is a key of Windows")
def test_server_ends_in_order_on_ctrl_break(mia: Command) -> None:
    mia.creationflags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    server = mia.start("sim", "dtc", "--port", 0, "--json")
    assert read_line(server).startswith("listening 127.0.0.1:")

    server.send_signal(getattr(signal, "CTRL_BREAK_EVENT", 0))

    assert mia.end(server).status == 0


def test_place_for_the_truth_is_found_out_at_once(mia: Command, tmp_path: Path) -> None:
    truth = tmp_path / "absent" / "truth.jsonl"

    ended = mia("sim", "sierra", "--connect", "tcp://127.0.0.1:1", "--truth", truth)

    assert ended.status == 1
    assert str(truth) in ended.complaint


def test_time_of_its_own_is_said(mia: Command) -> None:
    told = mia(
        *("sim", "sierra", "--connect", "tcp://127.0.0.1:1", "--seconds", 1),
        *("--start", "2026-03-11T14:35:00Z"),
    )

    assert told.status == 0
    assert "a time of its own" in told.err
    assert "no host listened at tcp://127.0.0.1:1" in told.out

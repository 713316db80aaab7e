"""What commands promise in their JSON: every key, with and without anything to report."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import Command, read_line

LATENCIES = {"feed_to_decision": {"p50", "p99"}, "tick_to_order": {"p50", "p99"}}
RAN = {
    *("batches", "frames", "bytes", "gaps", "detections", "signals", "orders", "fills", "refused"),
    *("position", "pnl", "latency_us", "server", "journal"),
}
REPLAYED = {
    *("batches", "frames", "events_per_s", "detections", "signals", "decisions", "digest"),
    "identical",
}
RECORDED = {"batches", "frames", "gaps", "path"}
SERVED = {"connections", "order_messages", "order_bytes", "positions"}
FREE = ("--bind", "tcp://127.0.0.1:*", "--overlay", "tcp://127.0.0.1:*")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("demo")
    mia = Command(folder / "none")
    try:
        yield mia("demo", "--seconds", 1, "--speed", 0, "--json", "--state", folder / "d").figures
    finally:
        mia.close()


def ended_by_hand(mia: Command, *arguments: object, **environment: str) -> dict[str, Any]:
    process = mia.start(*arguments, *FREE, "--json", **environment)
    read_line(process)
    process.send_signal(signal.SIGINT)
    return mia.end(process).figures


def check_run(figures: dict[str, Any]) -> None:
    assert figures.keys() >= RAN
    assert {name: set(row) for name, row in figures["latency_us"].items()} == LATENCIES


def test_demo(demo: dict[str, Any]) -> None:
    check_run(demo)
    assert demo["server"].keys() >= SERVED


@pytest.mark.parametrize("mode", ["read-only", "paper", "live"])
def test_run(mia: Command, mode: str) -> None:
    figures = ended_by_hand(
        mia, "run", "--mode", mode, MIA_TRADING_SYMBOL="ESH26_FUT_CME", MIA_TRADING_DTC_PORT="1"
    )

    check_run(figures)
    assert figures["server"] is None
    assert Path(figures["journal"]).is_file()


def test_doctor(mia: Command) -> None:
    figures = mia("doctor", "--quick", "--json").figures

    assert all(check.keys() >= {"name", "ok", "found", "remedy"} for check in figures["checks"])


def test_record(mia: Command) -> None:
    figures = ended_by_hand(mia, "record")

    assert figures.keys() >= RECORDED
    assert Path(figures["path"]).is_file()


@pytest.mark.parametrize("verify", [("--verify",), ()])
def test_replay(mia: Command, demo: dict[str, Any], verify: tuple[str, ...]) -> None:
    figures = mia("replay", demo["journal"], *verify, "--json").figures

    assert figures.keys() >= REPLAYED
    assert figures["identical"] is (True if verify else None)

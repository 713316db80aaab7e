from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import pytest
import zmq

from mia_core._native import Market
from mia_core.embedded import EmbeddedHost
from mia_core.errors import ConfigError, OrderJournalError, RecordingError
from mia_core.feeds.envelope import MAGIC
from mia_core.home import Home
from mia_core.journal.orders import OrderJournal
from mia_core.journal.reader import BatchRecord, NoteRecord, read_recording
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_server import SimDtcServer
from tests.mia_core.line import SYMBOL
from tests.mia_core.sim.scripted_market import ScriptedMarket
from tests.mia_core.wire_feed import START_NS, WireFeed

WAIT_MS = 5_000
LOOKS_MAX = 5_000
STEPS_MAX = 60


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the host adds to the environment ends with the test."""
    monkeypatch.setenv("MIA_LIBZMQ", os.environ.get("MIA_LIBZMQ", ""))


@pytest.fixture
def embed(tmp_path: Path) -> Iterator[Callable[..., EmbeddedHost]]:
    made: list[EmbeddedHost] = []

    def start(**options: Any) -> EmbeddedHost:
        made.append(EmbeddedHost(str(tmp_path), **options))
        return made[-1]

    yield start
    for host in made:
        for program in Program.of.pop(host, []):
            program.socket.close()
        with contextlib.suppress(RecordingError, OverflowError):
            host.stop()


class Program:
    """The program around a host that works: a study's socket in the same context, closed before the host stops."""

    of: ClassVar[dict[EmbeddedHost, list[Program]]] = {}

    def __init__(self, host: EmbeddedHost, home: Path) -> None:
        self.of.setdefault(host, []).append(self)
        self.host = host
        self.wire = WireFeed(token=Home(home).token(), symbol=SYMBOL)
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.shadow(host.context)
        self.socket = self.context.socket(zmq.XPUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.connect(host.feed)
        assert self.socket.poll(WAIT_MS)
        assert self.socket.recv() == b"\x01" + MAGIC
        self.sent: list[bytes] = []

    def show(self, batch: bytes) -> None:
        """Send one batch at its time and wait until the host has it."""
        self.host.set_time(max(START_NS, self.wire.now_ns))
        self.socket.send(batch)
        self.sent.append(batch)
        for _ in range(LOOKS_MAX):
            if self.host.received == len(self.sent):
                return
            self.socket.poll(1)
        message = "the host did not take the batch in"
        raise AssertionError(message)

    def show_some(self) -> None:
        self.wire.set_levels([("bid", 99, 100, 5), ("ask", 100, 100, 5)])
        self.show(self.wire.snapshot())
        for size in (120, 140, 160):
            self.show(self.wire.step([("bid", 99, size, 5)]))


def test_host_on_a_thread_sees_and_records_what_is_sent_over_inproc(
    embed: Callable[..., EmbeddedHost], tmp_path: Path
) -> None:
    path = tmp_path / "one.mcap"
    host = embed(recording=str(path), start_ns=START_NS)
    host.start()
    program = Program(host, tmp_path)

    program.show_some()
    program.socket.close()
    figures = host.stop()

    same = Market(token=program.wire.token)
    for batch in program.sent:
        same.ingest(batch)
    assert figures["state"] == same.state_digest()
    assert (figures["batches"], figures["gaps"], figures["rejected"]) == (4, 0, {})
    assert (figures["orders"], figures["position"]) == (0, None)
    assert figures["latency_us"]["feed_to_decision"]["p50"] is None
    records = list(read_recording(path))
    assert [item.t_ns for item in records if isinstance(item, BatchRecord)] == [
        START_NS,
        START_NS + 50_000_000,
        START_NS + 100_000_000,
        START_NS + 150_000_000,
    ]
    assert [item.text for item in records if isinstance(item, NoteRecord)] == ["stopped"]
    assert program.wire.token not in path.read_bytes()


def test_host_that_was_never_started_is_stopped_in_order(
    embed: Callable[..., EmbeddedHost], tmp_path: Path
) -> None:
    path = tmp_path / "one.mcap"

    figures = embed(recording=str(path)).stop()

    recording = read_recording(path)
    notes = [item.text for item in recording if isinstance(item, NoteRecord)]
    assert (figures["batches"], figures["journal"]) == (0, str(path))
    assert (notes, recording.cut) == (["stopped before it was started"], None)


def test_time_is_moved_only_where_it_stands_still(embed: Callable[..., EmbeddedHost]) -> None:
    with pytest.raises(ValueError, match="expected a host opened with start_ns"):
        embed().set_time(1)


def test_what_ended_the_host_is_raised_wherever_it_is_stopped(
    embed: Callable[..., EmbeddedHost], tmp_path: Path
) -> None:
    path = tmp_path / "one.mcap"
    host = embed(recording=str(path), start_ns=START_NS)
    host._host._recording.close("somebody else closed it")  # type: ignore[union-attr]

    host.start()
    assert host._end is not None
    assert host._end.exception(WAIT_MS / 1000) is not None

    for _ in range(2):
        with pytest.raises(RecordingError, match="the recording is closed"):
            host.stop()


def test_host_may_be_stopped_again_and_never_started_again(
    embed: Callable[..., EmbeddedHost], tmp_path: Path
) -> None:
    config = paper_config(tmp_path, port=1)
    worked = embed(start_ns=START_NS)
    worked.start()
    first = worked.stop()
    idle = embed(config=str(config), mode="paper", recording=str(tmp_path / "idle.mcap"))
    second = idle.stop()

    assert worked.stop() == first
    assert idle.stop() == second
    assert (first["left_open"], second["left_open"]) == ("", "")
    for host in (worked, idle):
        with pytest.raises(RuntimeError, match="expected a host not started or stopped before"):
            host.start()


class Trader:
    """A host that trades, its study, and a server that answers when it is let."""

    def __init__(self, embed: Callable[..., EmbeddedHost], folder: Path) -> None:
        self.server = SimDtcServer(ScriptedMarket(), DeskSettings(symbols=(SYMBOL,)))
        config = paper_config(folder, port=self.server.port)
        recording = str(folder / "one.mcap")
        self.host = embed(config=str(config), mode="paper", recording=recording, start_ns=START_NS)
        self.ledger = self.host._host.engine.ledger
        self.host.start()
        self.program = Program(self.host, folder)
        self.serve_until(lambda: self.host._host.engine._trading_ready)

    def serve_until(self, condition: Callable[[], object]) -> None:
        for _ in range(LOOKS_MAX):
            if condition():
                return
            self.server.poll(0.001)
        message = "what was waited for did not happen"
        raise AssertionError(message)

    def show_what_makes_an_order(self) -> None:
        """Let a wall stand on the bid of a thin book until its episode is reported."""
        wire = self.program.wire
        wire.show_book()
        self.program.show(wire.snapshot())
        for number in range(STEPS_MAX):
            wall = [("bid", 97, 900, 5)] if number == 2 else []
            levels = [("bid", 99, 60 + number, 5), ("ask", 100, 20, 5), *wall]
            self.program.show(wire.step(levels, trades=[{"size": 2}], after_ns=100_000_000))
            if self.host._host.tally.orders:
                return
        message = "no order was made"
        raise AssertionError(message)

    def has_ended(self) -> bool:
        return self.host._end is not None and self.host._end.done()

    def answer_while_stopping(self) -> None:
        """Accept the order in the host's last turn; fill it when that turn is over."""
        assert self.host._stop.wait(WAIT_MS / 1000)
        self.serve_until(lambda: self.ledger.oldest_unacknowledged_ns() is None)
        self.server.advance(self.host._clock.now_ns() + 1_000_000_000)
        self.serve_until(self.has_ended)

    def close(self) -> None:
        self.program.socket.close()
        self.server.read_rest()
        self.server.close()


@pytest.fixture
def trader(embed: Callable[..., EmbeddedHost], tmp_path: Path) -> Iterator[Trader]:
    made = Trader(embed, tmp_path)
    yield made
    made.close()


def test_answers_on_their_way_are_heard_out_and_what_is_left_open_is_said(
    trader: Trader, tmp_path: Path
) -> None:
    trader.show_what_makes_an_order()
    trader.program.socket.close()

    with ThreadPoolExecutor(1) as pool:
        answered = pool.submit(trader.answer_while_stopping)
        figures = trader.host.stop()
        answered.result()

    assert (figures["orders"], figures["fills"], figures["working"]) == (1, 1, [])
    assert figures["left_open"].startswith(f"position +1 {SYMBOL}")
    orders = OrderJournal(tmp_path / "orders.sqlite")
    assert orders.unresolved() == []
    orders.close()


def test_what_is_left_open_is_said_with_what_ended_the_host(trader: Trader) -> None:
    trader.show_what_makes_an_order()
    (working,) = trader.ledger.working
    trader.program.socket.close()
    trader.host.set_time(2**63)  # more than SQLite and a recording can hold
    trader.serve_until(trader.has_ended)

    with pytest.raises(OverflowError) as why:
        trader.host.stop()

    assert why.value.__notes__ == [f"left open: working order {working.order.client_order_id}"]


def paper_config(folder: Path, *, port: int) -> Path:
    path = folder / "mia.toml"
    path.write_text(
        f'[trading]\nsymbol = "{SYMBOL}"\naccount = "Sim1"\ndtc_port = {port}\n'
        "[detectors.wall]\nhold_s = 0.1\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [("[rsik]\n", "unknown field `rsik`"), ("[trading]\nsymbol = ''\n", "Sierra's exact symbol")],
)
def test_wrong_configuration_leaves_nothing_open(
    embed: Callable[..., EmbeddedHost], tmp_path: Path, text: str, words: str
) -> None:
    config = tmp_path / "mia.toml"
    config.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=words):
        embed(config=str(config), mode="paper")

    OrderJournal(tmp_path / "orders.sqlite").close()


def test_recording_that_cannot_be_made_leaves_nothing_open(
    embed: Callable[..., EmbeddedHost], tmp_path: Path
) -> None:
    config = tmp_path / "mia.toml"
    config.write_text('[trading]\nsymbol = "ES"\n', encoding="utf-8")

    with pytest.raises(RecordingError, match="a recording cannot be made here"):
        embed(
            config=str(config), mode="paper", recording=str(tmp_path / "no" / "folder" / "one.mcap")
        )

    OrderJournal(tmp_path / "orders.sqlite").close()


def test_second_host_in_the_same_home_may_not_trade(
    embed: Callable[..., EmbeddedHost], tmp_path: Path
) -> None:
    config = tmp_path / "mia.toml"
    config.write_text('[trading]\nsymbol = "ES"\ndtc_port = 1\n', encoding="utf-8")
    first = embed(config=str(config), mode="paper")

    with pytest.raises(OrderJournalError, match="one host, one home"):
        embed(config=str(config), mode="paper")

    first.stop()

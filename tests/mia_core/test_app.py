from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zmq

from mia_core.clock import NANOSECONDS
from mia_core.config import Mode, TradingConfig
from mia_core.dtc.link import TradingLink
from mia_core.errors import MiaError, OrderJournalError, RecordingError
from mia_core.events import BatchReceived
from mia_core.feeds.envelope import publisher_prefix
from mia_core.journal.orders import OrderJournal
from mia_core.journal.reader import EventRecord, NoteRecord, read_recording
from tests.full_disk import no_file_grows_beyond
from tests.mia_core.dtc.silence import Silence
from tests.mia_core.host_stand import HostStand, WatchfulServer, differs_at
from tests.mia_core.line import SYMBOL

ORDER = "T-20260311-000007"


@pytest.fixture
def stand(make: Callable[..., HostStand]) -> HostStand:
    return make()


def ends_of(path: Path) -> list[str]:
    return [item.text for item in read_recording(path) if isinstance(item, NoteRecord)]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:*", "inproc://feed"])
def test_order_goes_all_the_way_and_its_fill_comes_back(
    make: Callable[..., HostStand], address: str
) -> None:
    stand = make(address=address)
    stand.open()

    stand.show(stand.leaning())
    stand.play_until(lambda: stand.server.counts().order_messages == 1)
    stand.advance(10)
    stand.play_until(lambda: stand.host.engine.ledger.is_reconciled() and not stand.working)

    figures = stand.host.report(timed=True)
    assert (figures["orders"], figures["fills"], figures["position"]) == (1, 1, 1)
    assert stand.server.positions == {SYMBOL: 1}
    assert stand.rows() == {ORDER: ("filled", "")}
    assert figures["latency_us"]["tick_to_order"]["p50"] is not None
    assert figures["journal"] == str(stand.path)
    stand.close()
    assert figures["digest"] == stand.recording.digest
    assert differs_at(stand.path) is None


def test_order_is_on_disk_when_its_bytes_are_at_the_server(stand: HostStand) -> None:
    stand.open()

    stand.show(stand.leaning())
    stand.play_until(lambda: ORDER in stand.server.seen)

    [row] = stand.server.seen[ORDER]
    assert (row.client_order_id, row.symbol, row.quantity) == (ORDER, SYMBOL, 1)
    assert row.state.value == "prepared"
    assert stand.server.counts().order_bytes > 0


def close_database(stand: HostStand) -> None:
    stand.orders._database.close()


def forbid_writing(stand: HostStand) -> None:
    stand.orders._database.execute("PRAGMA query_only = ON")


def use_the_number(stand: HostStand) -> None:
    query = (
        "INSERT INTO orders VALUES (?,1,1,'','','buy',1,'market',NULL,'prepared',0,'',0,NULL,'')"
    )
    stand.orders._database.execute(query, (ORDER,))


@pytest.mark.parametrize(
    ("hurt", "words"),
    [
        (close_database, "closed database"),
        (forbid_writing, "readonly database"),
        (use_the_number, "an id is used once"),
    ],
)
def test_order_that_cannot_be_written_down_does_not_leave(
    stand: HostStand, hurt: Callable[[HostStand], None], words: str
) -> None:
    stand.open()
    hurt(stand)

    with pytest.raises(OrderJournalError, match=words):
        stand.show(stand.leaning())

    stand.server.read_rest()
    assert stand.server.counts().order_messages == 0


def test_journal_that_another_program_holds_lets_no_order_leave(stand: HostStand) -> None:
    stand.open()
    holder = sqlite3.connect(stand.journal, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(OrderJournalError, match="locked"):
        stand.show(stand.leaning())

    holder.execute("ROLLBACK")
    holder.close()
    stand.server.read_rest()
    assert stand.server.counts().order_messages == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file size is a thing of POSIX")
def test_full_disk_ends_the_host_before_an_order_leaves(stand: HostStand) -> None:
    stand.open()
    stand.recording._flushed_ns = None

    def each_turn() -> None:
        stand.server.poll(0)

    stand.study.send(stand.leaning())
    with no_file_grows_beyond(1_000), pytest.raises(MiaError, match=r"cannot be written|failed"):
        stand.host.run(should_stop=lambda: False, each_turn=each_turn)

    stand.close()
    assert stand.server.counts().order_messages == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file size is a thing of POSIX")
def test_recording_that_fails_ends_the_host_and_closes_everything(stand: HostStand) -> None:
    stand.open()

    def each_turn() -> None:
        stand.recording._flushed_ns = None

    stand.study.send(stand.wire.heartbeat())
    with (
        no_file_grows_beyond(stand.path.stat().st_size),
        pytest.raises(RecordingError, match="the recording cannot be written"),
    ):
        stand.host.run(should_stop=lambda: False, each_turn=each_turn)

    stand.close()
    assert stand.server.counts().open_connections == 0
    OrderJournal(stand.journal).close()
    assert "cut" in str(read_cut(stand.path))


def read_cut(path: Path) -> str | None:
    recording = read_recording(path)
    list(recording)
    return recording.cut


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file size is a thing of POSIX")
def test_recording_that_cannot_be_ended_keeps_nothing_else_open(stand: HostStand) -> None:
    stand.open()

    with (
        no_file_grows_beyond(stand.path.stat().st_size),
        pytest.raises(MiaError, match=r"cannot be written|journal failed"),
    ):
        stand.end_host("stopped")

    stand.server.read_rest()
    assert stand.server.counts().open_connections == 0
    OrderJournal(stand.journal).close()


def test_order_that_cannot_be_sent_is_rejected_here_and_never_sent_again(stand: HostStand) -> None:
    stand.open()
    stand.server.reset_clients()
    assert stand.trading is not None
    stand.trading.wait(5)
    batch = stand.leaning()

    stand.host.take(BatchReceived(stand.wire.now_ns, batch.replace(stand.wire.token, bytes(32))))

    [(state, text)] = stand.rows().values()
    assert state == "rejected"
    assert text.startswith("not sent: not a byte was sent")
    figures = stand.host.report(timed=True)
    assert (figures["signals"], figures["orders"], figures["not_sent"]) == (1, 0, {text: 1})
    assert stand.working == []
    assert stand.orders.unresolved() == []
    lost_to = stand.server.counts()
    stand.server = WatchfulServer(stand.journal, port=stand.server.port)
    stand.advance(5_000)
    stand.play_until(lambda: stand.server.counts().connections == 1)
    stand.play_until(lambda: stand.host.engine._trading_ready)
    assert (lost_to.order_messages, stand.server.counts().order_messages) == (0, 0)
    stand.close()
    told = [item.to_event() for item in read_recording(stand.path) if isinstance(item, EventRecord)]
    assert sum("not sent" in str(event) for event in told) == 1
    assert differs_at(stand.path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="a full queue refuses there")
def test_server_that_never_answers_holds_nothing_up(make: Callable[..., HostStand]) -> None:
    stand = make()
    with Silence() as silence:
        trading = TradingConfig(symbol=SYMBOL, account="Sim1", dtc_port=silence.port)
        stand.trading = stand.host._trading = TradingLink(trading)

        stand.show(stand.leaning())
        stand.show(stand.leaning(0.0))

        assert stand.trading.is_connecting
        assert stand.host.tally.batches == 2
        stand.trading.close()


def test_end_is_said_to_the_server_written_down_and_lets_others_have_the_journal(
    stand: HostStand,
) -> None:
    stand.open()
    before = stand.server.counts().bytes_in

    stand.end_host("the bell rang")
    stand.server.read_rest()

    assert stand.server.counts().open_connections == 0
    assert stand.server.counts().bytes_in > before
    assert ends_of(stand.path) == ["the bell rang"]
    assert read_cut(stand.path) is None
    OrderJournal(stand.journal).close()


def test_read_only_host_says_nothing_to_the_server(make: Callable[..., HostStand]) -> None:
    stand = make(mode=Mode.READ_ONLY)
    stand.open()

    stand.show(stand.leaning())
    figures = stand.host.report(timed=True)
    stand.close()

    assert (figures["signals"], figures["orders"]) == (1, 0)
    assert figures["refused"] == {"read-only": 1}
    assert figures["position"] is None
    assert stand.server.counts().connections == 0


def test_gap_is_answered_with_a_request_for_a_snapshot(stand: HostStand) -> None:
    stand.open()
    stand.wire.sequence += 1

    stand.show(stand.leaning())
    stand.show(stand.leaning(0.0))

    assert stand.study.socket.poll(5_000)
    asked = stand.study.socket.recv(zmq.NOBLOCK)
    assert asked == b"\x01" + publisher_prefix(stand.wire.publisher)
    assert stand.host.tally.gaps == 1
    stand.show(stand.wire.snapshot())
    assert stand.host.report(timed=True)["rejected"] == {"gap": 1, "stale": 1}


def test_each_second_reaches_the_engine_once_and_silence_is_noted(stand: HostStand) -> None:
    stand.open()
    for _ in range(5):
        stand.advance(1_000)
        stand.host.take_time()
        stand.host.take_time()

    stand.close()
    notes = [
        item.to_event() for item in read_recording(stand.path) if isinstance(item, EventRecord)
    ]
    seconds = [event.t_ns // NANOSECONDS for event in notes if type(event).__name__ == "Ticked"]
    assert seconds == list(range(seconds[0], seconds[0] + 6))
    assert stand.host.tally.decisions >= 2


def test_run_stops_when_told_after_a_whole_turn(stand: HostStand) -> None:
    turns: list[int] = []

    stand.host.run(should_stop=lambda: len(turns) == 3, each_turn=lambda: turns.append(1))

    assert len(turns) == 3

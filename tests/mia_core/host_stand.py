"""A whole host for tests: real sockets to a study and to a DTC server, real files, and a time that stands still."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import msgspec
import zmq

from mia_core.app import Host
from mia_core.assembly import opening_of
from mia_core.clock import SteppedClock
from mia_core.config import Mode, TradingConfig
from mia_core.dtc.link import TradingLink
from mia_core.dtc.order_messages import SubmitNewSingleOrder
from mia_core.engine import Engine, Setup
from mia_core.execution.commands import SubmitOrder
from mia_core.execution.ledger import StartingState
from mia_core.feeds.envelope import MAGIC
from mia_core.feeds.live import LiveFeed
from mia_core.journal.orders import OrderJournal, OrderRow
from mia_core.journal.reader import BatchRecord, DecisionRecord, EventRecord, read_recording
from mia_core.journal.recording import RecordingWriter
from mia_core.replay import Comparison, recorded_setup
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_faults import Faults
from mia_core.sim.dtc_peer import Peer
from mia_core.sim.dtc_server import SimDtcServer
from tests.mia_core.line import ACCOUNT, SYMBOL, setup_of
from tests.mia_core.sim.scripted_market import ScriptedMarket
from tests.mia_core.wire_feed import MS, TOKEN, WireFeed

Context = zmq.Context[zmq.Socket[bytes]]
WAIT_MS = 5_000
TURNS_MAX = 2_000


class Study:
    """The socket of a study, and what it sends."""

    def __init__(self, context: Context, feed: LiveFeed) -> None:
        self.wire = WireFeed(token=TOKEN, symbol=SYMBOL)
        self.socket = context.socket(zmq.XPUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.XPUB_VERBOSE, 1)
        self.socket.connect(feed.address)
        poller = zmq.Poller()
        poller.register(self.socket, zmq.POLLIN)
        poller.register(feed.socket, zmq.POLLIN)  # it takes in who connects while it is looked at
        assert poller.poll(WAIT_MS)
        assert self.socket.recv(zmq.NOBLOCK) == b"\x01" + MAGIC
        self.sent = 0

    def send(self, batch: bytes) -> None:
        self.socket.send(batch)
        self.sent += 1


class WatchfulServer(SimDtcServer):
    """Looks into the order journal at the moment an order comes in, as another process would."""

    def __init__(self, journal: Path, *, port: int = 0, faults: Faults | None = None) -> None:
        desk = DeskSettings(symbols=(SYMBOL,), faults=faults or Faults())
        super().__init__(ScriptedMarket(), desk, port=port)
        self._journal = journal
        self.seen: dict[str, list[OrderRow]] = {}

    def _submit(self, peer: Peer, message: SubmitNewSingleOrder) -> None:
        journal = OrderJournal(self._journal, read_only=True)
        self.seen[message.ClientOrderID] = journal.open_orders()
        journal.close()
        super()._submit(peer, message)

    def reset_clients(self) -> None:
        """End as a process that is killed: without a word, and what comes later is refused."""
        for peer in self._peers:
            peer.connection._socket.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            peer.connection.close("the server was killed")
        self._tidy()
        self._listener.close()


class HostStand:
    """Everything in the thread of the test: it moves the time, the study, the host and the server."""

    def __init__(
        self,
        folder: Path,
        context: Context,
        *,
        address: str = "tcp://127.0.0.1:*",
        mode: Mode = Mode.PAPER,
        faults: Faults | None = None,
        before: HostStand | None = None,
    ) -> None:
        """Build it; the host that comes after one that crashed finds its server and its journal."""
        self.has_ended = False
        self.is_closed = False
        self.journal = folder / "orders.sqlite"
        self.server: WatchfulServer = (
            WatchfulServer(self.journal, faults=faults) if before is None else before.server
        )
        self.orders = OrderJournal(self.journal)
        self.setup: Setup = setup_of(mode=mode)
        if before is not None:
            rows = tuple(row.as_earlier() for row in self.orders.open_orders())
            start = StartingState(order_tag="T", next_order_number=8, unresolved=rows)
            self.setup = msgspec.structs.replace(self.setup, start=start)
        self.feed = LiveFeed(context, address, token=TOKEN)
        self.study = Study(context, self.feed)
        self.wire = self.study.wire
        if before is not None:
            self.wire.now_ns = before.clock.now_ns()
        self.clock: SteppedClock = SteppedClock(self.wire.now_ns)
        trading = TradingConfig(symbol=SYMBOL, account=ACCOUNT, dtc_port=self.server.port)
        unheard = self.setup.start.unheard
        self.trading = None if mode is Mode.READ_ONLY else TradingLink(trading, unheard=unheard)
        name = "one.mcap" if before is None else "two.mcap"
        self.recording = RecordingWriter(folder / name, opening_of(self.setup))
        self.host = Host(
            self.setup,
            clock=self.clock,
            feed=self.feed,
            trading=self.trading,
            orders=self.orders,
            recording=self.recording,
        )

    @property
    def path(self) -> Path:
        return self.recording.path

    @property
    def working(self) -> list[SubmitOrder]:
        return [
            item.order
            for item in self.host.engine.ledger.working
            if isinstance(item.order, SubmitOrder)
        ]

    def play_until(self, condition: Callable[[], bool]) -> None:
        """Let host and server work until something is so."""
        for _ in range(TURNS_MAX):
            if condition():
                return
            self.host.turn(5)
            self.server.poll(0)
        message = "what was waited for did not happen"
        raise AssertionError(message)

    def open(self) -> None:
        """Log on and show a balanced book."""
        if self.trading is not None:
            self.play_until(lambda: self.host.engine._trading_ready)
        self.wire.set_levels([("bid", 99, 100, 5), ("ask", 100, 100, 5)])
        self.show(self.wire.snapshot())

    def show(self, batch: bytes) -> None:
        """Send one batch at its time, and let the host take it in."""
        self.clock.set(max(self.clock.now_ns(), self.wire.now_ns))
        self.study.send(batch)
        self.play_until(lambda: self.host.tally.batches == self.study.sent)

    def leaning(self, share: float = 0.8) -> bytes:
        """Make the batch that makes an order."""
        bids, asks = round(500 * (1 + share)), round(500 * (1 - share))
        return self.wire.step([("bid", 99, bids, 5), ("ask", 100, asks, 5)])

    def advance(self, after_ms: int) -> None:
        """Let the time of everybody pass."""
        self.clock.set(self.clock.now_ns() + after_ms * MS)
        self.server.advance(self.clock.now_ns())

    def rows(self) -> dict[str, tuple[str, str]]:
        """State and text of every order in the journal."""
        query = "SELECT client_order_id, state, text FROM orders"
        found = self.orders._database.execute(query).fetchall()
        return {key: (state, text) for key, state, text in found}

    def crash(self) -> None:
        """End the host as kill -9 does, between two instructions: no last word to anybody."""
        self.has_ended = self.is_closed = True
        if self.trading is not None and self.trading._connection is not None:
            self.trading._connection.close()
        self.orders._database.close()
        self.orders._unlock()
        self.recording.close("killed")
        self.study.socket.close()
        self.feed.close()
        self.server.read_rest()

    def end_host(self, why: str) -> None:
        self.has_ended = True
        self.host.close(why)

    def close(self) -> None:
        """Close what is still open, both ends; what the host says to the server is heard."""
        if self.is_closed:
            return
        self.is_closed = True
        with contextlib.ExitStack() as last_to_first:
            last_to_first.callback(self.study.socket.close)
            last_to_first.callback(self.server.close)
            last_to_first.callback(self.server.read_rest)
            if not self.has_ended:
                self.end_host("the test is over")


def differs_at(path: Path) -> int | None:
    """Play a recording again; the first decision that is another one."""
    recording, comparison = read_recording(path), Comparison()
    engine = Engine(recorded_setup(recording))
    for record in recording:
        if isinstance(record, DecisionRecord):
            comparison.expect(record.digest)
        elif isinstance(record, (BatchRecord, EventRecord)):
            step = engine.step(record.to_event())
            if step.decision is not None:
                comparison.made(step.decision)
    return comparison.first_difference(cut=recording.cut is not None)

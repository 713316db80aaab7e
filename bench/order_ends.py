"""Where orders arrive: a DTC server that fills them at once, and a plain ZeroMQ socket. Both note when bytes came."""

from __future__ import annotations

import select
import socket
import threading
from typing import TYPE_CHECKING, Self

import zmq

from bench.workbench import SYMBOL
from mia_core.clock import wall_ns
from mia_core.dtc import binary
from mia_core.dtc import order_messages as wire
from mia_core.dtc.connection import DtcConnection
from mia_core.sim.dtc_desk import DeskSettings, TradingDesk
from mia_core.sim.dtc_faults import Faults
from mia_core.sim.dtc_peer import Peer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from mia_core.dtc.layout import Message
    from mia_core.sim.events import MarketEvent

__all__ = ["BareEnd", "DtcEnd", "StillMarket"]

LISTEN_S = 0.05


class StillMarket:
    """The market of the bench feed as an exchange sees it: always the same prices, so every order fills."""

    now_ns = 0
    best_bid_ticks = 24_000
    best_ask_ticks = 24_001
    tick_size = 0.25

    def advance(self, _: int, /) -> Sequence[MarketEvent]:
        return ()


class OrderEnd:
    """Serves in a thread of its own while the others work; `arrivals` is what came and when."""

    def __init__(self) -> None:
        self.arrivals: list[tuple[str, int]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _serve(self) -> None:
        raise NotImplementedError


class DtcEnd(OrderEnd):
    """One client, logged on and answered by the simulated server's own desk."""

    def __init__(self) -> None:
        super().__init__()
        settings = DeskSettings(symbols=(SYMBOL,), latency_ns=0)
        self._desk = TradingDesk(StillMarket(), settings)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(LISTEN_S)
        self.port = int(self._listener.getsockname()[1])

    def _serve(self) -> None:
        with self._listener:
            accepted = self._accept()
            if accepted is None:
                return
            with DtcConnection(accepted) as connection:
                peer = Peer(connection, Faults(), wall_ns())
                while connection.is_open and not self._stop.is_set():
                    select.select([connection], [], [], LISTEN_S)
                    chunk = connection.receive()
                    now_ns = wall_ns()
                    peer.framer.feed(chunk)
                    for frame in peer.framer.frames():
                        self._answer(peer, frame, now_ns)

    def _accept(self) -> socket.socket | None:
        while not self._stop.is_set():
            try:
                return self._listener.accept()[0]
            except TimeoutError:
                continue
        return None

    def _answer(self, peer: Peer, frame: bytes, now_ns: int) -> None:
        message = binary.decode(frame)
        if peer.take(message) or message is None:
            return
        for reply in self._replies(message, now_ns):
            peer.send(reply)

    def _replies(self, message: Message, now_ns: int) -> list[Message]:
        match message:
            case wire.SubmitNewSingleOrder():
                self.arrivals.append((message.ClientOrderID, now_ns))
                return self._desk.submit(message, now_ns) + self._desk.advance(now_ns)
            case wire.TradeAccountsRequest():
                return self._desk.accounts(message)
            case wire.OpenOrdersRequest():
                return self._desk.working_orders(message)
            case wire.CurrentPositionsRequest():
                return self._desk.held_positions(message)
        return []


class BareEnd(OrderEnd):
    """The end of the bare pipeline: an arrival is named by the intended send time that it carries."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        super().__init__()
        self._socket = context.socket(zmq.PULL)
        self._socket.setsockopt(zmq.RCVTIMEO, int(LISTEN_S * 1000))
        self._socket.bind("tcp://127.0.0.1:*")
        self.address = self._socket.getsockopt_string(zmq.LAST_ENDPOINT)

    def _serve(self) -> None:
        with self._socket:
            while not self._stop.is_set():
                try:
                    due = self._socket.recv()
                except zmq.Again:
                    continue
                self.arrivals.append((str(int.from_bytes(due, "little")), wall_ns()))

"""A DTC server on 127.0.0.1 that fills orders from a simulated market.

Its time is the one given to `advance`; sockets are served by `poll` and `read_until`, in between.
What it decides depends on that time, on the bytes it was sent and on the seed, on nothing else.
"""

from __future__ import annotations

import os
import selectors
import socket
import time
from typing import Final, Self

import msgspec

from mia_core.dtc import binary
from mia_core.dtc import order_messages as wire
from mia_core.dtc.connection import DtcConnection
from mia_core.dtc.layout import Message
from mia_core.errors import ProtocolError, SimulationError
from mia_core.sim.dtc_desk import DeskSettings, TradingDesk
from mia_core.sim.dtc_fills import Market
from mia_core.sim.dtc_peer import Peer

__all__ = ["ServerCounts", "SimDtcServer"]

_ORDER_TYPES: Final = frozenset({201, 203, 204, 208, 209, 210})
_READ: Final = selectors.EVENT_READ
_WRITE: Final = selectors.EVENT_WRITE


class ServerCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Totals since the start; order messages are those that place, change or cancel orders."""

    connections: int
    open_connections: int
    order_messages: int
    order_bytes: int
    fills: int
    bytes_in: int
    bytes_out: int
    positions: dict[str, int]


class SimDtcServer:
    """The server; use it as a context manager or call `close`."""

    def __init__(self, market: Market, settings: DeskSettings, *, port: int = 0) -> None:
        """Listen at once.

        Raises:
            SimulationError: the port is in use.
        """
        self._desk = TradingDesk(market, settings)
        self._faults = settings.faults
        self._now_ns = market.now_ns
        self._peers: list[Peer] = []
        self._knocked = False
        self._connections = 0
        self._order_messages = 0
        self._order_bytes = 0
        self._closed_bytes_in = 0
        self._closed_bytes_out = 0
        self._selector = selectors.DefaultSelector()
        self._listener = _listen(port)
        self._selector.register(self._listener, _READ)
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def bytes_in(self) -> int:
        """Bytes read from all clients since the start."""
        return self._closed_bytes_in + sum(peer.connection.bytes_in for peer in self._peers)

    @property
    def bytes_out(self) -> int:
        """Bytes written to all clients since the start."""
        return self._closed_bytes_out + sum(peer.connection.bytes_out for peer in self._peers)

    @property
    def positions(self) -> dict[str, int]:
        """What the accounts hold now, by symbol."""
        totals: dict[str, int] = {}
        for held in self._desk.positions.of(""):
            totals[held.symbol] = totals.get(held.symbol, 0) + held.quantity
        return totals

    def counts(self) -> ServerCounts:
        """Tell what the server saw, by its own count."""
        return ServerCounts(
            connections=self._connections,
            open_connections=len(self._peers),
            order_messages=self._order_messages,
            order_bytes=self._order_bytes,
            fills=self._desk.fills,
            bytes_in=self.bytes_in,
            bytes_out=self.bytes_out,
            positions=self.positions,
        )

    def advance(self, now_ns: int) -> None:
        """Let time pass: market, fills and heartbeats. Time never goes back."""
        if now_ns < self._now_ns:
            raise SimulationError(f"time: at least {self._now_ns} was expected, found {now_ns}")
        self._now_ns = now_ns
        self._tell_all(self._desk.advance(now_ns))
        for peer in self._peers:
            peer.tick(now_ns)
        self._tidy()

    def poll(self, timeout_s: float) -> None:
        """Wait for clients at most so long and serve those that have something."""
        self._knocked = False
        for key, ready in self._selector.select(timeout_s):
            if not isinstance(key.data, Peer):
                self._knocked = True
                continue
            if ready & _WRITE:
                key.data.connection.flush()
            if ready & _READ:
                self._read(key.data)
        self._tidy()
        if self._knocked:  # last: a descriptor closed above may come back as the new client's
            self._accept()

    def read_until(self, total_bytes_in: int, timeout_s: float) -> None:
        """Serve clients until so many bytes in total came from them, then write all answers.

        Raises:
            SimulationError: the bytes did not come in time, or more came.
        """
        deadline = time.monotonic() + timeout_s
        while self.bytes_in < total_bytes_in or any(p.connection.wants_write for p in self._peers):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                break
            self.poll(left_s)
        waiting = any(peer.connection.wants_write for peer in self._peers)
        if self.bytes_in != total_bytes_in or waiting:
            raise SimulationError(
                f"DTC clients: {total_bytes_in} bytes in {timeout_s} s were expected, "
                f"found {self.bytes_in}" + (", and a client does not read" if waiting else "")
            )

    def read_rest(self) -> None:
        """Serve what clients have already sent, without waiting for more."""
        before = -1
        while before != self.bytes_in or self._knocked:
            before = self.bytes_in
            self.poll(0)

    def close(self) -> None:
        """Log all clients off and stop listening."""
        for peer in self._peers:
            peer.say_goodbye("the server ends")
        self._tidy()
        self._selector.close()
        self._listener.close()

    def _accept(self) -> None:
        try:
            accepted, _ = self._listener.accept()
        except (BlockingIOError, ConnectionError):
            return
        self._connections += 1
        peer = Peer(DtcConnection(accepted), self._faults, self._now_ns)
        self._peers.append(peer)
        self._selector.register(peer.connection, _READ, peer)

    def _read(self, peer: Peer) -> None:
        chunk = peer.connection.receive()
        if not chunk:
            return
        peer.hear(self._now_ns)
        try:
            peer.framer.feed(chunk)
            for frame in peer.framer.frames():
                self._handle(peer, frame)
                if not peer.connection.is_open:
                    break
        except ProtocolError as error:
            peer.say_goodbye(str(error))

    def _handle(self, peer: Peer, frame: bytes) -> None:
        message = binary.decode(frame)
        if int.from_bytes(frame[2:4], "little") in _ORDER_TYPES:
            self._order_messages += 1
            self._order_bytes += len(frame)
        if peer.take(message) or message is None:
            return
        if not peer.is_logged_on:
            raise ProtocolError(f"a logon was expected first, found message {message.TYPE}")
        match message:
            case wire.SubmitNewSingleOrder():
                self._submit(peer, message)
            case wire.CancelOrder():
                self._tell_all(self._desk.cancel(message, self._now_ns))
            case wire.TradeAccountsRequest():
                self._tell(peer, self._desk.accounts(message))
            case wire.OpenOrdersRequest():
                self._tell(peer, self._desk.working_orders(message))
            case wire.CurrentPositionsRequest():
                self._tell(peer, self._desk.held_positions(message))
            case _:
                peer.ignored_messages += 1

    def _submit(self, peer: Peer, message: wire.SubmitNewSingleOrder) -> None:
        reports = self._desk.submit(message, self._now_ns)
        if self._order_messages == self._faults.drop_after_orders:
            peer.connection.close("closed on command")
        self._tell_all(reports)

    def _tell(self, peer: Peer, messages: list[Message]) -> None:
        for message in messages:
            peer.send(message)

    def _tell_all(self, messages: list[Message]) -> None:
        for peer in self._peers:
            if peer.is_logged_on:
                self._tell(peer, messages)

    def _tidy(self) -> None:
        """Forget closed connections; watch for room to write only where bytes wait."""
        for peer in tuple(self._peers):
            connection = peer.connection
            if connection.is_open:
                wanted = _READ | _WRITE if connection.wants_write else _READ
                if self._selector.get_key(connection).events != wanted:
                    self._selector.modify(connection, wanted, peer)
                continue
            self._selector.unregister(connection)
            self._peers.remove(peer)
            self._closed_bytes_in += connection.bytes_in
            self._closed_bytes_out += connection.bytes_out


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere the option would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise SimulationError(f"port {port}: a free port was expected, found: {error}") from error
    listener.listen()
    listener.setblocking(False)
    return listener

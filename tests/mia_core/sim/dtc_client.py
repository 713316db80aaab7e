"""A client of the simulated DTC server in the test's own thread, in step with it over a real socket."""

from __future__ import annotations

import selectors
from collections.abc import Callable
from types import TracebackType
from typing import Self

import msgspec

from mia_core.dtc import binary
from mia_core.dtc.connection import DtcConnection
from mia_core.dtc.framing import Framer
from mia_core.dtc.layout import Message
from mia_core.dtc.session import DtcSession, SessionSettings, SessionState
from mia_core.execution.commands import OrderType, Side, SubmitOrder
from mia_core.execution.events import ExecutionEvent, OrderUpdate, PositionUpdate
from mia_core.sim.dtc_server import SimDtcServer
from tests.mia_core.sim.scripted_market import START

Play = Callable[..., "Client"]
"""Starts a server with a script and faults; the client comes back logged on."""

PATIENCE_S = 10.0
ROUNDS = 20
SYMBOL = "ESM26"


class Client:
    """Session and connection together; `settle` runs both ends until neither has more to say."""

    def __init__(self, server: SimDtcServer, settings: SessionSettings | None = None) -> None:
        self.server = server
        self.connection = DtcConnection.connect("127.0.0.1", server.port)
        self.session = DtcSession(settings or SessionSettings(account="Sim1"))
        self.events: list[ExecutionEvent] = []
        self.now_ns = START

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()

    def log_on(self) -> Self:
        self.session.start(self.now_ns)
        self.settle()
        assert self.session.state is SessionState.READY
        return self

    def settle(self) -> None:
        """Send, let the server answer, read its answer, until a round moves no byte."""
        for _ in range(ROUNDS):
            before = (self.connection.bytes_out, self.connection.bytes_in)
            sent = self.session.take_outgoing()
            total = self.server.bytes_in + len(sent)
            self.connection.send(sent)
            self.server.read_until(total, PATIENCE_S)
            self.read_all()
            if before == (self.connection.bytes_out, self.connection.bytes_in):
                return

    def read_all(self) -> None:
        """Read all that the server has written to its only client."""
        while self.connection.is_open and self.connection.bytes_in < self.server.bytes_out:
            self.read_some()

    def read_some(self) -> None:
        self._wait()
        self.events += self.session.receive(self.connection.receive(), self.now_ns)
        if not self.connection.is_open:
            self.events += self.session.connection_lost(self.connection.closed_because)

    def advance(self, now_ns: int) -> None:
        """Let the time of both ends pass, then hear what the server said."""
        self.now_ns = now_ns
        self.server.advance(now_ns)
        self.read_all()
        self.events += self.session.tick(now_ns)

    def take_events(self) -> list[ExecutionEvent]:
        events, self.events = self.events, []
        return events

    def take_orders(self) -> list[OrderUpdate]:
        return [event for event in self.take_events() if isinstance(event, OrderUpdate)]

    def take_positions(self) -> list[PositionUpdate]:
        return [event for event in self.take_events() if isinstance(event, PositionUpdate)]

    def _wait(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ)
            assert selector.select(PATIENCE_S), "the server's bytes did not come"


def order(
    number: int, *, price: float | None = None, side: Side = Side.BUY, quantity: int = 1
) -> SubmitOrder:
    return SubmitOrder(
        client_order_id=f"MIA-{number}",
        account="Sim1",
        symbol=SYMBOL,
        side=side,
        quantity=quantity,
        order_type=OrderType.MARKET if price is None else OrderType.LIMIT,
        price=price,
    )


def ask(client: Client, message: Message) -> dict[str, object]:
    """Send a message past the session; the one answer as plain values."""
    frame = binary.encode(message)
    client.connection.send(frame)
    client.server.read_until(client.server.bytes_in + len(frame), PATIENCE_S)
    framer = Framer()
    while client.connection.bytes_in < client.server.bytes_out:
        framer.feed(client.connection.receive())
    [answer] = [binary.decode(found) for found in framer.frames()]
    assert answer is not None
    return msgspec.structs.asdict(answer)

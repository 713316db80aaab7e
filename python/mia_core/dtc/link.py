"""The trading side of a host: one DTC session on one connection, begun again when it was lost.

Without a connection nothing is sent and nothing is assumed; the engine hears of it as an event.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, Final

import zmq

from mia_core.clock import NANOSECONDS
from mia_core.dtc.connection import DtcConnection
from mia_core.dtc.session import DtcSession, SessionSettings, SessionState
from mia_core.errors import ProtocolError
from mia_core.execution.commands import SubmitOrder
from mia_core.execution.events import TradingLost

if TYPE_CHECKING:
    from mia_core.config import TradingConfig
    from mia_core.execution.commands import Command
    from mia_core.execution.events import ExecutionEvent

__all__ = ["TradingLink"]

# Sierra is on this machine: either it answers at once or it is not there. The hot thread waits no longer.
CONNECT_TIMEOUT_S: Final = 0.25
RETRY_NS: Final = 5 * NANOSECONDS


class TradingLink:
    """Keeps a session alive; `receive` is called on every turn of the host."""

    def __init__(self, trading: TradingConfig, *, username: str = "", password: str = "") -> None:
        self._address = (trading.dtc_host, trading.dtc_port)
        settings = SessionSettings(
            account=trading.account,
            heartbeat_s=trading.heartbeat_s,
            price_multiplier=trading.price_multiplier,
        )
        self._session = DtcSession(settings, username=username, password=password)
        self._connection: DtcConnection | None = None
        self._registered: DtcConnection | None = None
        self._tried_ns: int | None = None
        self._past_in = 0
        self._past_out = 0

    @property
    def bytes_in(self) -> int:
        """All that ever came from the server."""
        return self._past_in + (0 if self._connection is None else self._connection.bytes_in)

    @property
    def bytes_out(self) -> int:
        """All that ever went to the server."""
        return self._past_out + (0 if self._connection is None else self._connection.bytes_out)

    @property
    def is_settled(self) -> bool:
        """Whether the logon is over, one way or the other."""
        return self._session.state in (SessionState.READY, SessionState.LOST)

    def receive(self, now_ns: int) -> list[ExecutionEvent]:
        """Take in what the server sent, let the session's timers run, send what it has to say."""
        events: list[ExecutionEvent] = []
        if self._connection is None:
            events += self._connect(now_ns)
        connection = self._connection
        if connection is None:
            return events
        while chunk := connection.receive():
            events += self._session.receive(chunk, now_ns)
        events += self._session.tick(now_ns)
        connection.send(self._session.take_outgoing())
        if not connection.is_open:
            events += self._session.connection_lost(connection.closed_because)
        if self._session.state is SessionState.LOST:
            self._drop(connection)
        return events

    def send(self, command: Command) -> None:
        """Send one command now.

        Raises:
            ProtocolError: it cannot be sent; not a byte of it was.
        """
        connection = self._connection
        if connection is None or not connection.is_open:
            why = "there is none" if connection is None else connection.closed_because
            message = f"order {command.client_order_id}: expected a connection, found: {why}"
            raise ProtocolError(message)
        if isinstance(command, SubmitOrder):
            self._session.submit(command)
        else:
            self._session.cancel(command)
        written = connection.bytes_out
        connection.send(self._session.take_outgoing())
        if connection.closed_because and connection.bytes_out == written:
            message = (
                f"order {command.client_order_id}: not a byte was sent: {connection.closed_because}"
            )
            raise ProtocolError(message)

    def register(self, poller: zmq.Poller) -> None:
        """Let the poller watch the connection that is there now; one that just broke is not watched any more."""
        connection = self._connection
        if connection is not None and not connection.is_open:
            connection = None
        if self._registered is not None and self._registered is not connection:
            poller.unregister(self._registered)
            self._registered = None
        if connection is not None:
            wants = zmq.POLLOUT if connection.wants_write else 0
            poller.register(connection, zmq.POLLIN | wants)
            self._registered = connection

    def wait(self, seconds: float) -> None:
        """Wait until the server sent something."""
        if self._connection is not None and self._connection.is_open:
            select.select([self._connection], [], [], seconds)

    def close(self) -> None:
        """Say goodbye and hang up. Working orders stay at the server; the host says which."""
        if self._connection is not None:
            self._session.logoff("MIA ends")
            self._connection.send(self._session.take_outgoing())
            self._drop(self._connection)

    def _connect(self, now_ns: int) -> list[ExecutionEvent]:
        # A clock that was set back ends the pause.
        if self._tried_ns is not None and 0 <= now_ns - self._tried_ns < RETRY_NS:
            return []
        if self._tried_ns is not None and not self._session.reconnect_allowed:
            return []
        first = self._tried_ns is None
        self._tried_ns = now_ns
        host, port = self._address
        try:
            self._connection = DtcConnection.connect(host, port, timeout_s=CONNECT_TIMEOUT_S)
        except ProtocolError as error:
            return [TradingLost(reason=str(error))] if first else []
        self._session.start(now_ns)
        return []

    def _drop(self, connection: DtcConnection) -> None:
        connection.close()
        self._past_in += connection.bytes_in
        self._past_out += connection.bytes_out
        self._connection = None

"""The trading side of a host: one DTC session on one connection, begun again when it was lost.

Without a connection nothing is sent and nothing is assumed; the engine hears of it as an event.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, Final

import zmq

from mia_core.clock import NANOSECONDS
from mia_core.dtc.attempt import ConnectionAttempt, places_of
from mia_core.dtc.session import DtcSession, SessionSettings, SessionState
from mia_core.errors import ProtocolError
from mia_core.execution.commands import SubmitOrder
from mia_core.execution.events import TradingLost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mia_core.config import TradingConfig
    from mia_core.dtc.connection import DtcConnection
    from mia_core.execution.commands import Command
    from mia_core.execution.events import ExecutionEvent

__all__ = ["TradingLink"]

# Nobody waits for it, so it may be longer than Windows takes to refuse (2 s). Shorter than the pause.
CONNECT_TIMEOUT_NS: Final = 3 * NANOSECONDS
RETRY_NS: Final = 5 * NANOSECONDS


class TradingLink:
    """Keeps a session alive; `receive` is called on every turn of the host.

    `unheard` are the orders of an earlier run that the server never spoke of, with the time each
    was prepared.
    """

    def __init__(
        self,
        trading: TradingConfig,
        *,
        username: str = "",
        password: str = "",
        unheard: Mapping[str, int] | None = None,
    ) -> None:
        self._places = places_of(trading.dtc_host, trading.dtc_port)
        self._place = 0
        settings = SessionSettings(
            account=trading.account,
            heartbeat_s=trading.heartbeat_s,
            price_multiplier=trading.price_multiplier,
        )
        self._session = DtcSession(
            settings, username=username, password=password, unheard=unheard or {}
        )
        self._connection: DtcConnection | None = None
        self._attempt: ConnectionAttempt | None = None
        self._registered: DtcConnection | ConnectionAttempt | None = None
        self._tried_ns: int | None = None
        self._is_said = False
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

    @property
    def is_connecting(self) -> bool:
        """Whether an address was called and has not answered yet."""
        return self._attempt is not None

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
        """Let the poller watch the connection that is there or being made; one that just broke no more."""
        watched = self._attempt or self._connection
        flags = (
            zmq.POLLOUT | zmq.POLLERR
        )  # on Windows a refused attempt is an error and nothing else
        if self._attempt is None and self._connection is not None:
            flags = zmq.POLLIN | (zmq.POLLOUT if self._connection.wants_write else 0)
            watched = self._connection if self._connection.is_open else None
        if self._registered is not None and self._registered is not watched:
            poller.unregister(self._registered)
            self._registered = None
        if watched is not None:
            poller.register(watched, flags)
            self._registered = watched

    def wait(self, seconds: float) -> None:
        """Wait until the server sent something, or answered to being called."""
        if self._attempt is not None:
            self._attempt.wait(seconds)
        elif self._connection is not None and self._connection.is_open:
            select.select([self._connection], [], [], seconds)

    def close(self) -> None:
        """Say goodbye and hang up. Working orders stay at the server; the host says which."""
        self._give_up()
        if self._connection is not None:
            self._session.logoff("MIA ends")
            self._connection.send(self._session.take_outgoing())
            self._drop(self._connection)

    def _connect(self, now_ns: int) -> list[ExecutionEvent]:
        """Call the server when that is due, and hear whether it answers; never wait for it."""
        try:
            if self._attempt is None and self._may_call(now_ns):
                self._tried_ns = now_ns
                self._attempt = ConnectionAttempt(self._places[self._place])
            if self._attempt is None:
                return []
            self._connection = self._attempt.result()
        except ProtocolError as error:
            return self._not_connected(str(error))
        if self._connection is not None:
            self._attempt = None
            self._is_said = True
            self._session.start(now_ns)
        elif not self._is_young(now_ns, CONNECT_TIMEOUT_NS):
            waited_s = CONNECT_TIMEOUT_NS // NANOSECONDS
            return self._not_connected(f"{self._attempt.place}: no answer in {waited_s} s")
        return []

    def _may_call(self, now_ns: int) -> bool:
        if self._tried_ns is None:
            return True
        return self._session.reconnect_allowed and not self._is_young(now_ns, RETRY_NS)

    def _is_young(self, now_ns: int, limit_ns: int) -> bool:
        """Whether the last call was less than this ago. A clock that was set back ends every pause."""
        return self._tried_ns is not None and 0 <= now_ns - self._tried_ns < limit_ns

    def _not_connected(self, reason: str) -> list[ExecutionEvent]:
        """Next time another address of the same name has its turn. It is said once."""
        self._give_up()
        self._place = (self._place + 1) % len(self._places)
        was_said, self._is_said = self._is_said, True
        return [] if was_said else [TradingLost(reason=reason)]

    def _give_up(self) -> None:
        if self._attempt is not None:
            self._attempt.give_up()
            self._attempt = None

    def _drop(self, connection: DtcConnection) -> None:
        connection.close()
        self._past_in += connection.bytes_in
        self._past_out += connection.bytes_out
        self._connection = None

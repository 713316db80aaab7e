"""The client's side of one DTC connection: bytes and time in, events and bytes out, no socket.

It never raises for what a peer sends or for silence: the session is lost then, with the reason,
and whatever was still to be sent is thrown away. It raises for what its own side asks wrongly,
before a byte of it is queued. Positions the server did not list before `TradingReady` are flat.
"""

from __future__ import annotations

from collections import deque
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from mia_core.dtc import binary, translate
from mia_core.dtc import order_messages as orders
from mia_core.dtc import session_messages as control
from mia_core.dtc.framing import Framer
from mia_core.dtc.identity import OrderNames
from mia_core.dtc.layout import Message
from mia_core.dtc.logon import Logon, SessionSettings, SessionState
from mia_core.dtc.secrets import Secrets
from mia_core.errors import ProtocolError
from mia_core.execution.commands import CancelOrder, SubmitOrder
from mia_core.execution.events import ExecutionEvent, TradingLost, TradingReady
from mia_core.execution.order import SETTLE_NS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DtcSession", "SessionSettings", "SessionState"]

_NS_PER_S: Final = 1_000_000_000
_TEXTS_KEPT: Final = 50


class DtcSession:
    """One client session; `start` may be called again after it was lost, on a new connection."""

    def __init__(
        self,
        settings: SessionSettings,
        *,
        username: str = "",
        password: str = "",
        unheard: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """Prepare; `unheard` are orders the server never spoke of, with the time each was prepared."""
        self._settings = settings
        self._credentials = {"username": username, "password": password}
        self._secrets = Secrets(username, password)
        self._unheard = dict(unheard)
        self._now_ns = 0
        self._logon = Logon(settings, **self._credentials)
        self._framer = Framer()
        self._names = OrderNames()
        self._outgoing: list[bytes] = []
        self._submitted: set[str] = set()
        self._ended: SessionState | None = None
        self._last_received_ns = 0
        self._last_heartbeat_ns = 0
        self.server_texts: deque[str] = deque(maxlen=_TEXTS_KEPT)
        self.ignored_messages = 0

    @property
    def state(self) -> SessionState:
        """How far the session is."""
        return self._ended or self._logon.state

    @property
    def reconnect_allowed(self) -> bool:
        """Whether the server, when it ended the session, left the door open."""
        return self._logon.reconnect_allowed

    @property
    def reconnect_address(self) -> str:
        """Where the server sent us instead; empty for the same place."""
        return self._logon.reconnect_address

    def start(self, now_ns: int) -> None:
        """Begin on a fresh connection; ids already sent stay used."""
        self._now_ns = now_ns
        self._logon = Logon(self._settings, **self._credentials)
        self._framer = Framer()
        self._names = OrderNames()
        self._outgoing.clear()
        self._ended = None
        self._last_received_ns = now_ns
        self._last_heartbeat_ns = now_ns
        self._send(self._logon.begin(now_ns))

    def receive(self, chunk: bytes, now_ns: int) -> list[ExecutionEvent]:
        """Take bytes from the server, cut anywhere."""
        events: list[ExecutionEvent] = []
        if not self._is_live():
            return events
        self._now_ns = self._last_received_ns = now_ns
        try:
            self._framer.feed(chunk)
            for frame in self._framer.frames():
                self._handle(frame, now_ns, events)
        except ProtocolError as error:
            events.append(self._lose(str(error)))
        return events

    def tick(self, now_ns: int) -> list[ExecutionEvent]:
        """Let time pass: heartbeats, and the end of a session that fell silent."""
        if not self._is_live():
            return []
        heartbeat_s = self._settings.heartbeat_s
        if now_ns - self._last_received_ns >= 2 * heartbeat_s * _NS_PER_S:
            return [self._lose(f"the server was silent for {2 * heartbeat_s} s")]
        self._now_ns = now_ns
        events = self._check_answer(now_ns)
        self._ask_again_when_due(now_ns)
        talks = self._is_live() and self._logon.is_accepted
        if talks and now_ns - self._last_heartbeat_ns >= heartbeat_s * _NS_PER_S:
            self._last_heartbeat_ns = now_ns
            self._send(control.Heartbeat(CurrentDateTime=now_ns // _NS_PER_S))
        return events

    def submit(self, order: SubmitOrder) -> None:
        """Queue one new order. An id is sent once in the life of this object, whatever happens.

        Raises:
            ProtocolError: the session takes no orders, or the order cannot be said in DTC.
        """
        self._check_may_send(order.client_order_id, order.account)
        if order.client_order_id in self._submitted:
            raise ProtocolError(
                f"order {order.client_order_id}: a new id was expected, it was sent before"
            )
        self._send(translate.order_message(order, price_multiplier=self._settings.price_multiplier))
        self._submitted.add(order.client_order_id)
        self._unheard[order.client_order_id] = self._now_ns

    def cancel(self, order: CancelOrder) -> None:
        """Queue a cancel; unlike an order it may be repeated.

        Raises:
            ProtocolError: the session takes no orders, or the server's id is missing.
        """
        self._check_may_send(order.client_order_id, order.account)
        self._send(translate.cancel_message(order))

    def take_outgoing(self) -> bytes:
        """Hand over what is to be written, in order."""
        outgoing = b"".join(self._outgoing)
        self._outgoing.clear()
        return outgoing

    def logoff(self, reason: str) -> None:
        """Say goodbye and end; nothing is received afterwards."""
        if self._is_live():
            self._send(control.Logoff(Reason=reason))
            self._ended = SessionState.CLOSED

    def connection_lost(self, reason: str) -> list[ExecutionEvent]:
        """Hear from the shell that the connection is gone."""
        return [self._lose(reason)] if self._is_live() else []

    def _is_live(self) -> bool:
        return self._ended is None and self._logon.state is not SessionState.IDLE

    def _send(self, message: Message) -> None:
        self._outgoing.append(binary.encode(message))

    def _lose(self, reason: str) -> TradingLost:
        self._ended = SessionState.LOST
        self._outgoing.clear()
        return TradingLost(reason=self._secrets.mask(reason))

    def _ready(self) -> TradingReady:
        logon, mask = self._logon, self._secrets.mask
        asked_ns = None if logon.refusal else logon.orders_asked_ns
        if asked_ns is not None:  # it was late enough to hold all that ever arrived
            self._unheard = {
                name: since_ns
                for name, since_ns in self._unheard.items()
                if asked_ns - since_ns < SETTLE_NS
            }
        return TradingReady(
            server=mask(logon.server),
            account=self._settings.account,
            trading_supported=not logon.refusal,
            reason=mask(logon.refusal),
            orders_asked_ns=asked_ns,
            working_orders=() if asked_ns is None else logon.working_orders,
        )

    def _ask_again_when_due(self, now_ns: int) -> None:
        """Ask for the working orders once more when an order had no word in all the time its bytes may take."""
        if not self._unheard or self.state is not SessionState.READY or self._logon.refusal:
            return
        if any(now_ns - since_ns >= SETTLE_NS for since_ns in self._unheard.values()):
            self._send(self._logon.ask_again(now_ns))

    def _check_answer(self, now_ns: int) -> list[ExecutionEvent]:
        if self._logon.state is SessionState.READY:
            return []
        try:
            self._logon.check_answer(now_ns)
        except ProtocolError as error:
            return [self._lose(str(error))]
        return [self._ready()] if self.state is SessionState.READY else []

    def _check_may_send(self, client_order_id: str, account: str) -> None:
        if self.state is not SessionState.READY:
            raise ProtocolError(
                f"order {client_order_id}: a ready session was expected, found {self.state.value}"
            )
        if self._logon.refusal:
            refusal = self._secrets.mask(self._logon.refusal)
            raise ProtocolError(f"order {client_order_id}: not sent, {refusal}")
        if account != self._settings.account:
            raise ProtocolError(
                f"order {client_order_id}: account {self._settings.account} was expected, found {account}"
            )

    def _handle(self, frame: bytes, now_ns: int, events: list[ExecutionEvent]) -> None:
        message = binary.decode(frame)
        if message is None:
            self.ignored_messages += 1
            return
        self._report(message, events)
        before = (self._logon.state, self._logon.refusal)
        request = self._logon.take(message, now_ns)
        if request is not None:
            self._send(request)
        after = (self._logon.state, self._logon.refusal)
        if after != before and after[0] is SessionState.READY:
            events.append(self._ready())

    def _report(self, message: Message, events: list[ExecutionEvent]) -> None:
        multiplier, mask = self._settings.price_multiplier, self._secrets.mask
        match message:
            case orders.OrderUpdate(NoOrders=0) if self._is_ours(message.TradeAccount):
                client_id = self._names.client_id_of(message)
                self._unheard.pop(client_id, None)
                event = translate.order_event(
                    message, client_order_id=client_id, price_multiplier=multiplier
                )
                events.append(msgspec.structs.replace(event, text=mask(event.text)))
            case orders.PositionUpdate(NoPositions=0) if self._is_ours(message.TradeAccount):
                events.append(translate.position_event(message, price_multiplier=multiplier))
            case control.Logoff():
                self._logon.reconnect_allowed = not message.DoNotReconnect
                raise ProtocolError(f"the server logged off: {message.Reason}")
            case control.UserMessage():
                self.server_texts.append(mask(message.UserMessage))
            case control.GeneralLogMessage() | control.AlertMessage():
                self.server_texts.append(mask(message.MessageText))

    def _is_ours(self, account: str) -> bool:
        return account in ("", self._settings.account)

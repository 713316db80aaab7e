"""From the first byte to a session that may trade: encoding, logon, accounts, orders, positions.

Each message taken may call for the next request. What forbids trading without ending the session
is kept as the refusal; what ends it is raised.
"""

from __future__ import annotations

import enum
from typing import Final

import msgspec

from mia_core.dtc import order_messages as orders
from mia_core.dtc import session_messages as control
from mia_core.dtc.codes import Encoding, LogonStatus
from mia_core.dtc.layout import Message
from mia_core.dtc.snapshot import SnapshotCount
from mia_core.errors import ProtocolError

__all__ = ["Logon", "SessionSettings", "SessionState"]

_NS_PER_S: Final = 1_000_000_000


class SessionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How to log on and what to expect; holds no secrets.

    Prices on the wire are ours times `price_multiplier`: the scale differs between trading
    services.
    """

    account: str
    client_name: str = "MIA"
    heartbeat_s: int = 10
    answer_timeout_s: int = 20
    price_multiplier: float = 1.0
    read_only: bool = False


class SessionState(enum.Enum):
    """How far a session is; orders may be sent in READY only."""

    IDLE = "idle"
    ENCODING = "encoding"
    LOGON = "logon"
    ACCOUNTS = "accounts"
    ORDERS = "orders"
    POSITIONS = "positions"
    READY = "ready"
    LOST = "lost"
    CLOSED = "closed"


class Logon:
    """The steps of one logon; `state` says which answer is awaited."""

    def __init__(self, settings: SessionSettings, *, username: str, password: str) -> None:
        self._settings = settings
        self._username = username
        self._password = password
        self._accounts: dict[str, bool] = {}
        self._snapshot = SnapshotCount()
        self._entered_ns = 0
        self._request = 0
        self._reported: set[str] = set()
        self._asked_ns = 0
        self.orders_asked_ns: int | None = None
        self.state = SessionState.IDLE
        self.server = ""
        self.refusal = "the session is read-only" if settings.read_only else ""
        self.reconnect_allowed = True
        self.reconnect_address = ""

    @property
    def is_accepted(self) -> bool:
        """Whether the server took the logon, so that heartbeats flow."""
        return self.state not in (
            SessionState.IDLE,
            SessionState.ENCODING,
            SessionState.LOGON,
        )

    def begin(self, now_ns: int) -> Message:
        """Ask for the binary encoding; nothing else may be sent before the answer."""
        self._enter(SessionState.ENCODING, now_ns)
        return control.EncodingRequest(Encoding=Encoding.BINARY)

    @property
    def working_orders(self) -> tuple[str, ...]:
        """The server's ids of all orders that it spoke of since the list of working ones was asked for."""
        return tuple(sorted(self._reported))

    def ask_again(self, now_ns: int) -> Message:
        """Take the last steps of the logon once more: working orders, then positions."""
        return self._ask_for_orders(now_ns)

    def take(self, message: Message, now_ns: int) -> Message | None:
        """Take a message; the next request, where one follows.

        Raises:
            ProtocolError: the server refuses the logon or the encoding.
        """
        match message:
            case control.EncodingResponse():
                return self._on_encoding(message, now_ns)
            case control.LogonResponse():
                return self._on_logon(message, now_ns)
            case orders.TradeAccountResponse():
                return self._on_account(message, now_ns)
            case orders.OrderUpdate() | orders.OpenOrdersReject():
                return self._on_working_orders(message, now_ns)
            case orders.PositionUpdate() | orders.CurrentPositionsReject():
                self._on_positions(message, now_ns)
        return None

    def check_answer(self, now_ns: int) -> None:
        """Give up waiting for an answer that is overdue.

        A server that does not allow trading need not answer what concerns trading; the session
        is then as ready as it can be.

        Raises:
            ProtocolError: the answer was needed.
        """
        waited_s = self._settings.answer_timeout_s
        if self.state is SessionState.READY or now_ns - self._entered_ns < waited_s * _NS_PER_S:
            return
        if not self.refusal or not self.is_accepted:
            raise ProtocolError(
                f"no complete answer in {waited_s} s at the step: {self.state.value}"
            )
        self._enter(SessionState.READY, now_ns)

    def _enter(self, state: SessionState, now_ns: int) -> None:
        self.state = state
        self._entered_ns = now_ns
        self._snapshot = SnapshotCount()

    def _refuse(self, reason: str) -> None:
        self.refusal = self.refusal or reason

    def _on_encoding(self, message: control.EncodingResponse, now_ns: int) -> Message | None:
        if self.state is not SessionState.ENCODING:
            return None
        if message.Encoding != Encoding.BINARY:
            raise ProtocolError(
                f"encoding: binary (0) was expected, the server uses {message.Encoding}"
            )
        self._enter(SessionState.LOGON, now_ns)
        return control.LogonRequest(
            Username=self._username,
            Password=self._password,
            HeartbeatIntervalInSeconds=self._settings.heartbeat_s,
            ClientName=self._settings.client_name,
        )

    def _on_logon(self, message: control.LogonResponse, now_ns: int) -> Message | None:
        if self.state is not SessionState.LOGON:
            return None
        if message.Result != LogonStatus.SUCCESS:
            self.reconnect_allowed = message.Result != LogonStatus.ERROR_NO_RECONNECT
            if message.Result == LogonStatus.RECONNECT_NEW_ADDRESS:
                self.reconnect_address = message.ReconnectAddress
            raise ProtocolError(f"logon refused with result {message.Result}: {message.ResultText}")
        self.server = message.ServerName
        if message.TradingIsSupported != 1:
            self._refuse("the server does not allow trading (TradingIsSupported is not 1)")
        self._enter(SessionState.ACCOUNTS, now_ns)
        return orders.TradeAccountsRequest(RequestID=self._next_request())

    def _on_account(self, message: orders.TradeAccountResponse, now_ns: int) -> Message | None:
        own = self._settings.account
        self._accounts[message.TradeAccount] = bool(message.TradingIsDisabled)
        if self._accounts.get(own):
            self._refuse(f"trading is disabled for account {own}")
        if self.state is not SessionState.ACCOUNTS or message.RequestID != self._request:
            return None
        if not self._snapshot.is_complete(message.TotalNumberMessages, message.MessageNumber):
            return None
        if own not in self._accounts:
            names = ", ".join(sorted(self._accounts)) or "none"
            self._refuse(f"account {own} is not on the server; it has: {names}")
            self._enter(SessionState.READY, now_ns)
            return None
        return self._ask_for_orders(now_ns)

    def _ask_for_orders(self, now_ns: int) -> Message:
        self._enter(SessionState.ORDERS, now_ns)
        self._reported.clear()
        self._asked_ns = now_ns
        self.orders_asked_ns = None
        return orders.OpenOrdersRequest(
            RequestID=self._next_request(), TradeAccount=self._settings.account
        )

    def _next_request(self) -> int:
        self._request += 1
        return self._request

    def _on_working_orders(
        self, message: orders.OrderUpdate | orders.OpenOrdersReject, now_ns: int
    ) -> Message | None:
        if isinstance(message, orders.OrderUpdate) and message.ServerOrderID:
            self._reported.add(message.ServerOrderID)  # whoever began to work after the list too
        if self.state is not SessionState.ORDERS or message.RequestID != self._request:
            return None
        if isinstance(message, orders.OpenOrdersReject):
            self._refuse(f"the working orders are unknown: {message.RejectText}")
        elif message.NoOrders:
            self.orders_asked_ns = self._asked_ns
        elif not self._snapshot.is_complete(message.TotalNumMessages, message.MessageNumber):
            return None
        elif message.TotalNumMessages > 0:  # else nobody knows whether that was all
            self.orders_asked_ns = self._asked_ns
        self._enter(SessionState.POSITIONS, now_ns)
        return orders.CurrentPositionsRequest(
            RequestID=self._next_request(), TradeAccount=self._settings.account
        )

    def _on_positions(
        self, message: orders.PositionUpdate | orders.CurrentPositionsReject, now_ns: int
    ) -> None:
        if self.state is not SessionState.POSITIONS or message.RequestID != self._request:
            return
        if isinstance(message, orders.CurrentPositionsReject):
            self._refuse(f"the positions are unknown: {message.RejectText}")
        elif message.Unsolicited or not (
            message.NoPositions
            or self._snapshot.is_complete(message.TotalNumberMessages, message.MessageNumber)
        ):
            return
        self._enter(SessionState.READY, now_ns)

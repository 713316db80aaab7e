"""One client of the simulated DTC server: its connection, its logon and its heartbeats."""

from __future__ import annotations

from typing import Final

import msgspec

from mia_core.dtc import binary
from mia_core.dtc import session_messages as control
from mia_core.dtc.codes import Encoding, LogonStatus
from mia_core.dtc.connection import DtcConnection
from mia_core.dtc.framing import Framer
from mia_core.dtc.layout import Message
from mia_core.sim.dtc_faults import Faults

__all__ = ["Peer"]

_NS_PER_S: Final = 1_000_000_000
_HEARTBEAT_S_MIN: Final = 5
_HEARTBEAT_S_MAX: Final = 60
_LOGON_WAIT_S: Final = 20
_TEXTS: Final = ("ResultText", "Reason", "InfoText", "RejectText", "MessageText", "UserMessage")
_SERVER_NAME: Final = "MIA simulated DTC server"


class Peer:
    """Answers what concerns the connection; the server does the rest once `is_logged_on`."""

    def __init__(self, connection: DtcConnection, faults: Faults, now_ns: int) -> None:
        self.connection = connection
        self.framer = Framer()
        self._faults = faults
        self._heartbeat_ns = 0
        self._heard = ""
        self._last_received_ns = now_ns
        self._last_heartbeat_ns = now_ns
        self.ignored_messages = 0

    @property
    def is_logged_on(self) -> bool:
        """Whether the client may ask for more than the connection itself."""
        return self._heartbeat_ns > 0

    def send(self, message: Message) -> None:
        """Queue a message and write what the socket takes."""
        if self._heard:
            message = self._echoing(message)
        self.connection.send(binary.encode(message))

    def hear(self, now_ns: int) -> None:
        """Note a sign of life."""
        self._last_received_ns = now_ns

    def take(self, message: Message | None) -> bool:
        """Answer a message of the connection itself; false when it is none."""
        match message:
            case None:
                self.ignored_messages += 1
            case control.Heartbeat():
                pass
            case control.EncodingRequest():
                self.send(control.EncodingResponse(Encoding=Encoding.BINARY))
            case control.LogonRequest():
                self._log_on(message)
            case control.Logoff():
                self.connection.close(f"the client logged off: {message.Reason}")
            case _:
                return False
        return True

    def say_goodbye(self, reason: str) -> None:
        """Log the client off and close."""
        self.send(control.Logoff(Reason=reason[:95]))
        self.connection.close(reason)

    def tick(self, now_ns: int) -> None:
        """Send a heartbeat when it is due; give up a client that fell silent."""
        silence_ns = 2 * self._heartbeat_ns or _LOGON_WAIT_S * _NS_PER_S
        if now_ns - self._last_received_ns >= silence_ns:
            self.say_goodbye(f"nothing was received for {silence_ns // _NS_PER_S} s")
            return
        if not self.is_logged_on or self._faults.silent_heartbeats:
            return
        if now_ns - self._last_heartbeat_ns >= self._heartbeat_ns:
            self._last_heartbeat_ns = now_ns
            self.send(control.Heartbeat(CurrentDateTime=now_ns // _NS_PER_S))

    def _echoing(self, message: Message) -> Message:
        """Repeat in every text what the client gave at its logon."""
        texts = {name: self._heard for name in _TEXTS if hasattr(message, name)}
        return msgspec.structs.replace(message, **texts)

    def _log_on(self, message: control.LogonRequest) -> None:
        if self._faults.echo_logon:
            self._heard = f"heard user {message.Username} with password {message.Password}"
            self.send(control.GeneralLogMessage())
            self.send(control.UserMessage())
        if self._faults.refuse_logon:
            refusal = control.LogonResponse(
                Result=LogonStatus.ERROR, ResultText="The logon is refused on command"
            )
            self.send(refusal)
            self.connection.close("the logon was refused")
            return
        interval_s = message.HeartbeatIntervalInSeconds
        if not _HEARTBEAT_S_MIN <= interval_s <= _HEARTBEAT_S_MAX:
            text = f"HeartbeatIntervalInSeconds: 5 to 60 was expected, found {interval_s}"
            self.send(control.LogonResponse(Result=LogonStatus.ERROR, ResultText=text))
            self.connection.close(text)
            return
        self._heartbeat_ns = interval_s * _NS_PER_S
        self.send(
            control.LogonResponse(
                Result=LogonStatus.SUCCESS,
                ResultText="Connected to a simulated market",
                ServerName=_SERVER_NAME,
                TradingIsSupported=int(self._faults.trading_supported),
                OrderCancelReplaceSupported=0,
                MarketDepthIsSupported=0,
                MarketDataSupported=0,
            )
        )

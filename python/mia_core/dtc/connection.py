"""One TCP connection to a DTC server: bytes out, bytes in, never blocking once connected.

A lost peer is a state with a reason, not an exception, so that the one hot thread that polls
this socket can go on.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final, Self

from mia_core.errors import ProtocolError

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["DtcConnection"]

_RECEIVE_BYTES: Final = 1 << 16
_PENDING_MAX: Final = 1 << 20


class DtcConnection:
    """A connected socket for a poller, with counters of what went through it.

    `wants_write` says that the poller must also watch for room to write.
    """

    def __init__(self, connected: socket.socket) -> None:
        """Take over a connected socket."""
        connected.setblocking(False)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connected
        self._pending = bytearray()
        self.bytes_in = 0
        self.bytes_out = 0
        self.closed_because = ""

    @classmethod
    def connect(cls, host: str, port: int, *, timeout_s: float = 5.0) -> Self:
        """Connect, waiting at most `timeout_s`.

        Raises:
            ProtocolError: nobody answers at that address.
        """
        try:
            return cls(socket.create_connection((host, port), timeout=timeout_s))
        except OSError as error:
            msg = f"DTC server at {host}:{port}: a connection was expected, found: {error}"
            raise ProtocolError(msg) from error

    def __enter__(self) -> Self:
        """Enter a block that closes the connection."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close on leaving the block."""
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether bytes can still come or go."""
        return not self.closed_because

    @property
    def wants_write(self) -> bool:
        """Whether bytes wait for room in the socket."""
        return self.is_open and bool(self._pending)

    def fileno(self) -> int:
        """Return the descriptor for a poller."""
        return self._socket.fileno()

    def send(self, chunk: bytes) -> bool:
        """Queue bytes and write what fits now; true when nothing is left waiting."""
        if not self.is_open:
            return False
        self._pending += chunk
        return self.flush()

    def flush(self) -> bool:
        """Write what waits; true when nothing is left. A peer that never reads is given up."""
        while self.is_open and self._pending:
            try:
                sent = self._socket.send(self._pending)
            except (BlockingIOError, InterruptedError):
                break
            except OSError as error:
                self.close(f"writing failed: {error}")
                break
            self.bytes_out += sent
            del self._pending[:sent]
        if len(self._pending) > _PENDING_MAX:
            self.close(f"the peer left {len(self._pending)} bytes unread")
        return self.is_open and not self._pending

    def receive(self, limit: int = _RECEIVE_BYTES) -> bytes:
        """Read what is there; empty when nothing is, or when the peer is gone (`is_open`)."""
        if not self.is_open:
            return b""
        try:
            chunk = self._socket.recv(limit)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError as error:
            self.close(f"reading failed: {error}")
            return b""
        if not chunk:
            self.close("the peer closed the connection")
        self.bytes_in += len(chunk)
        return chunk

    def close(self, reason: str = "closed on this side") -> None:
        """Close; the first reason is kept."""
        if self.is_open:
            self.closed_because = reason
            self._pending.clear()
            self._socket.close()

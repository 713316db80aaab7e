"""A TCP connection that is being made, and nobody waits for it: the one hot thread goes on meanwhile."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
from typing import NoReturn

from mia_core.dtc.connection import DtcConnection
from mia_core.errors import ConfigError, ProtocolError

__all__ = ["ConnectionAttempt", "Place", "places_of"]

Place = tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]


def places_of(host: str, port: int) -> list[Place]:
    """Look the addresses of a name up. A name server may be slow, so this is done once, before anything runs.

    Raises:
        ConfigError: there is no such name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        message = f"[trading] dtc_host: expected a name or an address, found {host!r}: {error}"
        raise ConfigError(message) from error
    return [(family, address) for family, _, _, _, address in found]


class ConnectionAttempt:
    """Ends in a connection or in a reason. A selector sees both: on Windows a refusal is no room to write."""

    def __init__(self, place: Place) -> None:
        """Call the address.

        Raises:
            ProtocolError: it cannot be called, or refused at once.
        """
        family, address = place
        self.place = f"DTC server at {address[0]!s}:{address[1]!s}"
        self._selector = selectors.DefaultSelector()
        self._socket = socket.socket()
        try:
            self._call(family, address)
        except OSError as error:
            self._fail(str(error))

    def fileno(self) -> int:
        """Return the descriptor for a poller."""
        return self._socket.fileno()

    def wait(self, seconds: float) -> None:
        """Wait until it is decided, not longer than this."""
        self._selector.select(seconds)

    def result(self) -> DtcConnection | None:
        """Give the connection; None while it is not decided.

        Raises:
            ProtocolError: nobody answers at that address.
        """
        if not self._selector.select(0):
            return None
        error = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            self._fail(f"{os.strerror(error)} (error {error})")
        self._selector.close()
        return DtcConnection(self._socket)

    def give_up(self) -> None:
        """Close without a result."""
        self._selector.close()
        self._socket.close()

    def _call(self, family: socket.AddressFamily, address: tuple[str | int | bytes, ...]) -> None:
        if self._socket.family is not family:
            self._socket.close()
            self._socket = socket.socket(family)
        self._socket.setblocking(False)
        self._selector.register(self._socket, selectors.EVENT_WRITE)
        with contextlib.suppress(BlockingIOError):  # it is under way
            self._socket.connect(address)

    def _fail(self, why: str) -> NoReturn:
        self.give_up()
        raise ProtocolError(f"{self.place}: a connection was expected, found: {why}")

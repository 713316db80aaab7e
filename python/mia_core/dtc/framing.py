"""Cuts a byte stream into binary DTC messages; knows nothing of sockets or of what they hold.

A binary stream cannot be found again once its sizes are wrong, so a malformed one is an error
for good: the connection has to be closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mia_core.dtc.layout import HEADER
from mia_core.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Framer"]

_PENDING_MAX: Final = 1 << 20


class Framer:
    """Holds the bytes of messages that are not complete yet.

    A message is at most 65,535 bytes because its size is 16 bits; `pending_max` bounds what a
    caller may feed before taking the frames out.
    """

    def __init__(self, *, pending_max: int = _PENDING_MAX) -> None:
        """Start with nothing pending."""
        self._pending = bytearray()
        self._pending_max = pending_max

    @property
    def pending(self) -> int:
        """Bytes that wait for the rest of their message."""
        return len(self._pending)

    def feed(self, chunk: bytes) -> None:
        """Add bytes as they came from the stream."""
        size = len(self._pending) + len(chunk)
        if size > self._pending_max:
            msg = (
                f"DTC stream: at most {self._pending_max} pending bytes were expected, found {size}"
            )
            raise ProtocolError(msg)
        self._pending += chunk

    def frames(self) -> Iterator[bytes]:
        """Take out the complete messages, those before a malformed one included."""
        start = 0
        try:
            while len(self._pending) - start >= HEADER.size:
                size, kind = HEADER.unpack_from(self._pending, start)
                if size < HEADER.size:
                    msg = (
                        f"DTC message of type {kind}: size of at least 4 was expected, found {size}"
                    )
                    raise ProtocolError(msg)
                if len(self._pending) - start < size:
                    break
                start += size
                yield bytes(self._pending[start - size : start])
        finally:
            del self._pending[:start]

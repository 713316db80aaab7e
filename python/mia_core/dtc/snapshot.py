"""Counts the messages of an answer that comes in parts, until it is whole."""

from __future__ import annotations

from mia_core.errors import ProtocolError

__all__ = ["SnapshotCount"]


class SnapshotCount:
    """The part numbers seen so far; a repeated part counts once."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._total: int | None = None

    def is_complete(self, total: int, number: int) -> bool:
        """Note one part; true once all are there.

        Raises:
            ProtocolError: the parts do not agree on how many they are.
        """
        if self._total not in (None, total):
            raise ProtocolError(
                f"answer in parts: {self._total} of them were expected, found a total of {total}"
            )
        self._total = total
        self._seen.add(number)
        return len(self._seen) >= total

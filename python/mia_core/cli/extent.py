"""How far a replay has come: between the first and the last time a recording holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcap.exceptions import McapError
from mcap.reader import make_reader

from mia_core.journal.opening import part_path

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Extent"]


class Extent:
    """Read from the index at the end of the last part; a recording that was cut has none."""

    def __init__(self, path: Path) -> None:
        last, part = path, 1
        while part_path(path, part).exists():
            last, part = part_path(path, part), part + 1
        self._begin_ns: int | None = None
        self._end_ns = _end_of(last)

    def share(self, now_ns: int) -> float | None:
        """Tell how much lies before this time; None when nobody knows the end."""
        if self._begin_ns is None:
            self._begin_ns = now_ns
        if self._end_ns is None or self._end_ns <= self._begin_ns:
            return None
        return (now_ns - self._begin_ns) / (self._end_ns - self._begin_ns)


def _end_of(path: Path) -> int | None:
    try:
        with path.open("rb") as file:
            summary = make_reader(file).get_summary()
    except (McapError, OSError):  # the one who reads it whole says what is wrong with it
        return None
    if summary is None or summary.statistics is None:
        return None
    return summary.statistics.message_end_time

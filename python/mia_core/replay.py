"""What a replay needs beside the engine: the recorded setup, and the comparison of what it decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.decision import Decision
from mia_core.engine import Setup
from mia_core.errors import RecordingError
from mia_core.journal.digest import DigestChain

if TYPE_CHECKING:
    from mia_core.journal.reader import Recording

__all__ = ["Comparison", "recorded_setup"]


class Comparison:
    """Holds the decisions of a replay against those of the recording, one by one, by digest."""

    def __init__(self) -> None:
        self._chain = DigestChain()
        self._expected: list[str] = []
        self._made: list[str] = []

    def expect(self, digest: str) -> None:
        """Note what the recording holds."""
        self._expected.append(digest)

    def made(self, decision: Decision) -> None:
        """Note what the replay decided."""
        self._made.append(self._chain.add(decision))

    @property
    def digest(self) -> str:
        """The chain over all decisions so far."""
        return self._chain.head

    def first_difference(self, *, cut: bool) -> int | None:
        """Tell the first decision (from 1) that differs; a cut recording may end one event early."""
        for number, (left, right) in enumerate(
            zip(self._expected, self._made, strict=False), start=1
        ):
            if left != right:
                return number
        missing = len(self._made) - len(self._expected)
        if missing == 0 or (cut and missing == 1):
            return None
        return min(len(self._made), len(self._expected)) + 1


def recorded_setup(recording: Recording) -> Setup:
    """Take the configuration and the starting state out of a recording."""
    try:
        return msgspec.convert(recording.opening.setup, Setup)
    except msgspec.ValidationError as error:
        message = (
            f"{recording.path}: the recorded configuration is not one this build knows: {error}"
        )
        raise RecordingError(message) from error

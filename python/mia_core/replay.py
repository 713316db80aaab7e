"""What a replay needs beside the engine: the recorded setup, the comparison of what it decides, and its detections."""

from __future__ import annotations

import json
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any

import msgspec

from mia_core._native import detector_catalog, schema
from mia_core.decision import Decision
from mia_core.engine import Setup
from mia_core.errors import RecordingError
from mia_core.journal.digest import DigestChain

if TYPE_CHECKING:
    from typing import TextIO

    from mia_core.decision import DetectionRecord
    from mia_core.journal.reader import Recording

__all__ = ["Comparison", "DetectionLines", "recorded_setup"]

# The first nine are promised; the rest tells which of several symbols it is, and why it ended.
LINE_FIELDS = (
    *("pattern", "side", "price", "price_ticks", "t_start_ns", "t_open_ns", "t_end_ns"),
    *("confidence", "evidence", "symbol", "id", "reason"),
)


class Comparison:
    """Holds the decisions of a replay against those of the recording, one by one, by digest.

    It keeps only those that have no counterpart yet, so a long recording needs no more memory.
    """

    def __init__(self) -> None:
        self._chain = DigestChain()
        self._expected: deque[str] = deque()
        self._made: deque[str] = deque()
        self._compared = 0
        self._difference: int | None = None

    def expect(self, digest: str) -> None:
        """Note what the recording holds."""
        self._expected.append(digest)
        self._compare()

    def made(self, decision: Decision) -> None:
        """Note what the replay decided."""
        self._made.append(self._chain.add(decision))
        self._compare()

    @property
    def digest(self) -> str:
        """The chain over all decisions so far."""
        return self._chain.head

    def first_difference(self, *, cut: bool) -> int | None:
        """Tell the first decision (from 1) that differs; a cut recording may end one event early."""
        if self._difference is not None:
            return self._difference
        if not self._expected and len(self._made) <= int(cut):
            return None
        return self._compared + 1

    def _compare(self) -> None:
        if not self._expected or not self._made:
            return
        self._compared += 1
        if self._expected.popleft() != self._made.popleft() and self._difference is None:
            self._difference = self._compared


class DetectionLines:
    """Writes detections one JSON object a line, in the order in which they were reported.

    Each is written when its end is known and all before it are written; `finish` writes those
    that were still open at the end, their end as null. A price is that of the tick size at which
    the episode was reported, whatever the instrument's became since.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._waiting: OrderedDict[int, DetectionRecord] = OrderedDict()

    def add(self, decision: Decision) -> None:
        """Take in what one decision reported."""
        self._waiting.update((item.id, item) for item in decision.opened)
        for item in decision.closed:
            reported = self._waiting.get(item.id, item)
            self._waiting[item.id] = msgspec.structs.replace(item, price=reported.price)
        while self._waiting and next(iter(self._waiting.values())).t_end_ns is not None:
            self._write_first()

    def finish(self) -> None:
        """Write what is left."""
        while self._waiting:
            self._write_first()

    def _write_first(self) -> None:
        _, item = self._waiting.popitem(last=False)
        line = {name: getattr(item, name) for name in LINE_FIELDS}
        self._file.write(json.dumps(line, allow_nan=False) + "\n")


def recorded_setup(recording: Recording) -> Setup:
    """Take the configuration and the starting state out of a recording whose batches we can read."""
    if reason := _why_not_readable(recording.opening.schema):
        message = f"{recording.path}: its batches cannot be read: {reason}"
        raise RecordingError(message)
    try:
        setup = msgspec.convert(recording.opening.setup, Setup)
    except msgspec.ValidationError as error:
        message = (
            f"{recording.path}: the recorded configuration is not one this build knows: {error}"
        )
        raise RecordingError(message) from error
    detectors = _without_later_ones(setup.config.detectors)
    return msgspec.structs.replace(
        setup, config=msgspec.structs.replace(setup.config, detectors=detectors)
    )


def _without_later_ones(recorded: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Switch off the detectors that there were none of yet: a recording names all that ran."""
    if not recorded:
        return recorded
    names = [row["name"] for row in detector_catalog()]
    return recorded | {name: {"enabled": 0.0} for name in names if name not in recorded}


def _why_not_readable(recorded: dict[str, Any]) -> str:
    """Say why the wire of a recording is not ours; what ours does not know of it is skipped."""
    ours = schema()
    major = recorded.get("protocol_major")
    if major != ours["protocol_major"]:
        return f"recorded with protocol major {major}, this build reads {ours['protocol_major']}"
    known = {(row["kind"], row["revision"]): row for row in ours["kinds"]}
    for row in recorded.get("kinds", ()):
        here = known.get((row.get("kind"), row.get("revision")))
        if here is not None and row.get("hash") != here["hash"]:
            return f"recorded with another layout of {here['name']} revision {here['revision']}"
    return ""

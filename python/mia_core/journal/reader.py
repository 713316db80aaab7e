"""Reads a recording: its opening, then its records in the order they were written, through all its parts.

A recording that was cut is read up to the cut and says so afterwards. Damage, a hole in the numbering and a newer
format are refused; what was given out before is good.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mia_core.decision import Decision
from mia_core.errors import RecordingError
from mia_core.events import BatchReceived, Executed, Ticked
from mia_core.journal.mcap_file import McapFile, McapMessage
from mia_core.journal.opening import PROFILE, Channel, Opening, decode_opening, part_path

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "BatchRecord",
    "DecisionRecord",
    "EventRecord",
    "NoteRecord",
    "Record",
    "Recording",
    "read_recording",
]

_SEQUENCE_MASK = 0xFFFF_FFFF


class BatchRecord(msgspec.Struct, frozen=True, gc=False):
    """A batch as it came, its token masked."""

    t_ns: int
    data: bytes

    def to_event(self) -> BatchReceived:
        """Make it the event it was."""
        return BatchReceived(self.t_ns, self.data)


class EventRecord(msgspec.Struct, frozen=True):
    """Anything else that entered the engine: a report of the trading side, a tick of time."""

    t_ns: int
    event: Executed | Ticked

    def to_event(self) -> Executed | Ticked:
        """Give the event it was."""
        return self.event


class DecisionRecord(msgspec.Struct, frozen=True):
    """What the engine decided on the event before it. `digest` is the head of the chain up to here."""

    t_ns: int
    digest: str
    content: bytes

    def to_decision(self) -> Decision:
        """Decode it for somebody who wants to know; comparing needs the digest alone."""
        try:
            return msgspec.json.decode(self.content, type=Decision)
        except msgspec.DecodeError as error:
            message = f"decision {self.digest}: not one that this build knows: {error}"
            raise RecordingError(message) from error


class NoteRecord(msgspec.Struct, frozen=True):
    """A line for a reader: a gap, an error, why it ended."""

    t_ns: int
    kind: str
    text: str


Record = BatchRecord | EventRecord | DecisionRecord | NoteRecord


class _Note(msgspec.Struct):
    kind: str
    text: str


class _Decided(msgspec.Struct):
    digest: str
    decision: msgspec.Raw


_decode_event = msgspec.msgpack.Decoder(Executed | Ticked).decode
_decode_decided = msgspec.json.Decoder(_Decided).decode
_decode_note = msgspec.json.Decoder(_Note).decode


class Recording:
    """An opened recording. Iterate it as often as needed; `cut`, `end` and `counts` tell of the last time."""

    def __init__(self, path: Path, opening: Opening) -> None:
        self.path = path
        self.opening = opening
        self.cut: str | None = None
        self.end: str | None = None
        self.counts: dict[str, int] = {}
        self._numbering: dict[str, int] = {}

    def __iter__(self) -> Iterator[Record]:
        """Give out the records of all parts, in file order."""
        self.cut = self.end = None
        self.counts = {channel.value: 0 for channel in Channel}
        self._numbering = {}
        part: int | None = self.opening.part
        while part is not None:
            continued = False
            for record in self._read_part(part):
                if isinstance(record, NoteRecord):
                    self.end = record.text if record.kind == "end" else self.end
                    continued = continued or record.kind == "continued"
                yield record
            part = part + 1 if continued and self.cut is None else None

    def _read_part(self, part: int) -> Iterator[Record]:
        path = part_path(self.path, part - self.opening.part)
        path = _path_of(self.path, self.opening, part)
        if part != self.opening.part and not path.exists():
            self.cut = f"{path}: cut: this part is missing"
            return
        with path.open("rb") as file:
            source = McapFile(file, path)
            for message in source.messages():
                self._check_number(message, path)
                record = self._record_of(message, path)
                self.counts[message.topic] += 1
                if record is not None:
                    yield record
            self.cut = source.cut

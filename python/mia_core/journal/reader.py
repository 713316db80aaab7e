"""Reads a recording: its opening, then its records in the order written, through all its parts.

A recording that was cut is read up to the cut and says so afterwards. Damage, a hole in the
numbering and a newer format are refused; what was given out before is good.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mia_core.decision import Decision
from mia_core.errors import RecordingError
from mia_core.events import BatchReceived, Executed, Ticked
from mia_core.journal.mcap_file import HeaderCutError, McapFile, McapMessage
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
    """What the engine decided on the event before it, and the digest of all decisions so far."""

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
    """An opened recording. Iterate it at will; `cut`, `end` and `counts` tell of the last time."""

    def __init__(self, path: Path, opening: Opening) -> None:
        self.path = path
        self.opening = opening
        self.cut: str | None = None
        self.end: str | None = None
        self.counts: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    def __iter__(self) -> Iterator[Record]:
        """Give out the records of this part and of those that follow it, in file order."""
        self.cut = self.end = None
        self.counts = {channel.value: 0 for channel in Channel}
        self._numbers = {} if self.opening.part else {channel.value: 0 for channel in Channel}
        part = self.opening.part
        while True:
            continued = False
            for record in self._read_part(part):
                if isinstance(record, NoteRecord):
                    self.end = record.text if record.kind == "end" else self.end
                    continued = record.kind == "continued"
                yield record
            if not continued:
                self._check_end(part)
                return
            part += 1

    def _read_part(self, part: int) -> Iterator[Record]:
        path = self._part(part)
        try:
            with path.open("rb") as file:
                source = McapFile(file, path)
                yield from self._read_messages(source, path)
        except FileNotFoundError:
            self.cut = f"{path}: cut: this part of the recording is missing"
        except HeaderCutError:  # a part is begun when the one before it is closed
            self.cut = f"{path}: cut: this part of the recording was only just begun"
        except OSError as error:
            raise _unreadable(path, error) from error

    def _read_messages(self, source: McapFile, path: Path) -> Iterator[Record]:
        last = "none"
        for message in source.messages():
            last = f"{message.topic} {message.sequence}"
            self._check_number(message, path)
            record = _record_of(message, path)
            self.counts[message.topic] += 1
            if record is not None:
                yield record
        if source.cut is not None:
            self.cut = f"{source.cut}; the last record is {last}"

    def _check_end(self, part: int) -> None:
        if self.cut is None and self.end is None:
            message = f"{self._part(part)}: damaged: it was closed without saying why"
            raise RecordingError(message)

    def _part(self, part: int) -> Path:
        if part == self.opening.part:
            return self.path
        first = self.path.with_name(self.opening.name) if self.opening.part else self.path
        return part_path(first, part)

    def _check_number(self, message: McapMessage, path: Path) -> None:
        """Refuse a hole in the numbering: the engine saw what is missing."""
        if message.topic not in self.counts:
            known = ", ".join(Channel)
            error = f"{path}: expected the channels {known}, found {message.topic!r}"
            raise RecordingError(error)
        expected = self._numbers.get(message.topic, message.sequence)
        if message.sequence != expected:
            error = (
                f"{path}: damaged: expected {message.topic} {expected}, found {message.sequence}"
            )
            raise RecordingError(error)
        self._numbers[message.topic] = (expected + 1) & _SEQUENCE_MASK


def read_recording(path: Path, *, alone: bool = False) -> Recording:
    """Open a recording by its first part.

    With `alone`, a later part can be opened by itself: to be looked at, for it cannot be replayed.
    """
    if path.exists() and not path.is_file():
        message = f"{path}: not a recording: expected a file that can be read again"  # no pipe can
        raise RecordingError(message)
    try:
        with path.open("rb") as file:
            opening = _read_opening(McapFile(file, path), path)
    except OSError as error:
        raise _unreadable(path, error) from error
    if opening.part and not alone:
        message = f"{path}: this is part {opening.part} of {opening.name}: open that one"
        raise RecordingError(message)
    return Recording(path, opening)


def _read_opening(source: McapFile, path: Path) -> Opening:
    if source.profile != PROFILE:
        message = f"{path}: not a recording of MIA: an MCAP file of profile {source.profile!r}"
        raise RecordingError(message)
    first = next(source.messages(), None)
    if first is None:
        message = f"{path}: nothing can be read: {source.cut or 'there is no opening'}"
        raise RecordingError(message)
    if first.topic != Channel.OPENING:
        message = (
            f"{path}: not a recording of MIA: it begins with {first.topic!r}, not with an opening"
        )
        raise RecordingError(message)
    return decode_opening(first.data, path)


def _record_of(message: McapMessage, path: Path) -> Record | None:
    try:
        if message.topic == Channel.BATCH:
            return BatchRecord(message.t_ns, message.data)
        if message.topic == Channel.EVENT:
            return EventRecord(message.t_ns, _decode_event(message.data))
        if message.topic == Channel.DECISION:
            decided = _decode_decided(message.data)
            return DecisionRecord(message.t_ns, decided.digest, bytes(decided.decision))
        if message.topic == Channel.NOTE:
            note = _decode_note(message.data)
            return NoteRecord(message.t_ns, note.kind, note.text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        where = f"{message.topic} {message.sequence}"
        text = f"{path}: {where} is not one that this build knows: {error}"
        raise RecordingError(text) from error
    return None


def _unreadable(path: Path, error: OSError) -> RecordingError:
    return RecordingError(f"{path}: cannot be read: {error.strerror or error}")

"""Writes a recording: all that entered the engine and all it decided, in that order, as MCAP.

It refuses to write over a file that is there, and to go on after a write has failed.
"""

from __future__ import annotations

import io
import itertools
from pathlib import Path
from typing import Literal

import msgspec
from mcap.writer import CompressionType, Writer

from mia_core.clock import NANOSECONDS
from mia_core.decision import Decision
from mia_core.errors import RecordingError
from mia_core.events import BatchReceived, Event
from mia_core.journal.digest import DigestChain
from mia_core.journal.opening import PROFILE, Channel, Opening, part_path

__all__ = ["NoteKind", "Opening", "RecordingWriter"]

NoteKind = Literal["continued", "end", "error", "gap", "info"]

# A chunk is packed, checked and handed to the system in the thread that decides, so it is small
# enough for that to take a fraction of a millisecond, and large enough for it to be rarer than one
# message in a hundred.
CHUNK_BYTES = 128 * 1024
FLUSH_NS = NANOSECONDS
ROTATE_BYTES = 256 * 1024 * 1024  # closing a part takes some 50 ms: its index is written then
_SEQUENCE_MASK = 0xFFFF_FFFF
_TIME_MAX = 2**63

_SCHEMA = b'{"type":"object"}'
# Events are packed, not JSON: a NaN that a server sent must reach the engine again as it did the
# first time.
_ENCODINGS = {Channel.BATCH: "mia-wire", Channel.EVENT: "msgpack"}


class RecordingWriter:
    """One recording, written by one thread. Knows no clock: each record has the time its event had.

    `flush` hands what was written to the operating system, so a process killed at any moment after
    it loses none of it. It does not wait for the disk: when the machine itself loses power, what
    the system had not yet stored goes, and the reader finds the recording cut there.
    """

    def __init__(
        self, path: Path, opening: Opening, *, begin_ns: int = 0, rotate_bytes: int = ROTATE_BYTES
    ) -> None:
        self.path = path
        self.part = 0
        self._opening = msgspec.structs.replace(opening, name=path.name)
        self._rotate_bytes = rotate_bytes
        self._last_ns = begin_ns
        self._flushed_ns: int | None = None
        self._failure = ""
        self._is_closed = False
        self._chain = DigestChain()
        self._pack_event = msgspec.msgpack.Encoder().encode
        self._pack_json = msgspec.json.Encoder().encode
        self._counts = {topic: itertools.count() for topic in Channel}
        self._open_part()

    @property
    def digest(self) -> str:
        """The head of the chain over all decisions written."""
        return self._chain.head

    def write(self, event: Event, decision: Decision | None = None) -> None:
        """Append one event as it entered the engine, and what the engine decided on it."""
        if isinstance(event, BatchReceived):
            self._add(Channel.BATCH, event.t_ns, event.data)
        else:
            self._add(Channel.EVENT, event.t_ns, self._pack_event(event))
        if decision is not None:
            digest = self._chain.add(decision)
            content = self._pack_json({"digest": digest, "decision": decision})
            self._add(Channel.DECISION, event.t_ns, content)

    def note(self, kind: NoteKind, text: str, *, t_ns: int | None = None) -> None:
        """Append a line for whoever reads the recording later; replay passes over it."""
        content = self._pack_json({"kind": kind, "text": text})
        self._add(Channel.NOTE, self._last_ns if t_ns is None else t_ns, content)

    def maybe_flush(self, now_ns: int) -> None:
        """Flush when a second has passed since the last time, by the clock the caller goes by."""
        if self._flushed_ns is not None and 0 <= now_ns - self._flushed_ns < FLUSH_NS:
            return
        self._flushed_ns = now_ns
        self.flush()
        if self._file.tell() >= self._rotate_bytes:
            self._rotate()

    def flush(self) -> None:
        """Make everything written so far survive the end of this process, however it comes."""
        self._check()
        try:
            self._writer.flush()  # type: ignore[no-untyped-call]
        except OSError as error:
            self._fail(error)

    def close(self, why: str) -> None:
        """Write the end and the index; after a failed write the file stays cut, readable so far."""
        if self._is_closed:
            return
        if not self._failure:
            self.note("end", why)
            self._finish_part()
        self._is_closed = True

    def _add(self, topic: Channel, t_ns: int, content: bytes) -> None:
        self._check()
        if not 0 <= t_ns < _TIME_MAX:
            message = (
                f"{self.path}: expected a time in nanoseconds since 1970, found {t_ns} on {topic}"
            )
            raise RecordingError(message)
        self._last_ns = t_ns
        sequence = next(self._counts[topic]) & _SEQUENCE_MASK
        try:
            self._writer.add_message(self._channels[topic], t_ns, content, t_ns, sequence)
        except OSError as error:
            self._fail(error)

    def _check(self) -> None:
        if self._failure or self._is_closed:
            raise RecordingError(self._failure or f"{self.path}: the recording is closed")

    def _fail(self, error: OSError) -> None:
        """Give up at once: after a hole in it, a recording could not be replayed."""
        path = part_path(self.path, self.part)
        self._failure = f"{path}: the recording cannot be written: {error.strerror or error}"
        self._raw.close()
        raise RecordingError(self._failure) from error

    def _open_part(self) -> None:
        path = part_path(self.path, self.part)
        try:
            self._raw = io.FileIO(path, "xb")
        except OSError as error:
            self._failure = f"{path}: a recording cannot be made here: {error.strerror}"
            raise RecordingError(self._failure) from error
        self._file = io.BufferedWriter(self._raw)
        try:
            self._writer = Writer(self._file, CHUNK_BYTES, CompressionType.LZ4)
            self._writer.start(profile=PROFILE)
        except OSError as error:
            self._fail(error)
        self._channels = _register(self._writer)
        opening = msgspec.structs.replace(self._opening, part=self.part)
        self._counts[Channel.OPENING] = itertools.count(self.part)
        self._add(Channel.OPENING, self._last_ns, self._pack_json(opening))
        self.flush()

    def _finish_part(self) -> None:
        try:
            self._writer.finish()  # type: ignore[no-untyped-call]
            self._file.close()
        except OSError as error:
            self._fail(error)

    def _rotate(self) -> None:
        """Go on in a new file, which opens as the first did."""
        following = part_path(self.path, self.part + 1)
        self.note("continued", following.name)
        self._finish_part()
        self.part += 1
        self._open_part()


def _register(writer: Writer) -> dict[Channel, int]:
    schema = writer.register_schema("mia.Record", "jsonschema", _SCHEMA)
    channels = {}
    for topic in Channel:
        encoding = _ENCODINGS.get(topic, "json")
        channels[topic] = writer.register_channel(
            topic, encoding, schema if encoding == "json" else 0
        )
    return channels

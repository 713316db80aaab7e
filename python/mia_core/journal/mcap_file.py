"""Walks an MCAP file from its first byte on, without its index: up to the chunk where it was cut.

A chunk is given out whole and with its checksum verified, or not at all. What the file promises
beyond its end is a cut; anything else that is not as it should be is damage, which ends the reading
with an error.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.records import Channel, Chunk, Header
from mcap.stream_reader import get_chunk_data_stream
from mcap.writer import MCAP0_MAGIC
from zstandard import ZstdError

from mia_core.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["HeaderCutError", "McapFile", "McapMessage", "is_mcap"]

_RECORD = struct.Struct("<BQ")
_MESSAGE = struct.Struct("<HIQQ")
_PRIVATE_OPCODES = 0x80
_OPCODES = frozenset(int(opcode) for opcode in Opcode)
# What the decoders of records and of compressed data raise on bytes that are not theirs.
_UNREADABLE = (
    *(McapError, ZstdError, struct.error, UnicodeDecodeError, RuntimeError, ValueError),
    *(OverflowError, MemoryError),
)


class HeaderCutError(RecordingError):
    """A file that ends before its header does: by itself nothing, after other parts a cut."""


class McapMessage(msgspec.Struct, frozen=True, gc=False):
    """One message of one channel, as it lies in the file."""

    topic: str
    sequence: int
    t_ns: int
    data: bytes


class McapFile:
    """One pass over a file. `cut` tells afterwards why it ended too early, None if it is whole."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._size = file.seek(0, io.SEEK_END)
        self._topics: dict[int, str] = {}
        self.cut: str | None = None
        self.profile = self._read_header()

    def messages(self) -> Iterator[McapMessage]:
        """Give out the messages in the order they were written."""
        while True:
            at = self._file.tell()
            record = self._next_record(at)
            if record is None:
                return
            opcode, body = record
            if opcode == Opcode.CHUNK:
                yield from self._unpack(body, at)
            elif opcode == Opcode.FOOTER:
                self._read_closing_magic()
                return

    def _read_header(self) -> str:
        self._file.seek(0)
        magic = self._file.read(len(MCAP0_MAGIC))
        if magic != MCAP0_MAGIC:
            found = repr(magic) if magic else "an empty file"
            message = f"{self._path}: not a recording: expected an MCAP file, found {found}"
            was_begun = MCAP0_MAGIC.startswith(magic)
            raise HeaderCutError(message) if was_begun else RecordingError(message)
        record = self._next_record(self._file.tell())
        if record is None or record[0] != Opcode.HEADER:
            message = f"{self._path}: not a recording: no MCAP header ({self.cut or 'damaged'})"
            raise HeaderCutError(message) if record is None else RecordingError(message)
        try:
            header: Header = Header.read(_stream(record[1]))
        except _UNREADABLE as error:
            raise self._damaged(len(MCAP0_MAGIC), error) from error
        return header.profile

    def _next_record(self, at: int) -> tuple[int, bytes] | None:
        """Read one record, checked to lie within the file; None where the file was cut."""
        head = self._file.read(_RECORD.size)
        if len(head) < _RECORD.size:
            self._ends(at)
            return None
        opcode, length = _RECORD.unpack(head)
        if opcode == 0 and self._only_zeros_from(at):
            self._ends(at)
            return None
        if opcode not in _OPCODES and opcode < _PRIVATE_OPCODES:
            raise self._damaged(at, f"no record of MCAP begins with {opcode:#04x}")
        if length > self._size - self._file.tell():
            if self._has_closing_magic():
                raise self._damaged(at, f"a record of {length} bytes does not fit into the file")
            self._ends(at)
            return None
        return opcode, self._file.read(length)

    def _ends(self, at: int) -> None:
        left = self._size - at
        what = f"{left} bytes of an unfinished record are lost" if left else "it was not closed"
        self.cut = f"{self._path}: cut at byte {at}: {what}"

    def _only_zeros_from(self, at: int) -> bool:
        """Tell the tail that a power cut may leave: the length is there, the data is not."""
        self._file.seek(at)
        while block := self._file.read(1 << 20):
            if block.strip(b"\0"):
                return False
        return True

    def _has_closing_magic(self) -> bool:
        self._file.seek(max(0, self._size - len(MCAP0_MAGIC)))
        return self._file.read() == MCAP0_MAGIC

    def _read_closing_magic(self) -> None:
        at = self._file.tell()
        magic = self._file.read()
        if MCAP0_MAGIC.startswith(magic) and magic != MCAP0_MAGIC:
            self._ends(at)
        elif magic != MCAP0_MAGIC:
            raise self._damaged(at, f"expected the end of the file, found {len(magic)} bytes")

    def _unpack(self, body: bytes, at: int) -> Iterator[McapMessage]:
        try:
            chunk = Chunk.read(_stream(body))
            stream, length = get_chunk_data_stream(chunk, validate_crc=True)
            content = stream.read(length)
            if length != chunk.uncompressed_size:
                message = f"expected {chunk.uncompressed_size} bytes, found {length}"
                raise ValueError(message)
            messages = list(self._split(content))
        except _UNREADABLE as error:
            raise self._damaged(at, error) from error
        yield from messages

    def _split(self, content: bytes) -> Iterator[McapMessage]:
        """Take the records of a chunk apart; messages, by far the most, with one unpack each."""
        at, end = 0, len(content)
        while at < end:
            opcode, length = _RECORD.unpack_from(content, at)
            begin = at + _RECORD.size
            at = begin + length
            if at > end:
                message = "a message runs over the end of its chunk"
                raise ValueError(message)
            if opcode == Opcode.MESSAGE:
                channel, sequence, t_ns, _ = _MESSAGE.unpack_from(content, begin)
                data = content[begin + _MESSAGE.size : at]
                yield McapMessage(self._topic(channel), sequence, t_ns, data)
            elif opcode == Opcode.CHANNEL:
                found = Channel.read(_stream(content[begin:at]))
                self._topics[found.id] = found.topic

    def _topic(self, channel: int) -> str:
        topic = self._topics.get(channel)
        if topic is None:
            message = f"a message of channel {channel}, which was not introduced"
            raise ValueError(message)
        return topic

    def _damaged(self, at: int, why: object) -> RecordingError:
        return RecordingError(f"{self._path}: damaged at byte {at}: {why or type(why).__name__}")


def _stream(content: bytes) -> ReadDataStream:
    return ReadDataStream(io.BytesIO(content))


def is_mcap(path: Path) -> bool:
    """Tell an MCAP file by how it begins; what is not there or no file is none."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(MCAP0_MAGIC)) == MCAP0_MAGIC

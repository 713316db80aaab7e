"""The binary layout of a DTC message (encoding 0), compiled once from the rows of its class.

A message class states each field once: name, type, offset, wire type and default. From that
table come the struct, the image of an unset message, and both directions of the codec.
Received text is taken as 8-bit characters, so that any bytes can be decoded.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, ClassVar, Final, cast, get_type_hints

import msgspec

from mia_core.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "HEADER",
    "At",
    "Layout",
    "Message",
    "f64",
    "fixed_text",
    "i32",
    "i64",
    "text",
    "u8",
    "u32",
]

HEADER: Final = struct.Struct("<HH")
DOUBLE_UNSET: Final = 1.7976931348623157e308

_CODES: Final = {"u8": ("B", 1), "i32": ("i", 4), "u32": ("I", 4), "i64": ("q", 8), "f64": ("d", 8)}


class Message(msgspec.Struct, frozen=True):
    """Root of all messages. Field names are the protocol's own, letter for letter."""

    TYPE: ClassVar[int] = 0
    SIZE: ClassVar[int] = 0


class At(msgspec.Struct, frozen=True):
    """Where a field lies in the binary message and how it is written there."""

    offset: int
    wire: str
    size: int
    code: str

    @property
    def end(self) -> int:
        """First byte after the field."""
        return self.offset + self.size


def _number(wire: str, offset: int) -> At:
    code, size = _CODES[wire]
    return At(offset, wire, size, code)


def u8(offset: int) -> At:
    """Unsigned byte, mostly a flag."""
    return _number("u8", offset)


def i32(offset: int) -> At:
    """Signed 32-bit integer."""
    return _number("i32", offset)


def u32(offset: int) -> At:
    """Unsigned 32-bit integer."""
    return _number("u32", offset)


def i64(offset: int) -> At:
    """Signed 64-bit integer."""
    return _number("i64", offset)


def f64(offset: int) -> At:
    """Double; DBL_MAX stands for unset where the default is `None`."""
    return _number("f64", offset)


def text(offset: int, width: int) -> At:
    """Fixed string; its last byte is always NUL, so width - 1 characters are usable."""
    return At(offset, f"char[{width}]", width, f"{width}s")


class Layout:
    """One message class as bytes: its fields, its struct and its unset image."""

    def __init__(self, message: type[Message]) -> None:
        """Compile the rows of a message class; rows that overlap are a mistake in the table."""
        hints = get_type_hints(message, include_extras=True)
        names = message.__struct_fields__
        self.message = message
        self.name = message.__name__
        self.size = message.SIZE
        self.fields: dict[str, At] = {name: hints[name].__metadata__[0] for name in names}
        self._struct = struct.Struct(_format(self.name, self.size, self.fields.values()))
        self._build = cast("Callable[..., Message]", message)
        self._texts = [
            (i, f"{self.name}.{n}", at.size)
            for i, (n, at) in enumerate(self.fields.items())
            if "s" in at.code
        ]
        self._nullable = [
            i for i, default in enumerate(message.__struct_defaults__) if default is None
        ]
        self.unset_image = self.encode(message())

    def encode(self, message: Message) -> bytes:
        """Write a message; text that does not fit is refused, never cut."""
        values = list(msgspec.structs.astuple(message))
        for index, name, width in self._texts:
            values[index] = fixed_text(name, values[index], width)
        for index in self._nullable:
            if values[index] is None:
                values[index] = DOUBLE_UNSET
        try:
            return self._struct.pack(self.size, self.message.TYPE, *values)
        except struct.error as error:
            msg = f"{self.name}: a value does not fit its field: {error}"
            raise ProtocolError(msg) from error

    def decode(self, frame: bytes) -> Message:
        """Read a whole frame: missing fields take their default, a longer tail is ignored."""
        if len(frame) < self.size:
            frame = self._completed(frame)
        values: list[object] = list(self._struct.unpack_from(frame)[2:])
        for index, _, _ in self._texts:
            values[index] = _text_of(cast("bytes", values[index]))
        for index in self._nullable:
            if values[index] == DOUBLE_UNSET:
                values[index] = None
        return self._build(*values)

    def _completed(self, frame: bytes) -> bytes:
        """Fill up a shorter message; a field that was cut in the middle counts as missing."""
        kept = max((at.end for at in self.fields.values() if at.end <= len(frame)), default=4)
        return frame[:kept] + self.unset_image[kept:]


def fixed_text(name: str, value: str, width: int) -> bytes:
    """Encode text for a field of `width` bytes; struct pads it with NUL."""
    try:
        raw = value.encode("latin-1")
    except UnicodeEncodeError as error:
        msg = f"{name}: only 8-bit characters were expected, found {value!r}"
        raise ProtocolError(msg) from error
    if len(raw) >= width:
        msg = f"{name}: at most {width - 1} characters were expected, found {len(raw)}: {value!r}"
        raise ProtocolError(msg)
    if b"\0" in raw:
        msg = f"{name}: text without NUL was expected, found {value!r}"
        raise ProtocolError(msg)
    return raw


def _text_of(raw: bytes) -> str:
    end = raw.find(b"\0")
    return (raw if end < 0 else raw[:end]).decode("latin-1")


def _format(name: str, size: int, fields: Iterable[At]) -> str:
    parts = ["<HH"]
    position = HEADER.size
    for at in fields:
        if at.offset < position:
            msg = f"{name}: the field at offset {at.offset} overlaps the one before it"
            raise ValueError(msg)
        parts.append(f"{at.offset - position}x{at.code}")
        position = at.end
    if position > size:
        msg = f"{name}: fields end at {position}, the message at {size}"
        raise ValueError(msg)
    return "".join(parts) + f"{size - position}x"

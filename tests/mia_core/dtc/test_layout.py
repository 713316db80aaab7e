from __future__ import annotations

from typing import Annotated, ClassVar

import pytest

from mia_core.dtc.layout import Layout, Message, f64, i32, text


class Overlapping(Message, frozen=True):
    TYPE: ClassVar[int] = 900
    SIZE: ClassVar[int] = 16

    First: Annotated[int, i32(4)] = 0
    Second: Annotated[int, i32(6)] = 0


class TooLong(Message, frozen=True):
    TYPE: ClassVar[int] = 901
    SIZE: ClassVar[int] = 10

    First: Annotated[float, f64(4)] = 0.0


class Padded(Message, frozen=True):
    TYPE: ClassVar[int] = 902
    SIZE: ClassVar[int] = 24

    Name: Annotated[str, text(4, 3)] = ""
    Price: Annotated[float | None, f64(8)] = None
    Count: Annotated[int, i32(16)] = 7


def test_rows_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="Overlapping: the field at offset 6 overlaps"):
        Layout(Overlapping)


def test_rows_beyond_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="TooLong: fields end at 12, the message at 10"):
        Layout(TooLong)


def test_padding_is_zero_and_ignored() -> None:
    layout = Layout(Padded)

    frame = layout.encode(Padded(Name="ab", Price=0.0))

    assert frame == bytes.fromhex("1800860361620000") + bytes(8) + bytes.fromhex("0700000000000000")
    assert layout.decode(frame[:20] + b"\xff\xff\xff\xff") == Padded(Name="ab", Price=0.0)


def test_text_that_fills_its_field_without_nul_is_read_whole() -> None:
    layout = Layout(Padded)
    frame = layout.encode(Padded())

    assert layout.decode(frame[:4] + b"a\xe9c" + frame[7:]) == Padded(Name="a\xe9c")

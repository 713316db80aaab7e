from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.dtc.binary import encode
from mia_core.dtc.framing import Framer
from mia_core.dtc.order_messages import OrderUpdate, PositionUpdate
from mia_core.dtc.session_messages import Heartbeat
from mia_core.errors import ProtocolError

STREAM = [encode(Heartbeat()), encode(OrderUpdate(Symbol="X")), encode(PositionUpdate())]


def test_one_byte_at_a_time() -> None:
    framer = Framer()
    frames = []

    for byte in b"".join(STREAM):
        framer.feed(bytes([byte]))
        frames += list(framer.frames())

    assert frames == STREAM
    assert framer.pending == 0


def test_coalesced_messages_and_the_start_of_the_next() -> None:
    framer = Framer()

    framer.feed(b"".join(STREAM) + b"\x10\x00\x03")

    assert list(framer.frames()) == STREAM
    assert framer.pending == 3


def test_messages_before_a_malformed_one_are_delivered() -> None:
    framer = Framer()
    framer.feed(STREAM[0] + b"\x03\x00\x2d\x01rest")
    frames = framer.frames()

    assert next(frames) == STREAM[0]
    with pytest.raises(ProtocolError, match="type 301: size of at least 4 was expected, found 3"):
        next(frames)


def test_frames_taken_one_by_one_are_not_delivered_twice() -> None:
    framer = Framer()
    framer.feed(b"".join(STREAM))

    assert next(framer.frames()) == STREAM[0]
    assert list(framer.frames()) == STREAM[1:]


def test_pending_bytes_are_bounded() -> None:
    framer = Framer(pending_max=100)
    framer.feed(bytes(60))

    with pytest.raises(ProtocolError, match="at most 100 pending bytes were expected, found 120"):
        framer.feed(bytes(60))


@given(st.lists(st.binary(max_size=300), max_size=8), st.data())
def test_any_cut_gives_the_same_messages(bodies: list[bytes], data: st.DataObject) -> None:
    stream = [struct.pack("<HH", 4 + len(body), 7) + body for body in bodies]
    rest = b"".join(stream)
    framer = Framer()
    frames = []

    while rest:
        cut = data.draw(st.integers(1, len(rest)))
        framer.feed(rest[:cut])
        frames += list(framer.frames())
        rest = rest[cut:]

    assert frames == stream


@given(st.binary(max_size=2000))
def test_any_bytes_give_frames_or_the_reason(stream: bytes) -> None:
    framer = Framer()
    framer.feed(stream)
    taken = 0

    try:
        for frame in framer.frames():
            taken += len(frame)
    except ProtocolError as error:
        assert "size of at least 4" in str(error)  # noqa: PT017 -- both endings are right here

    assert taken + framer.pending == len(stream)

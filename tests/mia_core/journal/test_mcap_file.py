from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcap.writer import MCAP0_MAGIC, CompressionType, Writer

from mia_core.errors import RecordingError
from mia_core.journal.mcap_file import McapFile, McapMessage, is_mcap

PATH = Path("some.mcap")
CHUNK = 0x06


def written(
    messages: list[tuple[str, int, bytes]],
    *,
    compression: CompressionType = CompressionType.LZ4,
    chunked: bool = True,
) -> bytes:
    file = io.BytesIO()
    writer = Writer(file, 256, compression, use_chunking=chunked)
    writer.start("some profile")
    channels = {
        topic: writer.register_channel(topic, "json", 0)
        for topic in sorted({m[0] for m in messages})
    }
    for number, (topic, t_ns, data) in enumerate(messages):
        writer.add_message(channels[topic], t_ns, data, t_ns, number)
    writer.finish()  # type: ignore[no-untyped-call]
    return file.getvalue()


def read(content: bytes) -> tuple[McapFile, list[McapMessage]]:
    source = McapFile(io.BytesIO(content), PATH)
    return source, list(source.messages())


def chunk_starts(content: bytes) -> list[int]:
    starts, at = [], len(MCAP0_MAGIC)
    while at + 9 <= len(content) - len(MCAP0_MAGIC):
        opcode, length = struct.unpack_from("<BQ", content, at)
        if opcode == CHUNK:
            starts.append(at)
        at += 9 + length
    return starts


SOME = [("abc"[n % 3], n, bytes([n]) * n) for n in range(60)]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2**63), st.binary(max_size=90))),
    st.sampled_from(list(CompressionType)),
)
def test_messages_come_back_in_file_order_whatever_their_times(
    messages: list[tuple[str, int, bytes]], compression: CompressionType
) -> None:
    source, found = read(written(messages, compression=compression))

    assert [(m.topic, m.t_ns, m.data) for m in found] == messages
    assert [m.sequence for m in found] == list(range(len(messages)))
    assert (source.cut, source.profile) == (None, "some profile")


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"", "an empty file"), (b"t,price\n1,2\n", "b't,price"), (MCAP0_MAGIC[:5], "MCAP")],
)
def test_what_is_no_mcap_file_is_refused(content: bytes, found: str) -> None:
    with pytest.raises(
        RecordingError, match=r"some.mcap: not a recording: expected an MCAP"
    ) as why:
        read(content)
    assert found in str(why.value)


def test_a_file_cut_anywhere_gives_the_whole_chunks_before_the_cut() -> None:
    content = written(SOME)
    _, whole = read(content)
    starts = chunk_starts(content)
    header_end = len(MCAP0_MAGIC) + 9 + struct.unpack_from("<Q", content, 9)[0]

    for length in range(header_end, len(content)):
        source, found = read(content[:length])

        assert found == whole[: len(found)]
        assert source.cut is not None
        assert source.cut.startswith("some.mcap: cut at byte ")
        if length in starts:
            assert source.cut == f"some.mcap: cut at byte {length}: it was not closed"
        if length > starts[-1] + 2000:
            assert found == whole


def test_a_header_that_is_cut_is_refused() -> None:
    content = written(SOME)

    for length in range(len(MCAP0_MAGIC), len(MCAP0_MAGIC) + 20):
        with pytest.raises(RecordingError, match=r"no MCAP header \(some.mcap: cut at byte 8"):
            read(content[:length])


def test_zeros_that_a_power_cut_left_are_a_cut() -> None:
    content = written(SOME)
    second = chunk_starts(content)[1]
    source, found = read(content[:second] + bytes(5000))

    assert found
    assert (
        source.cut
        == f"some.mcap: cut at byte {second}: 5000 bytes of an unfinished record are lost"
    )


@pytest.mark.parametrize("where", ["header", "content"])
def test_a_damaged_chunk_is_refused_and_what_was_before_is_kept(where: str) -> None:
    content = bytearray(written(SOME, compression=CompressionType.NONE))
    starts = chunk_starts(bytes(content))
    content[starts[1] + (25 if where == "header" else 70)] ^= 0x40
    _, before = read(bytes(content[: starts[1]]))
    source = McapFile(io.BytesIO(bytes(content)), PATH)
    messages = source.messages()

    kept = [next(messages) for _ in before]
    with pytest.raises(RecordingError, match=f"some.mcap: damaged at byte {starts[1]}: "):
        next(messages)
    assert kept == before != []
    assert source.cut is None


def test_a_length_that_points_past_a_whole_file_is_damage_not_a_cut() -> None:
    content = bytearray(written(SOME))
    start = chunk_starts(bytes(content))[1]
    content[start + 6] ^= 0x01

    with pytest.raises(RecordingError, match=f"damaged at byte {start}: a record of .* not fit"):
        read(bytes(content))


def test_a_record_that_mcap_does_not_know_is_damage() -> None:
    content = bytearray(written(SOME))
    start = chunk_starts(bytes(content))[1]
    content[start] = 0x3F

    with pytest.raises(RecordingError, match="no record of MCAP begins with 0x3f"):
        read(bytes(content))


def test_bytes_after_the_end_are_damage() -> None:
    with pytest.raises(RecordingError, match="expected the end of the file, found 11 bytes"):
        read(written(SOME) + b"abc")


@settings(deadline=None)
@given(st.data())
def test_any_flipped_byte_gives_messages_or_a_reason(data: st.DataObject) -> None:
    content = bytearray(written(SOME))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    assert_read_or_refused(content, read(written(SOME))[1])


@pytest.mark.parametrize("compression", list(CompressionType))
def test_the_highest_bit_of_no_byte_is_more_than_damage(compression: CompressionType) -> None:
    content = bytearray(written(SOME, compression=compression))
    _, whole = read(bytes(content))
    for at in range(len(content)):
        content[at] ^= 0x80
        assert_read_or_refused(content, whole)
        content[at] ^= 0x80


def assert_read_or_refused(content: bytearray, whole: list[McapMessage]) -> None:
    kept: list[McapMessage] = []
    reason = ""
    try:
        source = McapFile(io.BytesIO(content), PATH)
        kept.extend(source.messages())
    except RecordingError as error:
        reason = str(error)
    assert not reason or reason.startswith("some.mcap: ")
    assert all(message in whole for message in kept)


def test_a_message_of_a_channel_never_introduced_is_damage() -> None:
    content = written(SOME, compression=CompressionType.NONE)
    starts = chunk_starts(content)
    without_channels = content[: starts[0]] + content[starts[1] :]

    with pytest.raises(RecordingError, match="a message of channel 1, which was not introduced"):
        read(without_channels)


def test_an_mcap_file_is_told_by_how_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "some.file"
    assert not is_mcap(path)
    for content, expected in ((b"", False), (b"t,price\n", False), (written(SOME), True)):
        path.write_bytes(content)
        assert is_mcap(path) is expected
    assert not is_mcap(tmp_path)

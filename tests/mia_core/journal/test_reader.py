from __future__ import annotations

import io
import math
import os
import random
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcap.writer import Writer

from mia_core.decision import Decision
from mia_core.errors import RecordingError
from mia_core.events import BatchReceived, Event, Executed, Ticked
from mia_core.execution.commands import Side
from mia_core.execution.events import (
    OrderStatus,
    OrderUpdate,
    PositionUpdate,
    TradingLost,
    TradingReady,
    UpdateReason,
)
from mia_core.journal.opening import FORMAT, PROFILE
from mia_core.journal.reader import DecisionRecord, Record, read_recording
from tests.mia_core.journal.session import (
    OPENING,
    START_NS,
    decisions_of,
    events_of,
    notes_of,
    session,
    write_session,
)

Messages = list[tuple[str, int, bytes]]

times = st.integers(0, 2**63 - 1)
texts = st.text(max_size=12)
prices = st.none() | st.floats(allow_nan=False)
counts = st.none() | st.integers(-(2**63), 2**63 - 1)
reports = st.one_of(
    st.builds(
        OrderUpdate,
        client_order_id=texts,
        server_order_id=texts,
        account=texts,
        symbol=texts,
        reason=st.sampled_from(UpdateReason),
        status=st.sampled_from(OrderStatus),
        side=st.none() | st.sampled_from(Side),
        quantity=counts,
        filled_quantity=counts,
        average_fill_price=prices,
        last_fill_quantity=counts,
        last_fill_price=prices,
        last_fill_time_ns=counts,
        execution_id=texts,
        text=texts,
    ),
    st.builds(
        PositionUpdate,
        account=texts,
        symbol=texts,
        quantity=st.integers(-(2**63), 2**63 - 1),
        average_price=prices,
    ),
    st.builds(
        TradingReady, server=texts, account=texts, trading_supported=st.booleans(), reason=texts
    ),
    st.builds(TradingLost, reason=texts),
)
events = st.one_of(
    st.builds(BatchReceived, times, st.binary(max_size=400)),
    st.builds(Ticked, times),
    st.builds(Executed, times, reports),
)


def other_file(
    path: Path, messages: Messages, *, profile: str = PROFILE, numbers: tuple[int, ...] = ()
) -> Path:
    """Write an MCAP file that is well made but need not be a recording."""
    file = io.BytesIO()
    writer = Writer(file)
    writer.start(profile)
    channels: dict[str, int] = {}
    for index, (topic, number, content) in enumerate(messages):
        if topic not in channels:
            channels[topic] = writer.register_channel(topic, "", 0)
        sequence = numbers[index] if numbers else number
        writer.add_message(channels[topic], START_NS, content, START_NS, sequence)
    writer.finish()  # type: ignore[no-untyped-call]
    path.write_bytes(file.getvalue())
    return path


def opening_message() -> tuple[str, int, bytes]:
    return ("opening", 0, msgspec.json.encode(OPENING))


def read_until_error(path: Path) -> tuple[list[Record], str]:
    kept: list[Record] = []
    try:
        recording = read_recording(path)
        kept.extend(recording)
    except RecordingError as error:
        return kept, str(error)
    return kept, recording.cut or ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(given_events=st.lists(events, max_size=12))
def test_every_event_comes_back_as_it_was(tmp_path: Path, given_events: list[Event]) -> None:
    path = tmp_path / "run.mcap"
    path.unlink(missing_ok=True)
    write_session(path, [(event, None) for event in given_events])

    assert events_of(list(read_recording(path))) == given_events


def test_a_number_that_is_none_comes_back_as_none_and_nan_as_nan(tmp_path: Path) -> None:
    lost = PositionUpdate(account="a", symbol="s", quantity=1, average_price=float("nan"))
    write_session(tmp_path / "run.mcap", [(Executed(1, lost), None)])

    (event,) = events_of(list(read_recording(tmp_path / "run.mcap")))

    assert isinstance(event, Executed)
    assert isinstance(event.event, PositionUpdate)
    assert event.event.average_price is not None
    assert math.isnan(event.event.average_price)


def test_a_recording_can_be_read_again(tmp_path: Path) -> None:
    write_session(tmp_path / "run.mcap", session(50))
    recording = read_recording(tmp_path / "run.mcap")

    assert list(recording) == list(recording)
    assert recording.counts["opening"] == 1
    assert recording.counts["note"] == 1
    assert recording.counts["decision"] == 10


def test_any_flipped_byte_gives_records_that_were_written_or_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "run.mcap"
    content = write_session(path, session(120)).path.read_bytes()
    whole = list(read_recording(path))
    rng = random.Random(4)

    for _ in range(200):
        damaged = bytearray(content)
        damaged[rng.randrange(len(damaged))] ^= rng.randrange(1, 256)
        path.write_bytes(damaged)
        kept, reason = read_until_error(path)

        assert kept == whole[: len(kept)]
        assert reason.startswith(f"{path}: ") or kept == whole


def test_a_damaged_chunk_keeps_what_was_before_it(tmp_path: Path) -> None:
    steps = session(300)
    path = tmp_path / "run.mcap"
    content = bytearray(write_session(path, steps).path.read_bytes())
    content[len(content) // 2] ^= 0x55
    path.write_bytes(content)

    kept, reason = read_until_error(path)

    assert 50 < len(events_of(kept)) < 300
    assert events_of(kept) == [event for event, _ in steps][: len(events_of(kept))]
    assert reason.startswith(f"{path}: damaged at byte ")


@pytest.mark.parametrize("content", [b"", b"pattern,side\n", bytes(100)])
def test_a_file_that_is_no_recording_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)

    with pytest.raises(RecordingError, match=r"notes.txt: not a recording: expected an MCAP file"):
        read_recording(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"none.mcap: cannot be read: No such file"):
        read_recording(tmp_path / "none.mcap")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name is a thing of POSIX")
def test_a_pipe_is_no_recording_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(RecordingError, match="not a recording: expected a file that can be"):
            read_recording(path)


def test_an_mcap_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = other_file(tmp_path / "bag.mcap", [("/scan", 0, b"x")], profile="ros2")

    with pytest.raises(RecordingError, match=r"bag.mcap: not a recording of MIA: .* 'ros2'"):
        read_recording(path)


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([], "nothing can be read: there is no opening"),
        ([("batch", 0, b"x")], "it begins with 'batch', not with an opening"),
        ([("opening", 0, b"{}")], "the opening is not one of a recording"),
    ],
)
def test_a_recording_without_its_opening_is_refused(
    tmp_path: Path, messages: Messages, reason: str
) -> None:
    path = other_file(tmp_path / "run.mcap", messages)

    with pytest.raises(RecordingError, match=reason):
        read_recording(path)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    newer = msgspec.json.encode({"format": FORMAT + 1})
    path = other_file(tmp_path / "run.mcap", [("opening", 0, newer)])

    with pytest.raises(RecordingError, match=f"recording format {FORMAT + 1}, this build reads"):
        read_recording(path)


@pytest.mark.parametrize(
    ("numbers", "expected", "found"), [((0, 0, 2), 1, 2), ((0, 1, 2), 0, 1), ((0, 0, 0), 1, 0)]
)
def test_a_hole_in_the_numbering_is_damage(
    tmp_path: Path, numbers: tuple[int, ...], expected: int, found: int
) -> None:
    messages = [opening_message(), ("batch", 0, b"x"), ("batch", 1, b"y")]
    path = other_file(tmp_path / "run.mcap", messages, numbers=numbers)

    _, reason = read_until_error(path)

    assert reason == f"{path}: damaged: expected batch {expected}, found {found}"


@pytest.mark.parametrize(
    ("topic", "content", "reason"),
    [
        ("event", msgspec.msgpack.encode({"type": "moon-phase"}), "event 0 is not one that this"),
        ("event", b"\xc1", "event 0 is not one that this build knows"),
        ("decision", b"{}", "decision 0 is not one that this build knows"),
        ("note", b"[]", "note 0 is not one that this build knows"),
        ("moon", b"", "expected the channels .* found 'moon'"),
    ],
)
def test_a_record_that_cannot_be_understood_ends_the_reading(
    tmp_path: Path, topic: str, content: bytes, reason: str
) -> None:
    path = other_file(
        tmp_path / "run.mcap", [opening_message(), ("batch", 0, b"x"), (topic, 0, content)]
    )

    kept, found = read_until_error(path)

    assert events_of(kept) == [BatchReceived(START_NS, b"x")]
    assert found.startswith(f"{path}: ")
    assert re.search(reason, found)


def test_a_recording_closed_without_an_end_is_damage(tmp_path: Path) -> None:
    path = other_file(tmp_path / "run.mcap", [opening_message(), ("batch", 0, b"x")])

    kept, reason = read_until_error(path)

    assert len(kept) == 1
    assert reason == f"{path}: damaged: it was closed without saying why"


def test_a_decision_of_another_build_is_said_only_when_it_is_looked_at(tmp_path: Path) -> None:
    record = DecisionRecord(1, "ab", b'{"t_ns":"noon"}')

    with pytest.raises(RecordingError, match="decision ab: not one that this build knows"):
        record.to_decision()


def test_a_missing_part_is_a_cut_and_a_later_part_is_not_a_beginning(tmp_path: Path) -> None:
    first = other_file(
        tmp_path / "run.mcap",
        [opening_message(), ("note", 0, b'{"kind":"continued","text":"run.0001.mcap"}')],
    )
    later = msgspec.structs.replace(OPENING, part=3, name="run.mcap")
    third = other_file(tmp_path / "run.0003.mcap", [("opening", 3, msgspec.json.encode(later))])
    recording = read_recording(first)

    assert notes_of(recording) == [("continued", "run.0001.mcap")]
    assert (
        recording.cut == f"{tmp_path / 'run.0001.mcap'}: cut: this part of the recording is missing"
    )
    with pytest.raises(RecordingError, match=r"run.0003.mcap: this is part 3 of run.mcap: open"):
        read_recording(third)


def test_a_decision_keeps_its_text_and_digest(tmp_path: Path) -> None:
    made = Decision(t_ns=5, note="3 batches are missing")
    writer = write_session(tmp_path / "run.mcap", [(Ticked(5), made)])

    records = list(read_recording(writer.path))
    digests = [record.digest for record in records if isinstance(record, DecisionRecord)]

    assert decisions_of(records) == [made]
    assert digests == [writer.digest]

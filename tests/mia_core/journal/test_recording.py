from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from mcap.reader import make_reader

from mia_core.errors import RecordingError
from mia_core.events import BatchReceived, Ticked
from mia_core.journal.reader import read_recording
from mia_core.journal.recording import RecordingWriter
from tests.mia_core.journal.session import (
    OPENING,
    SECOND_NS,
    START_NS,
    STEP_NS,
    decisions_of,
    events_of,
    notes_of,
    session,
    start_killed,
    was_killed,
    write_session,
)


def test_what_was_written_comes_back_in_order(tmp_path: Path) -> None:
    steps = session(400)
    writer = write_session(tmp_path / "run.mcap", steps)

    recording = read_recording(writer.path)
    records = list(recording)

    assert events_of(records) == [event for event, _ in steps]
    assert decisions_of(records) == [decision for _, decision in steps if decision is not None]
    assert recording.opening.setup == OPENING.setup
    assert (recording.cut, recording.end) == (None, "the test is over")


def test_a_decision_follows_the_event_it_was_made_on(tmp_path: Path) -> None:
    steps = session(60)
    writer = write_session(tmp_path / "run.mcap", steps)

    kinds = [type(record).__name__ for record in read_recording(writer.path)]

    expected = []
    for event, decision in steps:
        expected.append("BatchRecord" if isinstance(event, BatchReceived) else "EventRecord")
        expected += ["DecisionRecord"] * (decision is not None)
    assert kinds == [*expected, "NoteRecord"]


def test_two_runs_of_the_same_leave_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    write_session(first / "run.mcap", session(100))
    write_session(second / "run.mcap", session(100))

    assert (first / "run.mcap").read_bytes() == (second / "run.mcap").read_bytes()


def test_other_tools_find_channels_messages_and_times(tmp_path: Path) -> None:
    writer = write_session(tmp_path / "run.mcap", session(100))

    with writer.path.open("rb") as file:
        reader = make_reader(file, validate_crcs=True)
        summary = reader.get_summary()
        times = [message.log_time for _, _, message in reader.iter_messages("batch")]

    assert summary is not None
    assert summary.statistics is not None
    topics = {channel.topic for channel in summary.channels.values()}
    assert topics == {"opening", "batch", "event", "decision", "note"}
    assert summary.statistics.message_start_time == START_NS
    assert times == sorted(times)
    assert times[0] == START_NS


@pytest.mark.parametrize("count", [1, 99, 150, 420])
def test_kill_costs_at_most_the_last_second(tmp_path: Path, count: int) -> None:
    path = tmp_path / "run.mcap"
    process = start_killed("killed_recorder", str(path), str(count))
    process.communicate(timeout=60)
    assert was_killed(process)

    recording = read_recording(path)
    events = events_of(list(recording))

    written = [event for event, _ in session(count)]
    assert events == written[: len(events)]
    assert written[-1].t_ns - (events[-1].t_ns if events else START_NS) <= SECOND_NS + STEP_NS
    assert recording.cut is not None
    assert "it was not closed" in recording.cut
    assert recording.end is None


def test_it_flushes_once_a_second_and_when_time_goes_back(tmp_path: Path) -> None:
    path = tmp_path / "run.mcap"
    writer = RecordingWriter(path, OPENING)
    seen = []
    for number, now_ns in enumerate([10, 10 + SECOND_NS - 1, 10 + SECOND_NS, 5, 6]):
        writer.write(Ticked(number))
        writer.maybe_flush(now_ns)
        seen.append(len(events_of(list(read_recording(path)))))
    writer.close("done")

    assert seen == [1, 1, 3, 4, 4]


def test_notes_are_kept_beside_the_events(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "run.mcap", OPENING, begin_ns=START_NS)
    writer.note("gap", "3 batches of 1f are missing", t_ns=START_NS + 1)
    writer.close("the user asked for it")

    notes = notes_of(read_recording(writer.path))

    assert notes == [("gap", "3 batches of 1f are missing"), ("end", "the user asked for it")]


def test_it_goes_on_in_a_new_part_which_opens_as_the_first_did(tmp_path: Path) -> None:
    steps = session(300)
    path = tmp_path / "run.mcap"
    writer = RecordingWriter(path, OPENING, begin_ns=START_NS, rotate_bytes=20_000)
    for event, decision in steps:
        writer.write(event, decision)
        writer.maybe_flush(event.t_ns)
    writer.close("done")

    recording = read_recording(path)
    records = list(recording)
    later = read_recording(tmp_path / "run.0002.mcap", alone=True)

    assert writer.part >= 2
    assert events_of(records) == [event for event, _ in steps]
    assert (recording.cut, recording.end) == (None, "done")
    assert recording.counts["opening"] == writer.part + 1
    assert (later.opening.part, later.opening.name) == (2, "run.mcap")
    assert later.opening.setup == OPENING.setup
    assert events_of(list(later)) == events_of(records)[-len(events_of(list(later))) :]


def test_a_recording_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "run.mcap"
    path.write_bytes(b"something dear")

    with pytest.raises(RecordingError, match=r"run.mcap: a recording cannot be made here"):
        RecordingWriter(path, OPENING)
    assert path.read_bytes() == b"something dear"


def test_nothing_is_written_after_the_end(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "run.mcap", OPENING)
    writer.close("done")
    writer.close("done again")

    with pytest.raises(RecordingError, match="the recording is closed"):
        writer.write(Ticked(1))
    assert notes_of(read_recording(writer.path)) == [("end", "done")]


@pytest.mark.parametrize("t_ns", [-1, 2**63])
def test_an_impossible_time_is_refused_and_spoils_nothing(tmp_path: Path, t_ns: int) -> None:
    writer = RecordingWriter(tmp_path / "run.mcap", OPENING)
    writer.write(Ticked(1))

    with pytest.raises(RecordingError, match=f"expected a time .* found {t_ns} on batch"):
        writer.write(BatchReceived(t_ns, b"x"))
    writer.write(Ticked(2))
    writer.close("done")

    assert events_of(list(read_recording(writer.path))) == [Ticked(1), Ticked(2)]


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from mia_core.errors import RecordingError
from mia_core.journal.recording import RecordingWriter
from tests.mia_core.journal.session import OPENING, session

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
writer = RecordingWriter(Path(sys.argv[1]), OPENING)
said = []
for event, decision in session(400):
    try:
        writer.write(event, decision)
        writer.maybe_flush(event.t_ns)
    except RecordingError as error:
        said.append(str(error))
writer.close("done")
print(len(said), len(set(said)), said[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file size is a thing of POSIX")
def test_a_full_disk_is_said_and_what_was_written_stays_readable(tmp_path: Path) -> None:
    path = tmp_path / "run.mcap"
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=root,
        env={"PYTHONPATH": ":".join(filter(None, [*sys.path, str(root)]))},
    )

    refused, reasons, reason = ran.stdout.strip().split(" ", 2)
    recording = read_recording(path)
    events = events_of(list(recording))

    assert int(refused) > 1
    assert int(reasons) == 1
    assert reason.startswith(f"{path}: the recording cannot be written: ")
    assert events == [event for event, _ in session(400)][: len(events)]
    assert recording.cut is not None

"""Recordings cut at any byte, as a kill or a full disk leaves them."""

from __future__ import annotations

import random
from pathlib import Path

from mcap.writer import MCAP0_MAGIC

from mia_core.errors import RecordingError
from mia_core.journal.opening import part_path
from mia_core.journal.reader import Recording, read_recording
from mia_core.journal.recording import RecordingWriter
from tests.mia_core.journal.session import OPENING, START_NS, session, write_session


def record_starts(content: bytes) -> list[int]:
    """Find where each record of a file begins: chunks, their indexes, the summary, the footer."""
    starts, at = [], len(MCAP0_MAGIC)
    while at < len(content) - len(MCAP0_MAGIC):
        starts.append(at)
        at += 9 + int.from_bytes(content[at + 1 : at + 9], "little")
    assert at == len(content) - len(MCAP0_MAGIC)
    return starts


def opened(path: Path) -> tuple[Recording | None, str]:
    try:
        return read_recording(path), ""
    except RecordingError as error:
        return None, str(error)


def test_a_file_cut_anywhere_is_read_up_to_the_cut_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "run.mcap"
    content = write_session(path, session(300)).path.read_bytes()
    whole = list(read_recording(path))
    rng = random.Random(3)
    offsets = {*range(100), *range(len(content) - 100, len(content))}
    offsets.update(at + near for at in record_starts(content) for near in (-1, 0, 1, 9))
    offsets.update(rng.randrange(len(content)) for _ in range(150))
    most = -1

    for offset in sorted(offsets):
        path.write_bytes(content[:offset])
        recording, reason = opened(path)
        assert reason.startswith(f"{path}: ") or recording is not None
        if recording is None:
            assert most < 0
            continue
        found = list(recording)
        assert found == whole[: len(found)]
        assert len(found) >= most
        assert recording.cut is not None
        assert recording.cut.startswith(f"{path}: cut at byte ")
        assert "; the last record is " in recording.cut
        most = len(found)
    assert most == len(whole)


def test_a_recording_of_parts_cut_anywhere_is_read_up_to_the_cut(tmp_path: Path) -> None:
    path = tmp_path / "run.mcap"
    steps = session(400)
    writer = RecordingWriter(path, OPENING, begin_ns=START_NS, rotate_bytes=15_000)
    for event, decision in steps:
        writer.write(event, decision)
        writer.maybe_flush(event.t_ns)
    writer.close("done")
    assert writer.part >= 2
    whole = list(read_recording(path))

    for part in range(writer.part + 1):
        most = -1
        cut = part_path(path, part)
        content = cut.read_bytes()
        for offset in cuts_of_part(content, seed=part, whole=part == 0):
            cut.write_bytes(content[:offset])
            recording = read_recording(path)
            kept = list(recording)
            assert kept == whole[: len(kept)]
            assert recording.cut is not None
            assert recording.cut.startswith(f"{cut}: ")
            assert len(kept) >= most
            most = len(kept)
        cut.write_bytes(content)
    assert list(read_recording(path)) == whole


def cuts_of_part(content: bytes, *, seed: int, whole: bool) -> list[int]:
    """Choose where to cut; a first part keeps its opening, or nothing can be read at all."""
    starts, rng = record_starts(content), random.Random(seed)
    offsets = {at + near for at in starts for near in (-1, 0, 1)}
    offsets.update(rng.randrange(len(content)) for _ in range(40))
    return sorted(at for at in offsets if 0 <= at < len(content) and (at > starts[5] or not whole))

from __future__ import annotations

from pathlib import Path

import pytest

from mia_core.cli.extent import Extent
from mia_core.events import Ticked
from mia_core.journal.opening import Opening
from mia_core.journal.recording import RecordingWriter

SECOND = 1_000_000_000


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "some.mcap"
    writer = RecordingWriter(path, Opening(setup={}, schema={}, versions={}), begin_ns=SECOND)
    for second in range(10, 21):
        writer.write(Ticked(second * SECOND))
    writer.close("done")
    return path


def test_share_is_of_the_time_between_the_first_event_and_the_last(recording: Path) -> None:
    extent = Extent(recording)

    assert [extent.share(second * SECOND) for second in (10, 15, 20)] == [0.0, 0.5, 1.0]


def test_end_of_a_recording_that_was_cut_is_unknown(recording: Path) -> None:
    recording.write_bytes(recording.read_bytes()[:-100])

    assert Extent(recording).share(15 * SECOND) is None

"""What was recorded once is read for ever: the recordings of every revision, as this build reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mia_core.frames import LAYOUTS
from mia_core.journal.reader import read_recording
from tests.mia_core.golden_recording import (
    NOT_RECORDED,
    contents_of,
    expectation_of,
    layouts_in,
    layouts_wanted,
    recordings,
)

BYTES_MAX = 200_000


@pytest.mark.parametrize("path", recordings(), ids=lambda path: path.stem)
def test_a_recording_still_tells_what_it_told(path: Path) -> None:
    expected = json.loads(expectation_of(path).read_text(encoding="utf-8"))

    assert contents_of(path) == expected
    assert expected["detections"], "a recording without a detection proves little"


def test_every_layout_is_in_a_recording() -> None:
    held = {key for path in recordings() for key in layouts_in(path)}
    missing = {f"{LAYOUTS[key].name} {key[1]}" for key in layouts_wanted() - held}

    assert not missing, "scripts/golden.sh makes a recording of these"
    assert set(NOT_RECORDED) <= {layout.name for layout in LAYOUTS.values()}
    assert not {LAYOUTS[key].name for key in held}.intersection(NOT_RECORDED)


@pytest.mark.parametrize("path", recordings(), ids=lambda path: path.stem)
def test_a_recording_is_small_and_whole(path: Path) -> None:
    recording = read_recording(path)

    assert path.stat().st_size < BYTES_MAX
    assert sum(1 for _ in recording) > 0
    assert (recording.cut, recording.end) == (None, "stopped")

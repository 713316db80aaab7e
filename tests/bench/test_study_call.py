from __future__ import annotations

from bench import study_call
from bench.workbench import SMALL


def test_calls_are_counted_warm_and_after_a_pause() -> None:
    outcome = study_call.measure(SMALL)

    assert [row[0] for row in outcome.rows] == ["back to back", f"every {study_call.PAUSE_MS} ms"]
    assert outcome.targets[0].what.startswith("study call")

from __future__ import annotations

from bench import snapshot_call
from bench.study_call import PAUSES, run_study_chart
from bench.workbench import SMALL


def test_a_snapshot_is_spread_over_calls_and_holds_the_same_each_time() -> None:
    once, twice = (run_study_chart("snapshots", "full", count, "none") for count in (1, 2))

    assert once["bytes_per_snapshot"] == twice["bytes_per_snapshot"] > 1_000_000
    assert once["calls_per_snapshot"] == twice["calls_per_snapshot"] > 10


def test_the_longest_call_is_what_counts() -> None:
    outcome = snapshot_call.measure(SMALL)

    assert [row[0] for row in outcome.rows] == list(PAUSES.values())
    assert [target.found.startswith("max ") for target in outcome.targets] == [False, True]

from __future__ import annotations

from bench import study_call
from bench.workbench import SMALL


def test_calls_are_counted_warm_and_after_a_pause() -> None:
    outcome = study_call.measure(SMALL)

    assert [row[0] for row in outcome.rows] == [
        f"{load}, {pause}"
        for load in study_call.LOADS.values()
        for pause in study_call.PAUSES.values()
    ]
    kinds = [target.what.partition(",")[0] for target in outcome.targets]
    assert kinds == [*4 * ["study call"], *2 * ["the dumper of JSON lines"]]


def test_the_dumper_writes_a_line_for_each_level_trade_and_value() -> None:
    small = study_call.run_study_chart("calls", "small", 40, "none")
    full = study_call.run_study_chart("calls", "full", 40, "none")

    assert small["dumper_lines"] == 10 + 5 + 20
    assert full["dumper_lines"] == 40 + 20 + 25
    assert full["dumper_bytes"] > full["bytes_per_batch"]

from __future__ import annotations

from bench import decision
from bench.workbench import SMALL


def test_both_lines_decide_every_update_and_end_with_one_book() -> None:
    outcome = decision.measure(SMALL)

    assert [row[0] for row in outcome.rows] == ["MIA", "bare pipeline"]
    assert outcome.targets[1].what == "queue at the end"
    assert outcome.checksum

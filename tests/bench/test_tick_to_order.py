from __future__ import annotations

from bench import tick_to_order
from bench.workbench import SMALL


def test_orders_reach_the_server_on_both_lines_and_both_end_with_one_book() -> None:
    outcome = tick_to_order.measure(SMALL)

    assert [row[0] for row in outcome.rows] == ["MIA", "bare pipeline"]
    counts = [int(row[-1].split()[0]) for row in outcome.rows]
    assert counts[0] >= 1
    assert counts[1] == SMALL.updates_slow // tick_to_order.ORDER_EVERY
    assert len(outcome.targets) == 2

from __future__ import annotations

from bench import order_path
from bench.workbench import SMALL


def test_every_order_passes_every_stage() -> None:
    outcome = order_path.measure(SMALL)

    assert [row[0] for row in outcome.rows] == [*order_path.STAGES, "all of them"]
    assert f"over {SMALL.stage_orders} orders" in outcome.title

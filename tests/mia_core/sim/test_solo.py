from __future__ import annotations

import pytest

from mia_core.clock import wall_ns
from mia_core.sim.market import DEMO_START_NS, HISTORY_NS, SimMarket
from mia_core.sim.perpetual import PerpetualMarket
from mia_core.sim.solo import SoloTime, demo_market

OTHER_NS = DEMO_START_NS + 86_400_000_000_000


def test_real_time_without_a_start_is_now() -> None:
    time = SoloTime()

    before_ns, told_ns, after_ns = wall_ns(), time.clock().now_ns(), wall_ns()

    assert before_ns <= told_ns <= after_ns
    assert isinstance(time.market(7), PerpetualMarket)


@pytest.mark.parametrize(
    ("time", "start_ns"),
    [
        (SoloTime(speed=5.0), DEMO_START_NS),
        (SoloTime(start_ns=OTHER_NS), OTHER_NS),
        (SoloTime(start_ns=OTHER_NS, speed=2.0), OTHER_NS),
    ],
)
def test_time_of_its_own_begins_when_the_process_does(time: SoloTime, start_ns: int) -> None:
    begin_ns = wall_ns()
    clock = time.clock()
    told_ns = clock.now_ns()
    market = time.market(7)

    assert start_ns <= told_ns <= start_ns + (wall_ns() - begin_ns) * time.speed
    assert isinstance(market, SimMarket)
    assert market.now_ns == start_ns - HISTORY_NS - 1


def test_demo_has_its_history_before_its_fixed_instant() -> None:
    assert demo_market(7).now_ns == DEMO_START_NS - HISTORY_NS - 1

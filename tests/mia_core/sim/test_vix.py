from __future__ import annotations

import pytest

from mia_core.sim.vix import VixWalk

SECOND = 1_000_000_000


@pytest.mark.parametrize("seed", range(5))
def test_vix_stays_in_its_range_for_days_and_moves_both_ways(seed: int) -> None:
    walk = VixWalk(seed, start_ns=0)
    prices = [walk.step(walk.next_ns).price for _ in range(20_000)]

    assert 15 <= min(prices) < 16.4
    assert 16.6 < max(prices) <= 18


def test_vix_waits_a_few_seconds_between_values() -> None:
    walk = VixWalk(1, start_ns=0)
    for _ in range(1000):
        walk.step(walk.next_ns)

    assert 5 < walk.next_ns / 1000 / SECOND < 7

from __future__ import annotations

import random

import pytest

from mia_core.sim.recent import Recent
from mia_core.sim.signs import SIGNS
from mia_core.sim.truth import FLOW_PATTERNS
from tests.mia_core.sim.test_recent import trade


def quiet() -> Recent:
    """Two minutes of small trades, now of one side, now of the other."""
    recent, rng = Recent(), random.Random(7)
    for k in range(600):
        for n in range(2):
            is_buy = rng.random() < 0.5
            price = 100 if is_buy else 99
            recent.add(trade(2 * k + n, price, rng.randint(1, 5), "buy" if is_buy else "sell"))
        recent.close()
    return recent


def test_each_pattern_has_a_sign_and_a_quiet_tape_shows_no_rush() -> None:
    assert set(SIGNS) == set(FLOW_PATTERNS)
    recent = quiet()
    shown = {name for name, found in SIGNS.items() if found(recent, 1) or found(recent, -1)}
    assert not shown & {"delta_burst", "trade_spike", "stacked_imbalance", "microstructure_anomaly"}


@pytest.mark.parametrize("sign", [1, -1])
def test_a_run_of_one_side_through_many_prices_shows_on_that_side_alone(sign: int) -> None:
    recent = quiet()
    for k in range(10):
        for n in range(6):
            price = 100 + sign * k
            recent.add(trade(10_000 + 10 * k + n, price, 40, "buy" if sign > 0 else "sell"))
        recent.close()

    shown = {name for name, found in SIGNS.items() if found(recent, sign)}
    assert shown >= {"delta_burst", "stacked_imbalance", "microstructure_anomaly"}
    against = {name for name, found in SIGNS.items() if found(recent, -sign)}
    assert not against & {"delta_burst", "stacked_imbalance", "microstructure_anomaly"}

from __future__ import annotations

from collections import Counter

import pytest

from mia_core.sim.liquidity import NORMAL, THIN
from mia_core.sim.market import HISTORY_NS, SimMarket
from tests.mia_core.sim.market_figures import NORMAL_S, THIN_S, quantile, seen
from tests.mia_core.sim.market_replay import MINUTE, SECOND, START

SEEDS = [1, 7, 42]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_thin_market_shows_a_quarter_to_a_third(seed: int) -> None:
    normal, thin = seen(seed, *NORMAL_S), seen(seed, *THIN_S)

    for share in (0.5, 0.9, 0.99):
        there = quantile(thin.levels, share) / quantile(normal.levels, share)
        assert 0.22 <= there <= 0.36, share


@pytest.mark.parametrize("seed", SEEDS)
def test_the_spread_of_a_thin_market_is_now_one_now_two_or_three_ticks(seed: int) -> None:
    spreads = seen(seed, *THIN_S).spreads
    shares = {ticks: n / len(spreads) for ticks, n in Counter(spreads).items()}

    assert 0.4 < shares[1] < 0.8
    assert shares[2] + shares[3] > 0.2
    assert shares[2] + shares[3] > 4 * (1 - shares[1] - shares[2] - shares[3])


@pytest.mark.parametrize("seed", SEEDS)
def test_less_happens_in_a_thin_market(seed: int) -> None:
    normal, thin = seen(seed, *NORMAL_S), seen(seed, *THIN_S)

    def pace(count: int, seconds: tuple[int, int]) -> float:
        return count / (seconds[1] - seconds[0])

    assert pace(thin.changes, THIN_S) < 0.6 * pace(normal.changes, NORMAL_S)
    assert pace(len(thin.trades), THIN_S) < 0.6 * pace(len(normal.trades), NORMAL_S)


@pytest.mark.parametrize("seed", range(20))
def test_every_hour_has_both_and_a_demo_opens_in_a_normal_market(seed: int) -> None:
    market = SimMarket(seed, start_ns=START, plants=False)
    exchange = market._exchange
    minutes = []
    for minute in range(1, 61):
        market.advance(START + minute * MINUTE)
        minutes.append(exchange.liquidity)

    assert set(minutes[: HISTORY_NS // MINUTE + 5]) == {NORMAL}
    assert minutes.count(NORMAL) >= 35
    assert minutes.count(THIN) >= 13


def test_the_book_never_jumps_when_liquidity_changes() -> None:
    market = SimMarket(7, start_ns=START, plants=False)
    market.advance(START + 35 * MINUTE)
    medians = []
    for second in range(35 * 60, 42 * 60):
        market.advance(START + second * SECOND)
        bids, asks = market.book()
        medians.append(quantile([size for _, size, _ in [*bids, *asks]], 0.5))

    assert max(medians) > 50
    assert min(medians) < 25
    for before, after in zip(medians, medians[2:], strict=False):
        assert 0.6 < after / before < 1.7

from __future__ import annotations

import pytest

from mia_core.sim.events import TapeTrade
from mia_core.sim.perpetual import PERIOD_NS, PerpetualMarket

SECOND = 1_000_000_000
SUNDAY_NIGHT = 1_796_007_600 * SECOND  # 2026-11-30T03:00:00Z, a change of markets
EARLY, LATE = SUNDAY_NIGHT - 40 * SECOND, SUNDAY_NIGHT + 20 * SECOND


@pytest.fixture(scope="module")
def over_the_change() -> tuple[PerpetualMarket, list[int]]:
    """A market that was joined before the change, and the times of what it showed."""
    market = PerpetualMarket(7, now_ns=EARLY)
    times = []
    for now_ns in range(EARLY, LATE + 1, 5 * SECOND):
        times += [event.t_ns for event in market.advance(now_ns)]
    return market, times


def test_whoever_comes_later_finds_the_same_market(
    over_the_change: tuple[PerpetualMarket, list[int]],
) -> None:
    market, _ = over_the_change
    later = PerpetualMarket(7, now_ns=LATE)
    later.advance(LATE)

    assert later.now_ns == market.now_ns == LATE
    assert later.book() == market.book()
    assert (later.best_bid_ticks, later.best_ask_ticks) == (
        market.best_bid_ticks,
        market.best_ask_ticks,
    )
    assert later.tick_size == market.tick_size


def test_time_goes_on_over_the_change(
    over_the_change: tuple[PerpetualMarket, list[int]],
) -> None:
    _, times = over_the_change

    assert times == sorted(times)
    assert times[0] <= EARLY - PERIOD_NS  # what lies before is given out as history
    around = [time for time in times if abs(time - SUNDAY_NIGHT) < 2 * SECOND]
    assert around[0] < SUNDAY_NIGHT <= around[-1]


def test_truth_is_of_what_was_shown(over_the_change: tuple[PerpetualMarket, list[int]]) -> None:
    market, _ = over_the_change
    starts = [item.t_start_ns for item in market.truth]

    assert starts == sorted(starts)
    assert starts[0] < EARLY
    assert any(start > SUNDAY_NIGHT for start in starts)


def test_it_never_closes_and_each_seed_and_half_hour_is_another() -> None:
    tapes = []
    for seed, now_ns in ((7, LATE), (7, LATE + PERIOD_NS), (8, LATE)):
        market = PerpetualMarket(seed, now_ns=now_ns)
        market.advance(now_ns)
        events = market.advance(now_ns + 10 * SECOND)
        tapes.append([(e.price_ticks, e.size) for e in events if isinstance(e, TapeTrade)])

    assert all(tapes)
    assert len({str(tape) for tape in tapes}) == 3

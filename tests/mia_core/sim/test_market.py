from __future__ import annotations

import hashlib
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mia_core.errors import SimulationError
from mia_core.sim.events import DepthChange, MarketEvent, SideName, TapeTrade, VixTick
from mia_core.sim.market import DEMO_START_NS, HISTORY_NS, SimMarket
from tests.mia_core.sim.market_replay import MINUTE, MS, SECOND, START, Day, Replay, played

SEEDS = [1, 7, 42]
# Whoever changes the market on purpose pins it anew; a platform that differs is a fault.
FIRST_MINUTES_OF_SEED_7 = "1e0180d0c2f65d75dcdeb25664e138ad659af22382634c6ba963c89c2861fc99"


def digest(events: list[MarketEvent]) -> str:
    return hashlib.sha256(msgspec.json.encode(events)).hexdigest()


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[int(len(values) * share)]


def test_the_demo_starts_in_the_cash_session() -> None:
    assert DEMO_START_NS == 1_773_239_700 * SECOND  # 2026-03-11T14:35:00Z
    assert HISTORY_NS == 30 * MINUTE


def test_one_seed_is_one_market_on_every_platform() -> None:
    def first_minutes() -> list[MarketEvent]:
        # The opening, so that acts are in it too.
        market = SimMarket(7, start_ns=START, opening_after_ns=0)
        return market.advance(START + 3 * MINUTE)

    assert digest(first_minutes()) == digest(first_minutes())
    assert digest(first_minutes()) == FIRST_MINUTES_OF_SEED_7


def test_another_seed_is_another_market() -> None:
    one = SimMarket(1, start_ns=START).advance(START + SECOND)
    other = SimMarket(2, start_ns=START).advance(START + SECOND)

    assert one != other


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    steps=st.lists(st.integers(0, 3 * SECOND), min_size=1, max_size=40),
)
def test_events_do_not_depend_on_how_far_each_call_advances(seed: int, steps: list[int]) -> None:
    # The opening is where plants are densest.
    stepped = SimMarket(seed, start_ns=START, opening_after_ns=0)
    at_once = SimMarket(seed, start_ns=START, opening_after_ns=0)

    events: list[MarketEvent] = []
    until_ns = START
    for step in steps:
        until_ns += step
        events += stepped.advance(until_ns)

    assert events == at_once.advance(until_ns)
    assert stepped.book() == at_once.book()
    assert stepped.truth == at_once.truth


def test_stepping_by_a_millisecond_changes_nothing() -> None:
    stepped = SimMarket(3, start_ns=START, opening_after_ns=0)

    events = [event for k in range(20_000) for event in stepped.advance(START + (k + 1) * MS)]

    assert events == SimMarket(3, start_ns=START, opening_after_ns=0).advance(START + 20 * SECOND)


def test_advance_gives_everything_up_to_and_including_its_time() -> None:
    market = SimMarket(5, start_ns=START)

    opening = market.advance(START)
    later = market.advance(START + SECOND)

    assert len(opening) >= 40
    assert {event.t_ns for event in opening} == {START}
    assert all(START < event.t_ns <= START + SECOND for event in later)
    assert market.now_ns == START + SECOND
    assert market.advance(START + SECOND) == []


def test_time_never_goes_back() -> None:
    market = SimMarket(5, start_ns=START)
    times = [event.t_ns for event in market.advance(START + MINUTE)]

    assert times == sorted(times)
    with pytest.raises(SimulationError, match="expected a time from"):
        market.advance(START)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_book_is_never_crossed_and_always_twenty_levels_a_side(seed: int) -> None:
    replay = Replay()

    for action in played(seed).actions():
        for event in action:
            if isinstance(event, DepthChange):
                assert event.size >= 0
                assert (event.orders == 0) == (event.size == 0)
                assert event.orders <= event.size
                replay.apply(event)
        assert len(replay.sizes["bid"]) == len(replay.sizes["ask"]) == 20
        assert replay.best_bid < replay.best_ask


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_are_contiguous_and_the_events_add_up_to_the_book(seed: int) -> None:
    replay = Replay()

    for event in played(seed).events:
        if isinstance(event, DepthChange):
            replay.apply(event)

    bids, asks = played(seed).book
    assert replay.levels("bid") == bids
    assert replay.levels("ask") == asks
    assert [price for price, _, _ in bids] == list(range(bids[0][0], bids[0][0] - 20, -1))
    assert [price for price, _, _ in asks] == list(range(asks[0][0], asks[0][0] + 20))


@pytest.mark.parametrize("seed", SEEDS)
def test_trades_eat_the_touch_and_tell_both_sides(seed: int) -> None:
    replay = Replay()
    eaten = 0

    for action in played(seed).actions():
        trades = [event for event in action if isinstance(event, TapeTrade)]
        for trade in trades:
            side: SideName = "bid" if trade.aggressor == "sell" else "ask"
            bid, ask = replay.best_bid, replay.best_ask
            assert (trade.bid_ticks, trade.ask_ticks) == (bid, ask)
            assert trade.bid_size == replay.sizes["bid"][bid]
            assert trade.ask_size == replay.sizes["ask"][ask]
            assert trade.price_ticks == (bid if side == "bid" else ask)
        if trades:
            assert len({(trade.price_ticks, trade.aggressor) for trade in trades}) == 1
            there = replay.sizes[side][trades[-1].price_ticks]
            done = sum(trade.size for trade in trades)
            change = action[action.index(trades[0]) + len(trades)]
            assert isinstance(change, DepthChange)
            assert (change.side, change.price_ticks) == (side, trades[-1].price_ticks)
            assert change.size >= there - done  # more is left only where an iceberg filled up
            eaten += change.size == 0
        for event in action:
            if isinstance(event, DepthChange):
                replay.apply(event)

    assert eaten > 100  # levels really go by trades, not only by cancellation


@pytest.mark.parametrize("seed", SEEDS)
def test_rates_are_those_of_a_normal_hour_with_bursts_and_quiet(seed: int) -> None:
    day = Day(seed, minutes=30, plants=False)
    changes = [0] * 1801
    for event in day.events:
        if isinstance(event, DepthChange):
            changes[(event.t_ns - START) // SECOND] += 1

    assert 100 <= sum(changes) / 1800 <= 200
    assert 5 <= len({trade.t_ns for trade in day.trades()}) / 1800 <= 15
    assert percentile(changes, 0.99) > 3 * percentile(changes, 0.5)
    assert percentile(changes, 0.05) < percentile(changes, 0.5) / 2


def test_the_price_goes_both_ways_alike_and_stays_near_where_it_began() -> None:
    # Eight seeds with their up and down moves; a bias of one in twenty would show.
    ups = downs = 0
    for seed in range(8):
        bids = [trade.bid_ticks for trade in Day(seed, minutes=20, plants=False).trades()]
        ups += sum(before < after for before, after in pairwise(bids))
        downs += sum(before > after for before, after in pairwise(bids))
        assert abs(bids[-1] - 6700 * 4) < 200

    assert ups > 500
    assert abs(ups - downs) < 0.05 * (ups + downs)


@pytest.mark.parametrize("seed", SEEDS)
def test_buyers_and_sellers_trade_about_as_much(seed: int) -> None:
    trades = played(seed).trades()
    bought = sum(trade.size for trade in trades if trade.aggressor == "buy")
    sold = sum(trade.size for trade in trades if trade.aggressor == "sell")

    assert 0.75 < bought / sold < 1.33


def test_vix_ticks_come_slowly_with_two_decimals() -> None:
    ticks = [event for event in played(7).events if isinstance(event, VixTick)]

    assert 150 <= len(ticks) <= 600
    assert all(tick.price == round(tick.price, 2) and 15 <= tick.price <= 18 for tick in ticks)


def test_a_benchmark_can_ask_for_two_thousand_level_changes_a_second() -> None:
    market = SimMarket(7, start_ns=START, level_changes_per_s=2000)
    ordinary = SimMarket(7, start_ns=START)

    changes = sum(isinstance(e, DepthChange) for e in market.advance(START + 120 * SECOND))
    trades = len(
        {e.t_ns for e in ordinary.advance(START + 120 * SECOND) if isinstance(e, TapeTrade)}
    )

    assert 1_000 <= changes / 120 <= 4_000
    assert 2 <= trades / 120 <= 30


def test_a_market_that_cannot_be_made_is_refused() -> None:
    with pytest.raises(SimulationError, match="at least 150 level changes a second, was 100"):
        SimMarket(1, start_ns=START, level_changes_per_s=100)
    with pytest.raises(SimulationError, match="at least 20 levels a side, was 10"):
        SimMarket(1, start_ns=START, depth=10)


def test_a_deeper_book_can_be_asked_for() -> None:
    bids, asks = SimMarket(1, start_ns=START, depth=40).book()

    assert len(bids) == len(asks) == 40

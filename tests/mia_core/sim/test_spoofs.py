from __future__ import annotations

import itertools
from functools import cache

import pytest

from mia_core.sim.events import DepthChange, SideName, TapeTrade
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.sim.market_replay import MS, SECOND, Day, Replay, played

SEEDS = [1, 7, 42]


class Order:
    """A large order of an act, and what an observer of book and tape saw of it."""

    def __init__(self, level: PlantedPattern, *, nearest: int) -> None:
        self.level = level
        self.placed_behind = nearest
        self.nearest = nearest
        self.traded = 0


def behind(replay: Replay, level: PlantedPattern) -> int:
    """Ticks from the touch of its side."""
    if level.side == "bid":
        return replay.best_bid - level.price_ticks
    return level.price_ticks - replay.best_ask


@cache
def orders_of(seed: int) -> list[Order]:
    """Follow every large order of these acts through the events."""
    day = played(seed)
    waiting = day.named("spoof_order")
    standing: list[Order] = []
    orders: list[Order] = []
    replay = Replay()
    for action in day.actions():
        t_ns = action[0].t_ns
        standing = [order for order in standing if order.level.t_end_ns > t_ns]
        for event in action:
            if isinstance(event, DepthChange):
                replay.apply(event)
            elif isinstance(event, TapeTrade):
                side: SideName = "bid" if event.aggressor == "sell" else "ask"
                for order in standing:
                    level = order.level
                    if (side, event.price_ticks) == (level.side, level.price_ticks):
                        order.traded += event.size
        while waiting and waiting[0].t_start_ns <= t_ns:
            level = waiting.pop(0)
            standing.append(Order(level, nearest=behind(replay, level)))
            orders.append(standing[-1])
        for order in standing:
            order.nearest = min(order.nearest, behind(replay, order.level))
    return orders


def within(seed: int, episode: PlantedPattern) -> list[Order]:
    return [
        order
        for order in orders_of(seed)
        if episode.t_start_ns <= order.level.t_start_ns <= episode.t_end_ns
    ]


def acts(day: Day, name: str) -> list[PlantedPattern]:
    found = day.named(name)
    assert found
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoof_flees_untraded_each_time_the_price_comes_near(seed: int) -> None:
    for episode in acts(played(seed), "spoof"):
        orders = within(seed, episode)
        assert 2 <= len(orders) == episode.evidence["cancels"] <= 4
        for order in orders:
            assert order.traded == 0
            assert 0 <= order.nearest < order.placed_behind
            assert order.nearest <= 2
            assert order.level.side == episode.side


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoof_comes_back_nearby_with_much_the_same_size(seed: int) -> None:
    for episode in acts(played(seed), "spoof"):
        orders = within(seed, episode)
        assert orders[0].level.price_ticks == episode.price_ticks
        for earlier, later in itertools.pairwise(orders):
            assert earlier.level.t_end_ns < later.level.t_start_ns
            assert abs(later.level.price_ticks - earlier.level.price_ticks) <= 8
        sizes = [order.level.evidence["size"] for order in orders]
        assert 2 * min(sizes) > max(sizes) >= 300


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoof_is_evident_with_the_second_cancel(seed: int) -> None:
    for episode in acts(played(seed), "spoof"):
        orders = within(seed, episode)
        assert episode.t_evident_ns == orders[1].level.t_end_ns
        assert episode.t_end_ns == orders[-1].level.t_end_ns
        assert episode.t_end_ns - episode.t_start_ns < 20 * SECOND


@pytest.mark.parametrize("seed", SEEDS)
def test_decoys_lack_what_makes_a_spoof(seed: int) -> None:
    day = played(seed)

    for episode in day.named("bluff_once"):
        (order,) = within(seed, episode)
        assert order.nearest < order.placed_behind
    for episode in day.named("cancel_far"):
        for order in within(seed, episode):
            assert order.nearest > 4
            assert order.level.t_end_ns - order.level.t_start_ns < 2 * SECOND
    for episode in day.named("eat_honestly"):
        orders = within(seed, episode)
        assert len(orders) == 2
        assert all(2 * order.traded > order.level.evidence["size"] for order in orders)
    names = ("bluff_once", "cancel_far", "eat_honestly")
    assert {decoy.kind for decoy in day.named(*names)} == {"decoy"}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_act_is_besides_is_labelled(seed: int) -> None:
    approaches = played(seed).named("spoof_approach")

    assert {(e.pattern, e.kind) for e in approaches} == {("sweep", "background")}
    assert all(e.t_end_ns - e.t_start_ns < 5 * SECOND for e in approaches)
    assert {(o.level.pattern, o.level.kind) for o in orders_of(seed)} == {("wall", "background")}
    assert all(o.level.t_end_ns - o.level.t_start_ns > 100 * MS for o in orders_of(seed))

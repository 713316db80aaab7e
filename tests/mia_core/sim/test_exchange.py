from __future__ import annotations

import pytest

from mia_core.sim.book import Block, BookSide
from mia_core.sim.draws import stream
from mia_core.sim.events import Aggressor, DepthChange, MarketEvent, SideName, TapeTrade
from mia_core.sim.exchange import NEVER, Exchange

SIDES: list[SideName] = ["bid", "ask"]


def open_exchange(sink: list[MarketEvent], *, seed: int = 1) -> Exchange:
    return Exchange(
        1000, depth=20, levels=stream(seed, "levels"), refills=stream(seed, "refills"), sink=sink
    )


def side_of(exchange: Exchange, name: SideName) -> BookSide:
    return exchange.bid if name == "bid" else exchange.ask


@pytest.mark.parametrize("name", SIDES)
def test_a_trade_is_told_with_both_sides_as_they_stood(name: SideName) -> None:
    sink: list[MarketEvent] = []
    exchange = open_exchange(sink)
    side = side_of(exchange, name)
    bid_size, ask_size = exchange.bid.total(0), exchange.ask.total(0)

    done = exchange.trade(7, side, 3)

    aggressor: Aggressor = "sell" if name == "bid" else "buy"
    assert done == 3
    trades = [event for event in sink if isinstance(event, TapeTrade)]
    assert sum(trade.size for trade in trades) == 3
    assert sink[: len(trades)] == [
        TapeTrade(7, side.best, trade.size, aggressor, 1000, 1001, bid_size, ask_size)
        for trade in trades
    ]
    assert side.total(0) == (bid_size if name == "bid" else ask_size) - 3


@pytest.mark.parametrize("name", SIDES)
def test_a_trade_takes_no_more_than_is_displayed(name: SideName) -> None:
    exchange = open_exchange([])
    side = side_of(exchange, name)
    there = side.total(0)

    assert exchange.trade(7, side, 10_000) == there
    assert exchange.spread == 2
    assert exchange.refill_ns > 7


@pytest.mark.parametrize("name", SIDES)
def test_a_gap_closes_from_either_side_and_more_often_from_across(name: SideName) -> None:
    moved = 0
    for seed in range(200):
        exchange = open_exchange([], seed=seed)
        side = side_of(exchange, name)
        begin = side.best
        exchange.trade(0, side, side.total(0))

        exchange.refill(exchange.refill_ns)

        assert exchange.spread == 1
        assert exchange.refill_ns == NEVER
        moved += side.best != begin

    assert 110 < moved < 170


@pytest.mark.parametrize("name", SIDES)
def test_a_side_driven_through_never_comes_back(name: SideName) -> None:
    exchange = open_exchange([])
    side = side_of(exchange, name)
    begin = side.best
    exchange.driven = side

    for _ in range(30):
        exchange.trade(0, side, side.total(0))
        exchange.refill(exchange.refill_ns)

    assert side.index(begin) == -30
    assert exchange.spread == 1


@pytest.mark.parametrize("name", SIDES)
def test_a_pinned_touch_keeps_its_floor_whatever_hits_it(name: SideName) -> None:
    exchange = open_exchange([])
    side = side_of(exchange, name)
    begin = side.best
    exchange.pin(side, 5)

    exchange.trade(0, side, 10_000)
    exchange.cancel_touch(0, side, 10_000)

    assert side.total(0) == 5
    assert exchange.trade(0, side, 1) == 0
    exchange.unpin()
    assert exchange.trade(0, side, 10) == 5
    assert side.best != begin


@pytest.mark.parametrize("name", SIDES)
def test_across_from_a_pinned_touch_the_emptied_side_comes_back(name: SideName) -> None:
    exchange = open_exchange([])
    side = side_of(exchange, name)
    across = exchange.other(side)
    exchange.pin(side, 5)

    for _ in range(30):
        exchange.trade(0, across, across.total(0))
        exchange.refill(exchange.refill_ns)

    assert (exchange.bid.best, exchange.ask.best) == (1000, 1001)


def test_a_wide_gap_closes_one_tick_at_a_time() -> None:
    exchange = open_exchange([])
    for side in (exchange.bid, exchange.ask):
        exchange.trade(0, side, side.total(0))
    assert exchange.spread == 3

    exchange.refill(exchange.refill_ns)
    assert exchange.spread == 2
    exchange.refill(exchange.refill_ns)

    assert exchange.spread == 1
    assert exchange.refill_ns == NEVER


def test_withdrawing_a_block_that_was_all_of_the_touch_opens_a_gap() -> None:
    exchange = open_exchange([])
    block = Block(1000, 500, orders=1)
    exchange.bid.place(0, 0, block)
    exchange.bid.cancel(0, 0, 10_000)
    exchange.bid.sizes[0] = 0

    exchange.withdraw(1, exchange.bid, block)

    assert exchange.bid.best == 999
    assert exchange.refill_ns > 1


@pytest.mark.parametrize("name", SIDES)
def test_each_order_that_is_met_is_a_trade_of_its_own(name: SideName) -> None:
    sink: list[MarketEvent] = []
    exchange = open_exchange(sink)
    side = side_of(exchange, name)
    side.cancel(0, 0, side.total(0) - 1)
    for size in (4, 2):
        side.add(0, 0, size)
    sink.clear()

    exchange.trade(7, side, 6)

    assert [event.size for event in sink if isinstance(event, TapeTrade)] == [1, 4, 1]
    assert [event.size for event in sink if isinstance(event, DepthChange)] == [1]


@pytest.mark.parametrize("name", SIDES)
def test_a_trade_meets_what_an_iceberg_hides(name: SideName) -> None:
    exchange = open_exchange([])
    side = side_of(exchange, name)
    there = side.total(0)
    block = Block(side.best, 90, display=9)
    side.place(0, 0, block)

    assert side.total(0) == there + 9
    assert exchange.trade(7, side, 10_000) == there + 90
    assert block.fate == "eaten"


@pytest.mark.parametrize("name", SIDES)
def test_nobody_fills_up_across_the_spread(name: SideName) -> None:
    exchange = open_exchange([])
    side = side_of(exchange, name)
    block = Block(side.best, 90, display=9, at_once=False)
    side.place(0, 0, block)
    exchange.driven = side
    exchange.trade(7, side, 10_000)
    exchange.refill(exchange.refill_ns)

    assert exchange.spread == 1
    assert not exchange.replenish(8, side, block)


@pytest.mark.parametrize("name", SIDES)
def test_a_gap_that_an_owner_has_closed_is_not_closed_again(name: SideName) -> None:
    exchange = open_exchange([])
    side = side_of(exchange, name)
    block = Block(side.best, 90, display=9, at_once=False)
    side.place(0, 0, block)
    exchange.trade(7, side, 10_000)

    assert exchange.spread == 2
    assert exchange.replenish(8, side, block)
    assert exchange.spread == 1
    assert exchange.refill_ns == NEVER

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mia_core.sim.book import Block, BookSide, orders_of
from mia_core.sim.draws import stream
from mia_core.sim.events import DepthChange, MarketEvent, SideName

SIDES: list[SideName] = ["bid", "ask"]


def side_of(name: SideName, sink: list[MarketEvent], *, depth: int = 20) -> BookSide:
    return BookSide(name, 1000, depth=depth, rng=stream(1, "levels"), sink=sink)


def kept(sink: list[MarketEvent]) -> dict[int, int]:
    """Book as the events alone tell it."""
    levels: dict[int, int] = {}
    for event in sink:
        assert isinstance(event, DepthChange)
        if event.size:
            levels[event.price_ticks] = event.size
        else:
            del levels[event.price_ticks]
    return levels


@pytest.mark.parametrize("name", SIDES)
def test_levels_lead_away_from_the_touch(name: SideName) -> None:
    side = side_of(name, [])

    prices = [price for price, _, _ in side.levels()]

    assert prices == [1000 + side.away * k for k in range(20)]
    assert all(side.index(side.price(k)) == k for k in range(20))


@pytest.mark.parametrize("name", SIDES)
def test_eating_the_touch_makes_the_next_level_the_touch(name: SideName) -> None:
    sink: list[MarketEvent] = []
    side = side_of(name, sink)
    second = side.total(1)

    gone = side.take(5, side.total(0))

    assert gone
    assert side.best == 1000 + side.away
    assert side.total(0) == second
    assert sink == [
        DepthChange(5, name, 1000, 0, 0),
        DepthChange(5, name, 1000 + 20 * side.away, side.total(19), side.orders[19]),
    ]


@pytest.mark.parametrize("name", SIDES)
def test_a_trade_eats_the_block_first(name: SideName) -> None:
    side = side_of(name, [])
    ordinary = side.sizes[0]
    block = Block(1000, 500, orders=2)
    side.place(1, 0, block)

    side.take(2, 300)
    side.take(3, 200)

    assert side.total(0) == ordinary
    assert (block.fate, block.half_ns, block.ended_ns, block.traded) == ("eaten", 2, 3, 500)
    assert side.block_at(1000) is None


def test_a_touch_that_trades_wears_out_and_a_cancelled_one_does_not() -> None:
    traded, cancelled = side_of("bid", []), side_of("bid", [])
    target = traded.targets[0]

    traded.take(1, 10)
    cancelled.cancel(1, 0, 10)

    assert traded.targets[0] == target - 10
    assert cancelled.targets[0] == target


def test_a_block_that_drops_out_of_the_window_is_noted() -> None:
    side = side_of("ask", [])
    block = Block(side.price(19), 400, orders=1)
    side.place(1, 19, block)

    side.improve(2, 10)

    assert (block.fate, block.ended_ns) == ("left-window", 2)
    assert side.standing() == []


def test_withdrawing_a_block_leaves_the_ordinary_orders() -> None:
    side = side_of("bid", [])
    before = side.levels()
    block = Block(side.price(4), 600, orders=3)

    side.place(1, 4, block)
    side.withdraw(2, block)

    assert side.levels() == before
    assert block.fate == "withdrawn"


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(SIDES),
    moves=st.lists(
        st.tuples(
            st.sampled_from(["add", "cancel", "take", "improve", "place", "withdraw"]),
            st.integers(0, 19),
            st.integers(1, 120),
        ),
        max_size=120,
    ),
)
def test_any_sequence_keeps_every_level_positive_and_told(
    name: SideName, moves: list[tuple[str, int, int]]
) -> None:
    sink: list[MarketEvent] = []
    side = side_of(name, sink)
    side.show(0)

    for t_ns, (move, index, size) in enumerate(moves):
        if move == "add":
            side.add(t_ns, index, size)
        elif move == "cancel":
            side.cancel(t_ns, index, size)
        elif move == "take":
            side.take(t_ns, min(size, side.total(0)))
        elif move == "improve":
            side.improve(t_ns, size)
        elif move == "place" and side.block_at(side.price(index)) is None:
            side.place(t_ns, index, Block(side.price(index), size, orders=1))
        elif move == "withdraw" and side.standing():
            side.withdraw(t_ns, side.standing()[0])
        assert all(1 <= orders <= total for _, total, orders in side.levels())
        assert len(side.levels()) == 20

    assert kept(sink) == {price: size for price, size, _ in side.levels()}


@pytest.mark.parametrize("size", range(1, 200))
def test_a_level_never_has_more_orders_than_contracts(size: int) -> None:
    assert 1 <= orders_of(size) <= size

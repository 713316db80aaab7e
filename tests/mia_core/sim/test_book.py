from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mia_core.sim.book import Block, BookSide
from mia_core.sim.draws import stream
from mia_core.sim.events import DepthChange, MarketEvent, SideName
from mia_core.sim.liquidity import THIN

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

    side.take(5, side.total(0))
    gone = side.settle(5)

    assert gone
    assert side.best == 1000 + side.away
    assert side.total(0) == second
    assert sink == [
        DepthChange(5, name, 1000, 0, 0),
        DepthChange(5, name, *side.levels()[19]),
    ]


@pytest.mark.parametrize("name", SIDES)
def test_who_came_first_is_filled_first(name: SideName) -> None:
    side = side_of(name, [])
    ordinary = side.sizes[0]
    block = Block(1000, 500, orders=2)
    side.place(1, 0, block)
    side.add(1, 0, 7)

    ahead = side.take(2, ordinary)
    first, last = side.take(3, 300), side.take(4, 200)

    assert sum(ahead) == ordinary
    assert (first, last) == ([250, 50], [200])
    assert side.total(0) == side.sizes[0] == 7
    assert (block.fate, block.half_ns, block.ended_ns, block.traded) == ("eaten", 3, 4, 500)
    assert side.block_at(1000) is None


@pytest.mark.parametrize("name", SIDES)
def test_what_an_iceberg_shows_anew_goes_to_the_back_of_the_queue(name: SideName) -> None:
    side = side_of(name, [])
    side.cancel(1, 0, side.sizes[0] - 1)
    block = Block(1000, 12, display=5)
    side.place(1, 0, block)
    side.add(1, 0, 3)

    fills = side.take(2, side.available())

    # One that was there, five on display, three of somebody else, then what was hidden.
    assert fills == [1, 5, 3, 5, 2]
    assert (block.traded, block.refills, block.fate) == (12, 2, "eaten")
    assert side.settle(2)


def test_an_iceberg_never_shows_more_than_its_display() -> None:
    sink: list[MarketEvent] = []
    side = side_of("bid", sink)
    side.cancel(1, 0, side.sizes[0] - 1)
    side.place(1, 0, Block(1000, 200, display=1))

    while side.block_at(1000) is not None:
        side.take(2, 1)
        side.settle(2)

    shown = [event.size for event in sink[1:] if isinstance(event, DepthChange)]
    assert side.traded == 201
    assert max(shown[:-1]) == 2  # the one that was there, and one of the iceberg
    assert side.best == 999


@pytest.mark.parametrize("name", SIDES)
def test_a_participant_fills_up_later_even_when_its_price_was_eaten(name: SideName) -> None:
    side = side_of(name, [])
    side.cancel(1, 0, side.sizes[0] - 1)
    block = Block(1000, 12, display=5, at_once=False)
    side.place(1, 0, block)

    assert side.available() == 6
    side.take(2, 6)
    gone = side.settle(2)
    back = side.replenish(3, block)

    assert gone
    assert back
    assert (side.best, side.total(0), side.sizes[0]) == (1000, 5, 0)
    assert (block.left, block.hidden, block.refills) == (7, 2, 1)


def test_a_price_that_has_gone_far_is_not_filled_up() -> None:
    side = side_of("bid", [])
    side.cancel(1, 0, side.sizes[0] - 1)
    block = Block(1000, 12, display=5, at_once=False)
    side.place(1, 0, block)
    for _ in range(2):
        side.take(2, side.available())
        side.settle(2)

    assert not side.replenish(3, block)
    side.withdraw(4, block)
    assert (block.fate, side.best) == ("withdrawn", 998)


def test_the_youngest_orders_are_cancelled_first() -> None:
    side = side_of("ask", [])
    orders = side.levels()[3][2]

    side.add(1, 3, 4)
    side.add(1, 3, 2)
    side.cancel(2, 3, 3)

    assert side.levels()[3][2] == orders + 1
    side.cancel(3, 3, 3)
    assert side.levels()[3][2] == orders


def test_a_thin_market_has_smaller_targets() -> None:
    side = side_of("bid", [])
    before = side.targets[:]

    side.set_liquidity(THIN)

    for was, now in zip(before, side.targets, strict=True):
        assert abs(now - was * THIN.size_pct / 100) <= 1


def test_a_touch_that_trades_wears_out_and_a_cancelled_one_does_not() -> None:
    traded, cancelled = side_of("bid", []), side_of("bid", [])
    target = traded.targets[0]

    traded.take(1, 10)
    traded.settle(1)
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


def do(side: BookSide, t_ns: int, move: str, index: int, size: int) -> None:
    """Make one move, if it is possible."""
    is_free = side.block_at(side.price(index)) is None
    if move == "add":
        side.add(t_ns, index, size)
    elif move == "join":
        side.join(t_ns, index, size)
    elif move == "cancel":
        side.cancel(t_ns, index, size)
    elif move == "take":
        there = min(size, side.available())
        assert sum(side.take(t_ns, there)) == there
        side.settle(t_ns)
    elif move == "improve":
        side.improve(t_ns, size)
    elif move == "place" and is_free:
        side.place(t_ns, index, Block(side.price(index), size, orders=1))
    elif move == "iceberg" and is_free:
        side.place(t_ns, index, Block(side.price(index), size, display=1 + size // 9))
    elif move == "withdraw" and side.standing():
        side.withdraw(t_ns, side.standing()[0])


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(SIDES),
    moves=st.lists(
        st.tuples(
            st.sampled_from(
                ["add", "join", "cancel", "take", "improve", "place", "iceberg", "withdraw"]
            ),
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
        do(side, t_ns, move, index, size)
        assert all(1 <= orders <= total for _, total, orders in side.levels())
        assert len(side.levels()) == 20

        for place in range(20):
            queue = side._queues[place]
            assert sum(o.size for o in queue if o.owner is None) == side.sizes[place]
            assert sum(o.size for o in queue if o.owner is not None) == side.blocks[place]

    assert kept(sink) == {price: size for price, size, _ in side.levels()}

from __future__ import annotations

from mia_core.sim.order import Block


def test_a_block_without_a_display_shows_all_in_several_orders() -> None:
    block = Block(1000, 500, orders=3)

    assert [order.size for order in block.show()] == [167, 167, 166]
    assert (block.shown, block.hidden, block.reserve) == (500, 0, 0)


def test_an_iceberg_shows_its_display_and_keeps_the_rest() -> None:
    block = Block(1000, 12, display=5)

    assert [order.size for order in block.show()] == [5]
    assert (block.shown, block.hidden, block.reserve) == (5, 7, 7)


def test_what_its_owner_fills_up_later_is_out_of_reach_of_a_trade() -> None:
    block = Block(1000, 12, display=5, at_once=False)
    block.show()

    assert (block.hidden, block.reserve) == (7, 0)


def test_the_last_part_is_what_is_left() -> None:
    block = Block(1000, 7, display=5)
    shown = []
    while block.left:
        shown += [order.size for order in block.show()]
        block.fill(1, block.shown)

    assert shown == [5, 2]
    assert block.show() == []


def test_the_moment_it_fell_below_half_is_kept() -> None:
    block = Block(1000, 10)

    block.fill(1, 5)
    half_before = block.half_ns
    block.fill(2, 1)
    block.fill(3, 4)

    assert (half_before, block.half_ns, block.left, block.traded) == (None, 2, 0, 10)

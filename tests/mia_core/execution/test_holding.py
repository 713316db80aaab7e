from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.execution.holding import Holding

fills = st.lists(
    st.tuples(st.integers(-9, 9).filter(bool), st.integers(20_000, 20_100)), max_size=30
)


def booked(*rows: tuple[int, float]) -> Holding:
    holding = Holding()
    for number, (signed, price) in enumerate(rows, start=1):
        holding.book(signed, price, number)
    return holding


def test_a_new_holding_is_flat() -> None:
    holding = Holding()

    assert (holding.quantity, holding.result_ticks(None)) == (0, 0.0)


def test_adding_averages_the_price_and_keeps_the_first_time() -> None:
    holding = booked((1, 100.0), (3, 104.0))

    assert (holding.quantity, holding.average_ticks, holding.opened_ns) == (4, 103.0, 1)
    assert holding.realized_ticks == 0.0


@pytest.mark.parametrize(("sign", "gain"), [(1, 6.0), (-1, -6.0)])
def test_closing_a_part_realizes_that_part(sign: int, gain: float) -> None:
    holding = booked((sign * 3, 100.0), (-sign * 2, 103.0))

    assert holding.quantity == sign
    assert holding.average_ticks == 100.0
    assert holding.realized_ticks == gain


def test_turning_closes_all_and_opens_the_rest_at_the_new_price_and_time() -> None:
    holding = booked((2, 100.0), (-5, 110.0))

    assert (holding.quantity, holding.average_ticks, holding.opened_ns) == (-3, 110.0, 2)
    assert holding.realized_ticks == 20.0


def test_a_position_that_was_flat_between_has_a_new_time_and_price() -> None:
    holding = booked((1, 100.0), (-1, 101.0), (1, 105.0))

    assert (holding.average_ticks, holding.opened_ns, holding.realized_ticks) == (105.0, 3, 1.0)


def test_open_position_without_a_price_has_no_known_result() -> None:
    holding = booked((2, 100.0))

    assert holding.result_ticks(None) is None
    assert holding.result_ticks(101.5) == 3.0


@given(fills, st.integers(20_000, 20_100))
def test_result_is_what_the_cash_says(rows: list[tuple[int, int]], mark: int) -> None:
    holding = booked(*((signed, float(price)) for signed, price in rows))

    cash = sum(Fraction(-signed * price) for signed, price in rows)
    held = sum(signed for signed, _ in rows)
    assert holding.quantity == held
    assert holding.result_ticks(float(mark)) == pytest.approx(float(cash + held * mark), abs=1e-6)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.studymap.relations import RELATIONS, Proof, Question

PRICES = st.floats(min_value=100, max_value=50_000, allow_nan=False)
WIDTHS = st.floats(min_value=2, max_value=500, allow_nan=False)
COUNTS = st.integers(min_value=0, max_value=2**24)


def answer(name: str, *lines: float, **fields: object) -> bool | None:
    return RELATIONS[name].holds(Question(lines, **fields))  # type: ignore[arg-type]


@given(PRICES, WIDTHS)
def test_bands_are_symmetric_about_their_middle_and_about_nothing_else(
    middle: float, width: float
) -> None:
    up, down = middle + width, middle - width

    assert answer("symmetric", middle, up, down, tolerance=0.25) is True
    # Each of these is what reading one subgraph too far gives.
    assert answer("symmetric", up, down, middle + 2 * width, tolerance=0.25) is False
    assert answer("symmetric", down, middle + 2 * width, middle, tolerance=0.25) is False
    assert answer("symmetric", middle, down, up, tolerance=0.25) is False


@given(PRICES, st.floats(min_value=0, max_value=0.4))
def test_bands_without_width_prove_nothing(middle: float, width: float) -> None:
    assert answer("symmetric", middle, middle + width, middle - width, tolerance=0.25) is None


@given(PRICES, WIDTHS)
def test_outer_bands_enclose_inner_ones_on_both_sides(middle: float, width: float) -> None:
    inner = (middle + width, middle - width)
    outer = (middle + 2 * width, middle - 2 * width)

    assert answer("nested", *inner, *outer, tolerance=0.25) is True
    assert answer("nested", *outer, *inner, tolerance=0.25) is False
    assert answer("nested", inner[0], outer[1], outer[0], inner[1], tolerance=0.25) is False
    assert answer("nested", outer[0], inner[1], inner[0], outer[1], tolerance=0.25) is False
    assert answer("nested", *inner, *inner, tolerance=0.25) is None


@pytest.mark.parametrize(
    ("low", "poc", "high", "expected"),
    [
        (6668.5, 6670.0, 6678.25, True),
        (6668.5, 6668.5, 6678.25, True),
        (6670.0, 6670.0, 6670.0, None),
        (6678.25, 6670.0, 6668.5, False),
        (6668.5, 6680.0, 6678.25, False),
        (6668.5, 6660.0, 6678.25, False),
    ],
)
def test_a_point_of_control_lies_in_its_value_area(
    low: float, poc: float, high: float, expected: object
) -> None:
    assert answer("ascending", low, poc, high) is expected


def test_what_nearly_any_number_passes_proves_nothing() -> None:
    for name in ("between", "whole", "apart"):
        assert RELATIONS[name].proof(4) is Proof.NOTHING
    assert RELATIONS["ascending"].proof(2) is Proof.NOTHING
    assert RELATIONS["ascending"].proof(3) is Proof.LINES
    assert RELATIONS["area"].proof(3) is Proof.LINES
    assert RELATIONS["near_price"].proof(1) is Proof.LINES
    assert RELATIONS["difference"].proof(3) is Proof.STUDY


@given(COUNTS, COUNTS)
def test_volumes_add_up_and_their_difference_is_the_delta(ask: int, bid: int) -> None:
    proof = None if ask == bid == 0 else True

    assert answer("difference", ask - bid, ask, bid, tolerance=0.5) is proof
    assert answer("sum", ask + bid, ask, bid, tolerance=0.5) is proof
    assert answer("covers", ask + bid + 3, ask, bid, tolerance=0.5) is proof
    for wrong in (1, -1):
        assert answer("difference", ask - bid + wrong, ask, bid, tolerance=0.5) is False
        assert answer("sum", ask + bid + wrong, ask, bid, tolerance=0.5) is False
    assert answer("covers", ask + bid - 1, ask, bid, tolerance=0.5) is False


def test_one_line_read_three_times_is_found_out() -> None:
    assert answer("difference", 662, 662, 662, tolerance=0.5) is False


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=10**6))
def test_a_share_is_a_fraction_and_no_percent(part: int, rest: int) -> None:
    whole = part + rest
    share = part / whole

    assert answer("share", share, part, whole, tolerance=0.005) is True
    assert answer("share", -share, -part, whole, tolerance=0.005) is True
    if share > 0.01:
        assert answer("share", 100 * share, part, whole, tolerance=0.005) is False
        assert answer("share", share / 100, part, whole, tolerance=0.005) is False
    assert answer("share", share, part, 0, tolerance=0.005) is None


def test_a_value_area_is_not_the_low_open_and_high_of_the_session() -> None:
    session = (6663.25, 6671.25, 6696.75)

    assert answer("apart", *session, against=session) is False
    assert answer("apart", *session, against=(6671.25, 6696.75, 6663.25)) is False
    assert answer("apart", 6663.25, 6671.0, 6696.75, against=session) is None


@pytest.mark.parametrize(
    ("lines", "session", "expected"),
    [
        ((6645.5, 6650.0, 6661.0), (6663.25, 6671.25, 6696.75), True),
        ((6663.25, 6671.0, 6696.75), (6663.25, 6671.25, 6696.75), True),
        ((6663.25, 6671.25, 6696.75), (6663.25, 6671.25, 6696.75), False),
        ((6663.25, 6671.25, 6696.75), (6671.25, 6696.75, 6663.25), False),
        ((6650.0, 6645.5, 6661.0), (6663.25, 6671.25, 6696.75), False),
        ((6645.5, 6661.0, 6650.0), (6663.25, 6671.25, 6696.75), False),
        ((6670.0, 6670.0, 6670.0), (6663.25, 6671.25, 6696.75), None),
        ((6675.0, 6675.0, 6675.5), (6675.0, 6675.0, 6675.5), None),
        ((6645.5, 6650.0, 6661.0), (6675.0, 6675.0, 6681.5), None),
        ((6645.5, 6650.0, 6661.0), (6675.0, 6675.0, 6682.0), True),
    ],
)
def test_an_area_lies_in_order_and_is_not_the_others(
    lines: tuple[float, ...], session: tuple[float, ...], expected: object
) -> None:
    assert answer("area", *lines, against=session, tolerance=0.001) is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((10.0, 12.0, 9.0, 11.0), True),
        ((10.0, 9.5, 9.0, 11.0), False),
        ((10.0, 12.0, 10.5, 11.0), False),
        ((10.0, 12.0, 9.0, 8.0), False),
        ((10.0, 12.0, 9.0, 13.0), False),
        ((10.0, 10.0, 10.0, 10.0), None),
    ],
)
def test_a_bar_holds_its_open_and_close(values: tuple[float, ...], expected: object) -> None:
    assert answer("bar", *values) is expected


def test_bounds_hold_on_both_sides_and_counts_are_whole() -> None:
    assert answer("between", -1.0, 0.0, 1.0, low=-1, high=1) is True
    assert answer("between", -1.01, low=-1, high=1) is False
    assert answer("between", 1.01, low=-1, high=1) is False
    assert [answer("whole", value) for value in (0.0, 3.0, 2.5, -1.0)] == [True, True, False, False]


def test_a_level_is_held_against_a_price_once_there_is_one() -> None:
    assert answer("near_price", 6700.0, tolerance=0.25) is None
    assert answer("near_price", 6700.0, tolerance=0.25, price=6675.0) is True
    assert answer("near_price", 67.0, tolerance=0.25, price=6675.0) is False
    assert answer("near_price", 670_000.0, tolerance=0.25, price=6675.0) is False


def test_a_relation_says_how_many_lines_it_takes() -> None:
    assert RELATIONS["symmetric"].takes(3, 0)
    assert not RELATIONS["symmetric"].takes(2, 0)
    assert not RELATIONS["symmetric"].takes(3, 1)
    assert RELATIONS["apart"].takes(3, 3)
    assert not RELATIONS["apart"].takes(3, 0)
    assert RELATIONS["symmetric"].wants == "3 lines"
    assert RELATIONS["apart"].wants == "any lines and `against`"

from __future__ import annotations

import math

from bench.figures import book_digest, percentile, ratio, spread


def test_percentile_is_a_value_that_was_measured() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]

    assert percentile(values, 50) == 3.0
    assert percentile(values, 99) == 5.0
    assert percentile(values, 1) == 1.0
    assert math.isnan(percentile([], 50))


def test_spread_shows_the_median_and_how_far_repeats_lie_apart() -> None:
    assert spread([1_200.0, 800.0, 1_000.0]) == "1,000 (800..1,200)"
    assert spread([1.25], digits=1) == "1.2"


def test_ratio_compares_each_repeat_with_its_own_neighbour() -> None:
    met = ratio("x", [2.0, 30.0, 4.0], [1.0, 10.0, 4.0], limit=2.0)
    missed = ratio("x", [2.1], [1.0], limit=2.0)

    assert met.found == "2.00 (1.00..3.00) times"
    assert met.is_met
    assert not missed.is_met


def test_books_are_compared_by_price_and_size() -> None:
    native = ([(100, 5, 2)], [(101, 7, 1)])
    lines = ([(100, 5)], [(101, 7)])

    assert book_digest(native) == book_digest(lines)
    assert book_digest(native) != book_digest(([(100, 6)], [(101, 7)]))

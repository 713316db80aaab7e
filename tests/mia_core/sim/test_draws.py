from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import pytest

from mia_core.sim import draws
from mia_core.sim.draws import between, exponential_ns, exponential_table, pick, stream

TABLES = [
    draws.ADD_SIZES,
    draws.BACKGROUND_TRADE_SIZES,
    draws.DEPTH_INDEX,
    draws.FLOW_TRADE_SIZES,
    draws.LEVEL_SIZES,
    draws.NEW_TOUCH_SIZES,
]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_full_and_ascending(table: Sequence[int]) -> None:
    assert len(table) == 1024
    assert list(table) == sorted(table)
    assert table[0] >= 0


def test_depth_reaches_the_deepest_of_twenty_levels() -> None:
    assert set(draws.DEPTH_INDEX) == set(range(20))


def test_the_exponential_table_is_that_of_the_logarithm() -> None:
    table = exponential_table()

    for k in range(0, 1024, 31):
        assert table[k] == pytest.approx(-math.log((2 * k + 1) / 2048) * 65536, abs=1.5)


def test_the_exponential_table_is_the_same_everywhere() -> None:
    text = ",".join(map(str, exponential_table()))

    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "bab4ae6e83e28eb3"


def test_waiting_times_have_the_mean_asked_for() -> None:
    rng = stream(1, "waits")
    waits = [exponential_ns(rng, 1_000_000) for _ in range(20_000)]

    assert 0.97 < sum(waits) / len(waits) / 1_000_000 < 1.03
    assert min(waits) >= 1


def test_streams_of_one_seed_are_apart_and_repeatable() -> None:
    first = [pick(stream(1, "a"), draws.LEVEL_SIZES), stream(1, "a").getrandbits(64)]

    assert stream(1, "a").getrandbits(64) == first[1]
    assert stream(1, "b").getrandbits(64) != first[1]
    assert stream(2, "a").getrandbits(64) != first[1]


def test_between_includes_both_ends() -> None:
    rng = stream(1, "ends")

    assert {between(rng, 3, 5) for _ in range(200)} == {3, 4, 5}

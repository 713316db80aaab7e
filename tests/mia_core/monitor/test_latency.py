from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.monitor.latency import LatencyHistogram

DAY_NS = 86_400 * 1_000_000_000


def exact_us(durations: list[int], percent: float) -> float:
    rank = max(1, math.ceil(len(durations) * percent / 100))
    return sorted(durations)[rank - 1] / 1000


@given(
    durations=st.lists(st.integers(0, 2 * DAY_NS), min_size=1, max_size=300),
    percent=st.sampled_from([0, 1, 25, 50, 90, 99, 100]),
)
def test_percentile_is_the_exact_one_but_for_the_width_of_a_bucket(
    durations: list[int], percent: int
) -> None:
    histogram = LatencyHistogram()
    for duration in durations:
        histogram.add(duration)

    told, exact = histogram.percentile_us(percent), exact_us(durations, percent)

    assert told is not None
    assert exact <= told <= exact * (1 + 1 / 32)
    assert histogram.count == len(durations)


@pytest.mark.parametrize("duration_ns", [0, 1, 31, 32, 63, 64, 65, 1 << 20, (1 << 63) - 1])
def test_a_single_duration_is_every_percentile(duration_ns: int) -> None:
    histogram = LatencyHistogram()
    histogram.add(duration_ns)

    told = {histogram.percentile_us(percent) for percent in (0, 50, 100)}

    assert len(told) == 1
    assert told.pop() == pytest.approx(duration_ns / 1000, rel=1 / 32)


def test_short_durations_are_exact() -> None:
    histogram = LatencyHistogram()
    for duration in range(64):
        histogram.add(duration)

    assert [histogram.percentile_us(percent) for percent in (25, 50, 100)] == [0.015, 0.031, 0.063]


def test_nothing_counted_is_unknown() -> None:
    assert LatencyHistogram().percentile_us(50) is None


def test_negative_durations_are_counted_apart() -> None:
    histogram = LatencyHistogram()
    histogram.add(-1)

    assert (histogram.count, histogram.negative) == (0, 1)
    assert histogram.percentile_us(50) is None


def test_durations_beyond_all_buckets_are_in_the_last() -> None:
    histogram = LatencyHistogram()
    histogram.add(1 << 80)

    assert histogram.count == 1
    told = histogram.percentile_us(100)
    assert told is not None
    assert told > DAY_NS / 1000

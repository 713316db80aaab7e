from __future__ import annotations

import time

import pytest

from mia_core.clock import NANOSECONDS, ClockSpec, ScaledClock, SteppedClock, SystemClock, wall_ns


def test_system_clock_and_wall_time_tell_the_time_of_the_machine() -> None:
    before = time.time_ns()
    told = (SystemClock().now_ns(), wall_ns())
    after = time.time_ns()

    assert all(before <= now <= after for now in told)


@pytest.mark.parametrize("speed", [0.5, 1.0, 20.0])
def test_scaled_clock_passes_its_speed_times_as_fast(speed: float) -> None:
    start_ns, wall_start_ns = 1_000 * NANOSECONDS, time.time_ns() - NANOSECONDS
    clock = ScaledClock(ClockSpec(start_ns=start_ns, wall_start_ns=wall_start_ns, speed=speed))

    before = time.time_ns()
    told = clock.now_ns()
    after = time.time_ns()

    assert start_ns + int((before - wall_start_ns) * speed) <= told
    assert told <= start_ns + int((after - wall_start_ns) * speed)


def test_two_processes_with_one_spec_share_one_time() -> None:
    spec = ClockSpec(start_ns=0, wall_start_ns=time.time_ns(), speed=1.0)
    first, second = ScaledClock(spec), ScaledClock(spec)

    told = [clock.now_ns() for clock in (first, second, first)]

    assert told == sorted(told)


def test_stepped_clock_stands_still_until_it_is_set() -> None:
    clock = SteppedClock(5)

    assert (clock.now_ns(), clock.now_ns()) == (5, 5)

    clock.set(5)
    clock.set(9)

    assert clock.now_ns() == 9


def test_stepped_clock_never_goes_back() -> None:
    clock = SteppedClock(5)

    with pytest.raises(ValueError, match="set back from 5 to 4"):
        clock.set(4)

    assert clock.now_ns() == 5

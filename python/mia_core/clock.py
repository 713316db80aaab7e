"""Time. The only module that reads a clock of the machine; everything else is given one."""

from __future__ import annotations

import time
from typing import Protocol

import msgspec

__all__ = [
    "NANOSECONDS",
    "Clock",
    "ClockSpec",
    "ScaledClock",
    "SteppedClock",
    "SystemClock",
    "wall_ns",
]

NANOSECONDS = 1_000_000_000


class Clock(Protocol):
    """Tells the time in nanoseconds UTC: real, simulated, or stepped by someone else."""

    def now_ns(self) -> int:
        """Tell the time."""


class SystemClock:
    """The time of the machine."""

    def now_ns(self) -> int:
        """Tell the time."""
        return time.time_ns()


class ClockSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated time that several processes share: `start_ns` was at `wall_start_ns`."""

    start_ns: int
    wall_start_ns: int
    speed: float


class ScaledClock:
    """A simulated time that runs `speed` times as fast as the machine's."""

    def __init__(self, spec: ClockSpec) -> None:
        self._spec = spec

    def now_ns(self) -> int:
        """Tell the simulated time."""
        elapsed = time.time_ns() - self._spec.wall_start_ns
        return self._spec.start_ns + int(elapsed * self._spec.speed)


class SteppedClock:
    """A time that stands still until it is set: lockstep simulation and tests."""

    def __init__(self, now_ns: int) -> None:
        self._now_ns = now_ns

    def now_ns(self) -> int:
        """Tell the time it was set to last."""
        return self._now_ns

    def set(self, now_ns: int) -> None:
        """Move on; time never goes back."""
        if now_ns < self._now_ns:
            message = f"time was set back from {self._now_ns} to {now_ns}"
            raise ValueError(message)
        self._now_ns = now_ns


def wall_ns() -> int:
    """Tell the machine's time, for measuring latency and never for deciding anything."""
    return time.time_ns()

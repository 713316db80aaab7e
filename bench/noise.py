"""How noisy the machine is: what a 1 ms timer suffers, and what the hypervisor takes away."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from bench.figures import percentile

__all__ = ["Noise", "Steal", "hiccup"]

TIMER_NS = 1_000_000
STEAL_COLUMN = 7
STEAL_MAX_PERCENT = 1.0


class Noise(msgspec.Struct, frozen=True, kw_only=True):
    """How late a timer of 1 ms woke. What a benchmark shows below this is not its own."""

    p50_us: float
    p99_us: float
    max_us: float
    load: float

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"hiccup p50 {self.p50_us:.0f} us, p99 {self.p99_us:.0f} us, max {self.max_us:.0f} us; "
            f"load {self.load:.1f}"
        )


def hiccup(seconds: float) -> Noise:
    """Sleep for a millisecond again and again and note how late each wake-up was."""
    late = []
    due = time.perf_counter_ns() + TIMER_NS
    end = due + int(seconds * 1e9)
    while due < end:
        time.sleep(max(0, due - time.perf_counter_ns()) / 1e9)
        now = time.perf_counter_ns()
        late.append((now - due) / 1e3)
        due = max(due + TIMER_NS, now)
    return Noise(
        p50_us=percentile(late, 50),
        p99_us=percentile(late, 99),
        max_us=max(late),
        load=os.getloadavg()[0],
    )


class Steal:
    """The share of processor time that other guests of the hypervisor had since this was made."""

    def __init__(self) -> None:
        self._begin = _ticks()

    def percent(self) -> float:
        """Tell it; 0 where the system does not count it."""
        now = _ticks()
        total = sum(now) - sum(self._begin)
        if total <= 0 or len(now) <= STEAL_COLUMN:
            return 0.0
        return 100.0 * (now[STEAL_COLUMN] - self._begin[STEAL_COLUMN]) / total


def _ticks() -> list[int]:
    path = Path("/proc/stat")
    if not path.exists():
        return []
    first = path.read_text(encoding="ascii").splitlines()[0]
    return [int(word) for word in first.split()[1:9]]

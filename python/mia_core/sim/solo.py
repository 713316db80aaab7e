"""The world of a simulated process that nobody conducts: a market, and a clock of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.clock import ClockSpec, ScaledClock, SystemClock, wall_ns
from mia_core.sim.market import DEMO_START_NS, HISTORY_NS, SimMarket
from mia_core.sim.perpetual import PerpetualMarket

if TYPE_CHECKING:
    from mia_core.clock import Clock

__all__ = ["SoloTime", "demo_market"]


class SoloTime(msgspec.Struct, frozen=True, kw_only=True):
    """When a process that was started by hand lives.

    In real time and without a start it is now, by the machine's clock: the host of a real Sierra
    Chart takes the feed, and another process finds the same market. Otherwise time begins at the
    start (or a demo's) when the process does, and no host but one of its own time takes the feed.
    """

    speed: float = 1.0
    start_ns: int | None = None

    @property
    def is_now(self) -> bool:
        """Whether it lives by the machine's clock."""
        return self.start_ns is None and self.speed == 1

    @property
    def begin_ns(self) -> int:
        """When it begins; what comes before is history."""
        if self.is_now:
            return wall_ns()
        return DEMO_START_NS if self.start_ns is None else self.start_ns

    def market(self, seed: int) -> SimMarket | PerpetualMarket:
        """Open the market, with history before it."""
        if self.is_now:
            return PerpetualMarket(seed, now_ns=self.begin_ns)
        return SimMarket(seed, start_ns=self.begin_ns - HISTORY_NS)

    def clock(self) -> Clock:
        """Start the clock."""
        if self.is_now:
            return SystemClock()
        spec = ClockSpec(start_ns=self.begin_ns, wall_start_ns=wall_ns(), speed=self.speed)
        return ScaledClock(spec)


def demo_market(seed: int) -> SimMarket:
    """Open the market of a demo: a conductor gives the time."""
    return SimMarket(seed, start_ns=DEMO_START_NS - HISTORY_NS)

"""The newest complete bar of every other chart that a publisher tells of: an index may have no MIA Feed of its own.

A publisher tells of another chart only bars that were complete at its own time, so none looks ahead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.frames import CONSTANTS, read_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy import void

    from mia_core._native import Bar, Observation

__all__ = ["CompleteBar", "OtherBars"]

_KINDS = frozenset({"Bar"})
_CLOSED = CONSTANTS["bar_flag"]["closed"]


class CompleteBar(msgspec.Struct, frozen=True, gc=False):
    """When a bar began, how long it was, and its prices."""

    start_ns: int
    period_s: int
    open_raw: float
    high_raw: float
    low_raw: float
    close_raw: float


class OtherBars:
    """What one publisher told of other charts since its snapshot began."""

    def __init__(self) -> None:
        self.newest: dict[int, CompleteBar] = {}

    def take(self, seen: Observation) -> dict[int, CompleteBar]:
        """Take the bars that a batch brought, and give those that are new."""
        told = ((bar.chart, _complete(bar)) for bar in seen.closed_bars if bar.chart != seen.chart)
        return self._keep(told)

    def take_snapshot(self, seen: Observation, data: bytes) -> None:
        """Take all bars of a snapshot, also those that the market knew before."""
        self._keep(
            (int(frame.head["chart"]), _complete_of(frame.head))
            for frame in read_frames(data, only=_KINDS)
            if int(frame.head["flags"]) & _CLOSED and int(frame.head["chart"]) != seen.chart
        )

    def _keep(self, told: Iterator[tuple[int, CompleteBar]]) -> dict[int, CompleteBar]:
        kept = {}
        for chart, bar in told:
            known = self.newest.get(chart)
            if known is None or bar.start_ns >= known.start_ns:
                self.newest[chart] = kept[chart] = bar
        return kept


def _complete(bar: Bar) -> CompleteBar:
    prices = bar.open_raw, bar.high_raw, bar.low_raw, bar.close_raw
    return CompleteBar(bar.start_ns, bar.period_s, *prices)


def _complete_of(head: void) -> CompleteBar:
    prices = (float(head[f"{name}_raw"]) for name in ("open", "high", "low", "close"))
    return CompleteBar(int(head["start_ns"]), int(head["period_s"]), *prices)

"""How old the prices of charts are: a bar is told when it changes, so its last change is its age.

A chart whose index stands still goes on speaking of other things, and must not look fresh for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.clock import NANOSECONDS

if TYPE_CHECKING:
    from mia_core._native import Bar, Observation
    from mia_core.studymap.catalog import ChartId
    from mia_core.studymap.other_bars import CompleteBar

__all__ = ["NewestBars"]


class _Told(msgspec.Struct, frozen=True, gc=False):
    start_ns: int
    prices: tuple[float, float, float, float]
    time_ns: int


class NewestBars:
    """The newest bar of each chart, and when it changed last."""

    def __init__(self) -> None:
        self._told: dict[ChartId, _Told] = {}

    def take(self, id_: ChartId, bar: Bar, seen: Observation) -> None:
        """Take a bar that was told; a snapshot tells again what may have stood still for long."""
        told = _told(bar, seen.time_ns)
        known = self._told.get(id_)
        if not (seen.snapshot and known is not None and _is_no_news(told, known, seen.time_ns)):
            self._told[id_] = told

    def take_complete(self, id_: ChartId, bar: CompleteBar, seen: Observation) -> None:
        """Take a bar of another chart: as old as its end, or as its begin when its length is unknown."""
        end_ns = bar.start_ns + bar.period_s * NANOSECONDS
        prices = bar.open_raw, bar.high_raw, bar.low_raw, bar.close_raw
        self._told[id_] = _Told(bar.start_ns, prices, min(seen.time_ns, end_ns))

    def time_ns(self, id_: ChartId) -> int:
        """Say when the newest bar of a chart changed last; 0 when none was told."""
        told = self._told.get(id_)
        return 0 if told is None else told.time_ns

    def forget(self, publisher: int) -> None:
        """Forget the charts of a publisher that was replaced."""
        self._told = {id_: told for id_, told in self._told.items() if id_.publisher != publisher}


def _told(bar: Bar, time_ns: int) -> _Told:
    """Note when a bar that is told now changed at the latest: now, or at its end if that is past."""
    prices = bar.open_raw, bar.high_raw, bar.low_raw, bar.close_raw
    end_ns = bar.start_ns + bar.period_s * NANOSECONDS
    return _Told(bar.start_ns, prices, min(time_ns, end_ns) if bar.period_s else time_ns)


def _is_no_news(told: _Told, known: _Told, now_ns: int) -> bool:
    """Whether it is what was known, or history before it; when time was set back, nothing was known."""
    is_same = (told.start_ns, told.prices) == (known.start_ns, known.prices)
    return known.time_ns <= now_ns and (is_same or told.start_ns < known.start_ns)

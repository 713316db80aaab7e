"""Whether each chart can be told of, as a publisher says when that changes: what a closed chart showed is no value.

A publisher that never speaks of a chart's condition tells of that chart. While its own chart cannot be told of it tells
of none.
"""

from __future__ import annotations

from mia_core.frames import CONSTANTS, LAYOUTS, read_frames

__all__ = ["Conditions"]

_KIND = "ChartState"
_BEGINNINGS = [  # kind, revision and length of such a frame; it has no entries
    b"".join(
        number.to_bytes(size, "little")
        for number, size in ((layout.kind, 2), (layout.revision, 2), (layout.head.itemsize, 4))
    )
    for layout in LAYOUTS.values()
    if layout.name == _KIND
]
_CODES = CONSTANTS["chart_condition"]
_TELLING = frozenset({_CODES["sent"], _CODES["no_tick_size"]})
_REASONS = {
    _CODES["missing"]: "is not in the chartbook",
    _CODES["empty"]: "has no complete bar",
    _CODES["downloading"]: "downloads its history",
    _CODES["other_time_zone"]: "is in another time zone than the one that tells of it",
}


class Conditions:
    """The charts that one publisher cannot tell of now."""

    def __init__(self, own_chart: int) -> None:
        self.untold: dict[int, str] = {}  # what is with each: it "downloads its history"
        self._own_chart = own_chart

    def take(self, data: bytes) -> None:
        """Take what a batch says of charts; nearly all say nothing and are not read."""
        if not any(beginning in data for beginning in _BEGINNINGS):
            return
        for frame in read_frames(data, only={_KIND}):
            chart, condition = int(frame.head["chart"]), int(frame.head["condition"])
            self.untold.pop(chart, None)
            if condition not in _TELLING:
                self.untold[chart] = _REASONS.get(condition, f"is in condition {condition}")

    def why_not(self, chart: int) -> str:
        """Say why nothing of a chart can be told; empty for no reason."""
        if chart in self.untold:
            return f"its chart {self.untold[chart]}"
        if self._own_chart in self.untold:
            return f"chart {self._own_chart}, which tells of it, {self.untold[self._own_chart]}"
        return ""

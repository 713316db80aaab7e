"""How hard it is to find what is planted: the one place where easy, medium and hard are defined.

An act is written once, in the figures of medium, and asks here for those it plays. The background
is the same for all, but for the traffic that hard adds behind the touch.
"""

from __future__ import annotations

import msgspec

__all__ = ["DIFFICULTIES", "MEDIUM", "Difficulty"]

_WHOLE = 100


class Difficulty(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of the figures of medium, in per cent of them."""

    name: str
    size_pct: int = _WHOLE
    duration_pct: int = _WHOLE
    flow_pct: int = _WHOLE
    likeness_pct: int = _WHOLE
    noise_per_s: int = 0

    def sizes(self, low: int, high: int) -> tuple[int, int]:
        """Bounds of a planted size, against a background that stays as it is."""
        return low * self.size_pct // _WHOLE, high * self.size_pct // _WHOLE

    def duration(self, span_ns: int) -> int:
        """How long a plant lasts."""
        return span_ns * self.duration_pct // _WHOLE

    def gap(self, mean_ns: int) -> int:
        """Mean time between two trades of a planted flow: the stronger it is, the shorter."""
        return mean_ns * _WHOLE // self.flow_pct

    def likeness(self, measure: int) -> int:
        """How near a decoy comes to what it is not, in the measure in which it falls short."""
        return measure * self.likeness_pct // _WHOLE


EASY = Difficulty(name="easy", size_pct=140, duration_pct=130, flow_pct=130, likeness_pct=80)
MEDIUM = Difficulty(name="medium")
HARD = Difficulty(
    name="hard", size_pct=65, duration_pct=75, flow_pct=80, likeness_pct=120, noise_per_s=50
)

DIFFICULTIES = {difficulty.name: difficulty for difficulty in (EASY, MEDIUM, HARD)}
"""All of them by their names."""

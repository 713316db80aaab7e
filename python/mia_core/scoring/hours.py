"""The hours that are played of a seed, and which patterns each of them is asked for.

Book patterns and flow patterns have an hour of their own, because an act of one kind is full of
the other: a report of a flow pattern in the book hour is neither right nor wrong, and is not
judged. An hour without plants says of any pattern how often it is reported for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from mia_core.sim.truth import BOOK_PATTERNS, FLOW_PATTERNS

__all__ = ["HOURS", "Hour", "hours_of", "is_judged"]

Hour = Literal["book", "flow", "plain"]

HOURS: tuple[Hour, ...] = ("book", "flow", "plain")


def is_judged(pattern: str, hour: Hour) -> bool:
    """Whether an hour says anything of a pattern; one of neither programme is judged in all."""
    others = {"book": FLOW_PATTERNS, "flow": BOOK_PATTERNS, "plain": ()}
    return pattern not in others[hour]


def hours_of(patterns: Iterable[str]) -> tuple[Hour, ...]:
    """Hours that have to be played to judge some patterns."""
    asked = list(patterns)
    return tuple(hour for hour in HOURS if any(is_judged(pattern, hour) for pattern in asked))

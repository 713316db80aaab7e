"""The figures of a benchmark: percentiles, what several repeats say together, and the table they are shown in."""

from __future__ import annotations

import math
import statistics
import zlib
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Outcome", "Target", "book_digest", "checksum", "percentile", "ratio", "spread"]


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """One figure that was to be reached, and whether it was."""

    what: str
    found: str
    wanted: str
    is_met: bool


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one benchmark found. Its checksum is the same whenever its work was the same."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    targets: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()
    checksum: str = ""


def percentile(values: Sequence[float], percent: float) -> float:
    """Tell the value that this share of all did not exceed; not a number when there are none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return float(ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)])


def spread(values: Sequence[float], *, digits: int = 0) -> str:
    """Show the median of the repeats and how far they lie apart."""
    middle = f"{statistics.median(values):,.{digits}f}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):,.{digits}f}..{max(values):,.{digits}f})"


def ratio(what: str, ours: Sequence[float], bare: Sequence[float], *, limit: float) -> Target:
    """Compare repeat by repeat, each pair measured one right after the other."""
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    return Target(
        what=what,
        found=f"{spread(ratios, digits=2)} times",
        wanted=f"at most {limit:g} times",
        is_met=statistics.median(ratios) <= limit,
    )


def checksum(parts: Iterable[object]) -> str:
    """Sum up what a benchmark computed, to be compared between runs and between its variants."""
    text = "\n".join(str(part) for part in parts)
    return f"{zlib.crc32(text.encode()):08x}"


def book_digest(sides: Iterable[Iterable[tuple[int, ...]]]) -> str:
    """Sum up a book, bids and asks, by price and size: no way to carry a feed may end with another one."""
    return checksum([[level[:2] for level in side] for side in sides])

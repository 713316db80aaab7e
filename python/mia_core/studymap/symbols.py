"""What symbols of Sierra say of themselves: the root of a future, and the month it is of. No symbol is built here."""

from __future__ import annotations

import functools
import re

__all__ = ["is_same_future", "root_of"]

_SYMBOL = re.compile(r"([A-Z0-9]+?)(?:([FGHJKMNQUVXZ])(\d{1,2}))?(?![A-Z0-9])")


def root_of(symbol: str) -> str:
    """Give the root of a future's symbol, or what comes before the first mark of any other symbol."""
    return _parts(symbol)[0]


def is_same_future(symbol: str, other: str) -> bool:
    """Whether both may be names of one future. A symbol without a month may be of any; two months must agree.

    A year of one digit says only how the year ends.
    """
    (root, month, year), (other_root, other_month, other_year) = _parts(symbol), _parts(other)
    if root != other_root:
        return False
    if not month or not other_month:
        return True
    digits = min(len(year), len(other_year))
    return month == other_month and year[-digits:] == other_year[-digits:]


@functools.cache
def _parts(symbol: str) -> tuple[str, str, str]:
    """Give root, letter of the month and year; the latter two are empty where there are none."""
    found = _SYMBOL.match(symbol.upper())
    return (found[1], found[2] or "", found[3] or "") if found else (symbol, "", "")

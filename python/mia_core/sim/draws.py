"""Random draws in integers only, so that a seed means the same market on every platform.

A libm may differ in the last bit of `log` or `exp`; the quantile tables below are therefore made
with integer or decimal arithmetic, and what is drawn is an index into them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Context, Decimal
from functools import cache
from itertools import pairwise

__all__ = [
    "ADD_SIZES",
    "BACKGROUND_TRADE_SIZES",
    "DEPTH_INDEX",
    "FLOW_TRADE_SIZES",
    "LEVEL_SIZES",
    "NEW_TOUCH_SIZES",
    "ORDER_SIZES",
    "TOUCH_SIZES",
    "between",
    "exponential_ns",
    "exponential_table",
    "pick",
    "stream",
]

_ENTRIES = 1024
_BITS = 10
_EXPONENTIAL_SHIFT = 16


def _quantiles(anchors: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Quantile table through (per mille, value) anchors, straight between them."""
    table: list[int] = []
    for (low, first), (high, last) in pairwise(anchors):
        end = _ENTRIES * high // 1000
        start = _ENTRIES * low // 1000
        table += [first + (last - first) * (k - start) // (end - start) for k in range(start, end)]
    return tuple(table)


def _weighted(weights: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Table in which each value fills a share of the entries: (value, entries of 1024)."""
    return tuple(value for value, entries in weights for _ in range(entries))


@cache
def exponential_table() -> tuple[int, ...]:
    """Quantiles of the exponential distribution of mean 1, in 1/65536."""
    context = Context(prec=12)
    scale = Decimal(1 << _EXPONENTIAL_SHIFT)
    odds = (Decimal(2 * k + 1) / Decimal(2 * _ENTRIES) for k in range(_ENTRIES))
    return tuple(int(-odd.ln(context) * scale) for odd in odds)


LEVEL_SIZES = _quantiles([(0, 20), (100, 37), (500, 62), (900, 94), (1000, 112)])
"""Where the ordinary size of a level settles."""

TOUCH_SIZES = _quantiles([(0, 16), (100, 22), (500, 33), (900, 48), (1000, 64)])
"""Where the size of a best price settles."""

NEW_TOUCH_SIZES = _quantiles([(0, 8), (500, 24), (1000, 48)])
"""What the first orders at a new best price amount to."""

ADD_SIZES = _weighted([(1, 360), (2, 250), (3, 140), (4, 80), (5, 90), (8, 50), (10, 40), (15, 14)])
"""Contracts of one order that comes to the book or is cancelled."""

ORDER_SIZES = _weighted(
    [(1, 788), (2, 116), (3, 64), (4, 15), (5, 6), (6, 14), (9, 11), (12, 6), (20, 3), (29, 1)]
)
"""Contracts of one ordinary order, as they are when a trade meets them."""

_SMALL_TRADES = [(1, 430), (2, 190), (3, 105), (4, 65), (5, 70), (7, 50), (10, 50), (16, 30)]
_LARGE_TRADES = [(25, 20), (40, 9), (80, 4), (150, 1)]
BACKGROUND_TRADE_SIZES = _weighted([*_SMALL_TRADES, *_LARGE_TRADES])
"""Many trades of one to five contracts, few large ones."""

FLOW_TRADE_SIZES = _weighted(
    [(1, 230), (2, 190), (3, 140), (4, 110), (5, 120), (8, 90), (12, 70), (20, 50), (30, 24)]
)
"""Trades of one side that works a large order against the touch."""

_DEPTH_WEIGHTS = [150, 122, 104, 90, 78, 66, 58, 51, 45, 40, 35, 31, 28, 25, 22, 20, 18, 16, 14, 11]
DEPTH_INDEX = _weighted(list(enumerate(_DEPTH_WEIGHTS)))
"""How far from the touch an order arrives or leaves: mostly near it."""


def stream(seed: int, name: str) -> random.Random:
    """Return a generator of its own for one purpose: adding another disturbs none."""
    return random.Random(f"mia-market/{seed}/{name}")


def pick(rng: random.Random, table: Sequence[int]) -> int:
    """Draw one value of a table of 1024 entries."""
    return table[rng.getrandbits(_BITS)]


def between(rng: random.Random, low: int, high: int) -> int:
    """Draw an integer from low to high, both included."""
    return low + rng.randrange(high - low + 1)


def exponential_ns(rng: random.Random, mean_ns: int) -> int:
    """Draw a waiting time of the given mean, at least one nanosecond."""
    return 1 + (exponential_table()[rng.getrandbits(_BITS)] * mean_ns >> _EXPONENTIAL_SHIFT)

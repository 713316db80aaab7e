"""How much rests and how much happens: a normal market, and a thin one such as at night."""

from __future__ import annotations

import msgspec

__all__ = ["NORMAL", "THIN", "Liquidity", "mixed"]

_MS = 1_000_000
_WHOLE = 100


class Liquidity(msgspec.Struct, frozen=True, kw_only=True):
    """What is usual at a time.

    `size_pct` is the size of levels, of trades, and of what an act makes of them, in per cent of a
    normal market; `pace_pct` how much happens; `refill_ns` how long on average a spread stays open
    before somebody closes one tick of it.
    """

    size_pct: int
    pace_pct: int
    refill_ns: int

    def sized(self, contracts: int) -> int:
        """What so many contracts of a normal market are in this one."""
        return max(1, contracts * self.size_pct // _WHOLE)


NORMAL = Liquidity(size_pct=100, pace_pct=100, refill_ns=18 * _MS)
THIN = Liquidity(size_pct=30, pace_pct=45, refill_ns=900 * _MS)


def mixed(one: Liquidity, other: Liquidity, *, part: int, of: int) -> Liquidity:
    """On the way from one to the other, after `part` of `of` steps."""

    def between(first: int, last: int) -> int:
        return first + (last - first) * part // of

    return Liquidity(
        size_pct=between(one.size_pct, other.size_pct),
        pace_pct=between(one.pace_pct, other.pace_pct),
        refill_ns=between(one.refill_ns, other.refill_ns),
    )

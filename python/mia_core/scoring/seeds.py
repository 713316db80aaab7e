"""Which seeds are for tuning a detector and which for reporting what it can do.

Whoever chose a threshold by a seed may not report by it: the figure would be better than the
detector. The border stands here and nowhere else.
"""

from __future__ import annotations

import re
from enum import StrEnum

from mia_core.errors import ConfigError

__all__ = ["LAST_TUNING_SEED", "SeedKind", "kind_of", "read_seeds"]

LAST_TUNING_SEED = 1000
"""Seeds from 1 to here are for tuning, and for tests; all above for reporting."""

_SEEDS_MAX = 1000
_SEED_LAST = 999_999


class SeedKind(StrEnum):
    TUNING = "tuning"
    REPORTING = "reporting"


def kind_of(seeds: range) -> SeedKind:
    """Say what seeds are for; those of both kinds have no figure in common."""
    kinds = {SeedKind.TUNING if s <= LAST_TUNING_SEED else SeedKind.REPORTING for s in seeds}
    if len(kinds) != 1:
        raise ConfigError(
            f"expected seeds for tuning (1 to {LAST_TUNING_SEED}) or for reporting (above), "
            f"found some of both in {seeds.start}-{seeds.stop - 1}"
        )
    return kinds.pop()


def read_seeds(text: str) -> range:
    """Read `A-B`, both included, or a single seed."""
    found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", text.strip(), re.ASCII)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last <= _SEED_LAST or last - first >= _SEEDS_MAX:
        raise ConfigError(
            f"expected seeds as 1001-1006, from 1 to {_SEED_LAST}, at most {_SEEDS_MAX} of them, "
            f"found {text!r}"
        )
    return range(first, last + 1)

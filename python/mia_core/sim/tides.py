"""Liquidity through the day: a long stretch of a normal market, a shorter one of a thin market.

The change takes some minutes: no second has a book unlike that of the second before.
"""

from __future__ import annotations

import random

from mia_core.sim.draws import between
from mia_core.sim.liquidity import NORMAL, THIN, Liquidity, mixed
from mia_core.sim.stage import MS, SECOND, Act, Stage

__all__ = ["tides"]

_STEPS = 30
_LEVEL_GAP_NS = 260 * MS
_NORMAL_S = (2_160, 2_280)  # 36 to 38 minutes: the history of a demo and its opening are normal
_THIN_S = (840, 960)


def tides(stage: Stage, rng: random.Random) -> Act:
    """Change between normal and thin for ever."""
    while True:
        yield between(rng, *_NORMAL_S) * SECOND
        yield from _turn(stage, NORMAL, THIN)
        yield between(rng, *_THIN_S) * SECOND
        yield from _turn(stage, THIN, NORMAL)


def _turn(stage: Stage, one: Liquidity, other: Liquidity) -> Act:
    for part in range(1, _STEPS + 1):
        stage.exchange.set_liquidity(mixed(one, other, part=part, of=_STEPS))
        for index in range(1, stage.exchange.bid.depth):
            _settle(stage, index)
            yield _LEVEL_GAP_NS


def _settle(stage: Stage, index: int) -> None:
    """Have the ordinary orders of a level come or go until it is as large as is usual."""
    for side in (stage.exchange.bid, stage.exchange.ask):
        missing = side.targets[index] - side.sizes[index]
        if missing > 0:
            side.join(stage.now_ns, index, missing)
        elif missing < 0:
            side.cancel(stage.now_ns, index, -missing)

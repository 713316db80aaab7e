"""The schedule of planted patterns and decoys, drawn from the seed; one act at a time.

Acts never overlap in time, so no plant hides another. What the background does by chance goes on
meanwhile; of that only its own large levels are labelled.
"""

from __future__ import annotations

from collections.abc import Callable

from mia_core.sim.absorptions import absorption, burst_through, spread_volume
from mia_core.sim.book import BookSide
from mia_core.sim.draws import between
from mia_core.sim.exchange import NEVER
from mia_core.sim.stage import MS, SECOND, Act, Stage
from mia_core.sim.walls import flickering_level, moderate_level, wall

__all__ = ["director"]

_LONGEST_ACT_NS = 50 * SECOND
_OPENING_NS = 120 * SECOND
_WARM_UP_NS = 10 * SECOND

_Play = Callable[[Stage, BookSide], Act]


def director(stage: Stage, opening_ns: int) -> Act:
    """Play plants and decoys for ever, denser for two minutes from `opening_ns` on.

    In the first 20 seconds of the opening a wall and an absorption come and go.
    """
    if stage.now_ns + _WARM_UP_NS < opening_ns:
        yield _WARM_UP_NS
        while stage.now_ns + _LONGEST_ACT_NS < opening_ns:
            yield from _round(stage, before_ns=opening_ns)
        yield max(1, opening_ns - stage.now_ns)
    yield from _opening(stage)
    while True:
        yield from _round(stage, dense_until_ns=opening_ns + _OPENING_NS)


def _opening(stage: Stage) -> Act:
    yield between(stage.rng, 2_500, 3_500) * MS
    yield from wall(stage, _either(stage), brief=True)
    yield between(stage.rng, 500, 1_200) * MS
    yield from absorption(stage, _either(stage), brief=True)


def _round(stage: Stage, *, before_ns: int = NEVER, dense_until_ns: int = 0) -> Act:
    """Each pattern and one of its decoys once on either side, in a drawn order."""
    rng = stage.rng
    programme = _programme(stage)
    rng.shuffle(programme)
    for play, side in programme:
        if stage.now_ns + _LONGEST_ACT_NS >= before_ns:
            return
        dense = stage.now_ns < dense_until_ns
        yield between(rng, 1_200, 3_000) * MS if dense else between(rng, 4_000, 12_000) * MS
        yield from play(stage, side)


def _programme(stage: Stage) -> list[tuple[_Play, BookSide]]:
    return [
        (play, side)
        for side in (stage.exchange.bid, stage.exchange.ask)
        for play in (wall, _wall_decoy(stage), absorption, _absorption_decoy(stage))
    ]


def _wall_decoy(stage: Stage) -> _Play:
    return flickering_level if stage.rng.getrandbits(1) else moderate_level


def _absorption_decoy(stage: Stage) -> _Play:
    return burst_through if stage.rng.getrandbits(1) else spread_volume


def _either(stage: Stage) -> BookSide:
    return stage.exchange.bid if stage.rng.getrandbits(1) else stage.exchange.ask

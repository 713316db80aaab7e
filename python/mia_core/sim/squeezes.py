"""Acts in which orders near the touch withdraw: the planted squeeze, and what only looks like one."""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between
from mia_core.sim.stage import MS, Act, Stage, settle
from mia_core.sim.truth import Episode, PlantKind

__all__ = ["both_sides_thin", "cancel_burst", "quiet_hour", "squeeze"]

_NEAR = 7
_ORDINARY = 60
_POLL_NS = 25 * MS
_EVIDENT_NS = 450 * MS  # no burst of cancels stays away so long
_LEFT_PCT = (8, 20)
_RETURN = (35, 70)


class _Retreat:
    """The near orders of a side: withdrawn, kept away, and back again."""

    def __init__(self, stage: Stage, side: BookSide, *, left_pct: int) -> None:
        self._stage = stage
        self._side = side
        self._left = max(stage.sized(3), stage.sized(_ORDINARY) * left_pct // 100)
        self.withdrawn = 0

    def withdraw(self, over_ms: int) -> Act:
        """Cancel the near levels one after another, from the touch on."""
        for index in range(_NEAR):
            self._thin(index)
            yield max(1, over_ms * MS // _NEAR)

    def stay(self, until_ns: int) -> Act:
        """Keep them away."""
        while self._stage.now_ns < until_ns:
            self._stage.clear(self._side, within=_NEAR)
            for index in range(_NEAR):
                self._thin(index)
            yield min(_POLL_NS, until_ns - self._stage.now_ns)

    def give_way(self) -> None:
        """Let the touch itself go."""
        stage, side = self._stage, self._side
        self.withdrawn += side.total(0)
        stage.exchange.cancel_touch(stage.now_ns, side, side.total(0))

    def come_back(self) -> None:
        """Rest ordinary orders again."""
        for index in range(_NEAR):
            size = self._stage.sized(between(self._stage.rng, *_RETURN))
            self._side.join(self._stage.now_ns, index, size)

    def _thin(self, index: int) -> None:
        surplus = self._side.total(index) - self._left
        if surplus > 0:
            self._side.cancel(self._stage.now_ns, index, surplus)
            self.withdrawn += surplus


def squeeze(stage: Stage, side: BookSide) -> Act:
    """Plant a squeeze: most of what a side shows near the touch is cancelled, and it gives way.

    The other side stays. After some seconds the orders return.
    """
    rng, difficulty = stage.rng, stage.difficulty
    yield from _calm(stage, side)
    left_pct = between(rng, *_LEFT_PCT) * 100 // difficulty.sizes(100, 100)[0]
    retreat = _Retreat(stage, side, left_pct=left_pct)
    for index in range(_NEAR):  # where hardly anything rests, nothing can withdraw
        missing = stage.sized(_ORDINARY) * 2 // 3 - side.total(index)
        if missing > 0:
            side.join(stage.now_ns, index, missing)
    yield 200 * MS
    episode = _begin(stage, side, kind="planted", name="squeeze")
    begin = side.best
    yield from retreat.withdraw(between(rng, 60, 450))
    away_ns = stage.now_ns
    last_ns = difficulty.duration(between(rng, 1_800, 3_600) * MS)
    for part in range(1, between(rng, 2, 3) + 1):
        yield from retreat.stay(away_ns + last_ns * part // 4)
        stage.exchange.driven = side
        retreat.give_way()
        yield 60 * MS
        stage.exchange.driven = None
    yield from retreat.stay(away_ns + last_ns)
    episode.t_evident_ns = away_ns + _EVIDENT_NS
    retreat.come_back()
    moved = -side.index(begin)
    episode.close(stage.now_ns, "refilled", withdrawn=retreat.withdrawn, moved_ticks=moved)


def both_sides_thin(stage: Stage, side: BookSide) -> Act:
    """Decoy: both sides withdraw at once, and stay away."""
    yield from _thin_market(
        stage, side, name="both_sides_thin", over_ms=between(stage.rng, 60, 400)
    )


def quiet_hour(stage: Stage, side: BookSide) -> Act:
    """Decoy: the market becomes quiet: both sides thin out over some seconds."""
    yield from _thin_market(
        stage, side, name="quiet_hour", over_ms=between(stage.rng, 1_500, 3_000)
    )


def cancel_burst(stage: Stage, side: BookSide) -> Act:
    """Decoy: as much is cancelled, and is back before one could look twice."""
    rng = stage.rng
    yield from _calm(stage, side)
    retreat = _Retreat(stage, side, left_pct=between(rng, *_LEFT_PCT))
    decoy = _begin(stage, side, kind="decoy", name="cancel_burst")
    yield from retreat.withdraw(between(rng, 10, 60))
    yield stage.difficulty.likeness(between(rng, 60, 320)) * MS
    retreat.come_back()
    decoy.close(stage.now_ns, "refilled", withdrawn=retreat.withdrawn)


def _thin_market(stage: Stage, side: BookSide, *, name: str, over_ms: int) -> Act:
    rng, other = stage.rng, stage.exchange.other(side)
    yield from _calm(stage, side)
    stage.clear(other, within=_NEAR)
    decoy = _begin(stage, side, kind="decoy", name=name)
    left_pct = between(rng, *_LEFT_PCT)
    for share in (70, 40, left_pct):
        retreats = [_Retreat(stage, both, left_pct=share) for both in (side, other)]
        for retreat in retreats:
            yield from retreat.withdraw(over_ms // 6)
    end_ns = stage.now_ns + between(rng, 1_500, 3_000) * MS
    while stage.now_ns < end_ns:
        for retreat in retreats:
            yield from retreat.stay(stage.now_ns + 1)
        yield _POLL_NS
    for retreat in retreats:
        retreat.come_back()
    decoy.close(stage.now_ns, "refilled")


def _calm(stage: Stage, side: BookSide) -> Act:
    """Have large orders step aside: one that leaves is no withdrawal of a side."""
    yield from settle(stage, (side,), within=_NEAR + 3)


def _begin(stage: Stage, side: BookSide, *, kind: PlantKind, name: str) -> Episode:
    return stage.begin("squeeze", kind, name=name, side=side, price_ticks=side.best)

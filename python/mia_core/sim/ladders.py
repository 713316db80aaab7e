"""Acts of stacked levels: the planted ladder, and what only looks like one."""

from __future__ import annotations

from collections.abc import Sequence

from mia_core.sim.book import Block, BookSide
from mia_core.sim.draws import between
from mia_core.sim.stage import MS, SECOND, Act, Stage, drive
from mia_core.sim.truth import Episode, PlantKind

__all__ = ["flickering_ladder", "ladder", "lone_level", "pair_that_shifts", "thick_side"]

_POLL_NS = 50 * MS
_SIZES = (160, 320)
_BLOCK_ORDERS = (1, 4)
_EVIDENT_NS = 3 * SECOND // 2  # levels that stood so long together are a ladder
_NEAR = 10
_THICKER = 77
_THICK_STEP = 11


class _Stack:
    """Large levels that one owner places. Each of them alone may be read as a wall, and rightly."""

    def __init__(self, stage: Stage, side: BookSide) -> None:
        self._stage = stage
        self._side = side
        self._rungs: list[tuple[Block, Episode | None]] = []

    @property
    def is_whole(self) -> bool:
        """Whether all of it stands, and hardly any of it was traded."""
        return all(block.is_standing and block.half_ns is None for block, _ in self._rungs)

    @property
    def size(self) -> int:
        """Contracts that were placed."""
        return sum(block.placed for block, _ in self._rungs)

    @property
    def prices(self) -> list[int]:
        """Where it rests, nearest the touch first."""
        return sorted((block.price_ticks for block, _ in self._rungs), key=self._side.index)

    def place(self, price: int, size: int, *, is_brief: bool = False) -> None:
        """Add a level, unless somebody has a large order there or the touch has passed it."""
        stage, side = self._stage, self._side
        if side.index(price) < 0 or side.block_at(price) is not None:
            return
        block = Block(price, size, orders=between(stage.rng, *_BLOCK_ORDERS))
        side.place(stage.now_ns, side.index(price), block)
        wall = None
        if not is_brief:
            wall = stage.begin("wall", "background", name="rung", side=side, price_ticks=price)
        self._rungs.append((block, wall))

    def withdraw(self, price: int | None = None) -> None:
        """Cancel what is left of the level at a price, or of all."""
        for block, wall in self._rungs:
            if price is None or block.price_ticks == price:
                self._cancel(block, wall)
        self._rungs = [rung for rung in self._rungs if price not in (None, rung[0].price_ticks)]

    def stand(self, until_ns: int) -> Act:
        """Wait, at most as long as it is whole."""
        while self._stage.now_ns < until_ns and self.is_whole:
            yield min(_POLL_NS, until_ns - self._stage.now_ns)

    def _cancel(self, block: Block, wall: Episode | None) -> None:
        if block.is_standing:
            self._stage.exchange.withdraw(self._stage.now_ns, self._side, block)
        if wall is not None:
            wall.close(block.ended_ns or self._stage.now_ns, "cancelled", size=block.placed)


def ladder(stage: Stage, side: BookSide) -> Act:
    """Plant a ladder: three to five neighbouring levels become large, one after another, and stay.

    One in three marches: the price is drawn away and it follows, a level for a tick.
    """
    rng, difficulty = stage.rng, stage.difficulty
    yield from _calm(stage, side)
    prices = _places(stage, side)
    episode = _begin(stage, side, prices[0], kind="planted", name="ladder")
    stack = _Stack(stage, side)
    for number, price in enumerate(_in_some_order(stage, prices)):
        if number:
            yield between(rng, 20, 260) * MS
        stack.place(price, stage.sized(between(rng, *difficulty.sizes(*_SIZES))))
    size = stack.size
    evident_ns = stage.now_ns + _EVIDENT_NS
    end_ns = stage.now_ns + difficulty.duration(between(rng, 2_600, 5_200) * MS)
    yield from stack.stand(min(evident_ns, end_ns))
    if stage.now_ns >= evident_ns and stack.is_whole:
        episode.t_evident_ns = evident_ns
        if between(rng, 0, 2) == 0:
            yield from _march(stage, side, stack)
    yield from stack.stand(end_ns)
    outcome = "cancelled" if stack.is_whole else "eaten"
    stack.withdraw()
    episode.close(stage.now_ns, outcome, levels=len(prices), size=size)


def lone_level(stage: Stage, side: BookSide) -> Act:
    """Decoy: one level as large as a whole ladder, and nothing beside it."""
    rng = stage.rng
    yield from _calm(stage, side)
    price = side.price(between(rng, 1, 4))
    decoy = _begin(stage, side, price, kind="decoy", name="lone_level")
    stack = _Stack(stage, side)
    stack.place(price, stage.sized(between(rng, 400, 800)))
    yield from stack.stand(stage.now_ns + between(rng, 3_000, 5_000) * MS)
    decoy.close(stage.now_ns, "cancelled", size=stack.size)
    stack.withdraw()


def flickering_ladder(stage: Stage, side: BookSide) -> Act:
    """Decoy: a ladder that comes and goes two or three times, each time for about half a second."""
    rng, difficulty = stage.rng, stage.difficulty
    yield from _calm(stage, side)
    prices = _places(stage, side)
    decoy = _begin(stage, side, prices[0], kind="decoy", name="flickering_ladder")
    times = between(rng, 2, 3)
    for _ in range(times):
        stack = _Stack(stage, side)
        for price in prices:
            stack.place(price, stage.sized(between(rng, *difficulty.sizes(*_SIZES))), is_brief=True)
        yield difficulty.likeness(between(rng, 150, 900)) * MS
        stack.withdraw()
        yield between(rng, 300, 700) * MS
    decoy.close(stage.now_ns, "cancelled", levels=len(prices), times=times)


def pair_that_shifts(stage: Stage, side: BookSide) -> Act:
    """Decoy: two large levels, too few for a ladder, that move a tick at a time."""
    rng = stage.rng
    yield from _calm(stage, side)
    behind = between(rng, 2, 4)
    decoy = _begin(stage, side, side.price(behind), kind="decoy", name="pair_that_shifts")
    times = between(rng, 3, 5)
    for _ in range(times):
        stack = _Stack(stage, side)
        for price in (side.price(behind), side.price(behind + 1)):
            stack.place(price, stage.sized(between(rng, *_SIZES)))
        yield between(rng, 600, 1_300) * MS
        stack.withdraw()
        behind += 1 if behind == 1 or rng.getrandbits(1) else -1
    decoy.close(stage.now_ns, "cancelled", times=times)


def thick_side(stage: Stage, side: BookSide) -> Act:
    """Decoy: the whole side grows to more than twice what it was, and shrinks again."""
    rng = stage.rng
    yield from _calm(stage, side)
    decoy = _begin(stage, side, side.price(1), kind="decoy", name="thick_side")
    grown: dict[int, int] = {}
    depth = len(side.levels())
    for _ in range(_THICKER // _THICK_STEP):
        for index in _shuffled(stage, range(1, depth)):
            price = side.price(index)
            size = stage.sized(between(rng, _THICK_STEP - 3, _THICK_STEP + 3))
            side.join(stage.now_ns, index, size)
            grown[price] = grown.get(price, 0) + size
            yield 15 * MS
    yield between(rng, 800, 1_600) * MS
    for price in _shuffled(stage, list(grown)):
        index = side.index(price)
        if 0 < index < depth and side.total(index) > grown[price]:
            side.cancel(stage.now_ns, index, grown[price])
        yield 40 * MS
    decoy.close(stage.now_ns, "shrank", levels=len(grown))


def _calm(stage: Stage, side: BookSide) -> Act:
    """Have large orders near the touch step aside."""
    stage.clear(side, within=_NEAR)
    yield 2 * MS


def _march(stage: Stage, side: BookSide, stack: _Stack) -> Act:
    """Draw the price away tick by tick, and have the deepest level step to the front each time."""
    rng = stage.rng
    other = stage.exchange.other(side)
    for _ in range(between(rng, 1, 2)):
        touch = other.best
        yield from drive(
            stage,
            other,
            until=lambda touch=touch: other.index(touch) < 0,  # type: ignore[misc]
            mean_gap_ns=20 * MS,
            limit_ns=2 * SECOND,
        )
        yield 150 * MS
        front = stack.prices[0] - side.away
        if side.index(front) > 0:
            stack.place(front, stage.sized(between(rng, *stage.difficulty.sizes(*_SIZES))))
            stack.withdraw(stack.prices[-1])


def _places(stage: Stage, side: BookSide) -> list[int]:
    """Draw three to five prices near the touch, now and then with an ordinary one among them."""
    rng = stage.rng
    nearest, count = between(rng, 1, 3), between(rng, 3, 5)
    skipped = between(rng, 1, count - 1) if rng.getrandbits(2) == 0 else count
    return [side.price(nearest + k + (k >= skipped)) for k in range(count)]


def _in_some_order(stage: Stage, prices: list[int]) -> list[int]:
    """Towards the touch, away from it, or as it comes."""
    way = between(stage.rng, 0, 2)
    return _shuffled(stage, prices) if way == 2 else prices[:: 1 if way else -1]


def _shuffled(stage: Stage, items: Sequence[int]) -> list[int]:
    shuffled = list(items)
    stage.rng.shuffle(shuffled)
    return shuffled


def _begin(stage: Stage, side: BookSide, price: int, *, kind: PlantKind, name: str) -> Episode:
    return stage.begin("ladder", kind, name=name, side=side, price_ticks=price)

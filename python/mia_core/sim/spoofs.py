"""Acts around large orders that are not meant to trade: the planted spoof and its decoys.

A spoof is placed some way behind the touch and taken away as the price comes near; then another of
much the same size is placed nearby, on the same side. Its episode runs from the first placement to
the last cancel, at the price of the first order, and is evident with the second cancel. Each of the
orders is a large level as well while it stands, and each approach eats levels: both are labelled.
"""

from __future__ import annotations

from mia_core.sim.book import Block, BookSide
from mia_core.sim.draws import between
from mia_core.sim.stage import MS, SECOND, Act, Stage, calm, drive
from mia_core.sim.truth import Episode

__all__ = ["bluff_once", "cancel_far", "eat_honestly", "spoof"]

_EVIDENT_CANCELS = 2
_APPROACH_GAP_NS = 20 * MS
_APPROACH_LIMIT_NS = 4 * SECOND
_FAR = 8


class _Order:
    """A large order, and the large level that it is."""

    def __init__(
        self, stage: Stage, side: BookSide, *, size: int, nearest: int, farthest: int
    ) -> None:
        index = _free(stage, side, nearest, farthest)
        self.block = Block(side.price(index), size, orders=between(stage.rng, 1, 4))
        self._stage, self._side = stage, side
        side.place(stage.now_ns, index, self.block)
        self._level = stage.begin(
            "wall", "background", name="spoof_order", side=side, price_ticks=side.price(index)
        )
        self._level.evidence["size"] = size

    def withdraw(self) -> int:
        """Cancel what is left, if anything is; return how much."""
        stage, block = self._stage, self.block
        left = block.left
        if block.is_standing:
            stage.exchange.withdraw(stage.now_ns, self._side, block)
        self._level.close(stage.now_ns, block.fate, left=left, traded=block.traded)
        return left


def spoof(stage: Stage, side: BookSide) -> Act:
    """Plant a spoof: two to four large orders in a row, each gone before the price reaches it."""
    rng = stage.rng
    yield from calm(stage, side)
    size = _size(stage)
    order = _place_near(stage, side, size)
    episode = _begin(stage, side, order, name="spoof")
    cancels = 0
    for _ in range(between(rng, 1, 3)):
        yield from _bluff(stage, side, order)
        cancels += 1
        _note(stage, episode, cancels)
        yield from _turn(stage, side)
        order = _place_near(stage, side, size * between(rng, 85, 115) // 100)
    yield from _bluff(stage, side, order)
    cancels += 1
    _note(stage, episode, cancels)
    episode.close(stage.now_ns, "fled", cancels=cancels, size=size)
    yield from _turn(stage, side)


def bluff_once(stage: Stage, side: BookSide) -> Act:
    """Decoy: one large order is taken away as the price comes near, and does not come back."""
    yield from calm(stage, side)
    order = _place_near(stage, side, _size(stage))
    episode = _begin(stage, side, order, name="bluff_once")
    yield from _bluff(stage, side, order)
    episode.close(stage.now_ns, "fled", cancels=1, size=order.block.placed)
    yield from _turn(stage, side)


def cancel_far(stage: Stage, side: BookSide) -> Act:
    """Decoy: large orders come and go again and again, far from the price, which stays away."""
    rng = stage.rng
    yield from calm(stage, side)
    size = _size(stage)
    nearest = _FAR * 100 // stage.difficulty.likeness(100)
    cancels = between(rng, 2, 3)
    episode: Episode | None = None
    for _ in range(cancels):
        order = _Order(
            stage,
            side,
            size=size * between(rng, 85, 115) // 100,
            nearest=nearest,
            farthest=nearest + 4,
        )
        episode = episode or _begin(stage, side, order, name="cancel_far")
        yield between(rng, 400, 1_200) * MS
        order.withdraw()
        yield between(rng, 300, 900) * MS
    assert episode is not None
    episode.close(stage.now_ns, "cancelled", cancels=cancels, size=size)


def eat_honestly(stage: Stage, side: BookSide) -> Act:
    """Decoy: a large order stays when the price comes, and is eaten; then another one."""
    rng = stage.rng
    yield from calm(stage, side)
    size = stage.sized(between(rng, *stage.difficulty.sizes(200, 300)))
    episode: Episode | None = None
    eaten = 0
    for _ in range(2):
        order = _Order(stage, side, size=size, nearest=1, farthest=3)
        episode = episode or _begin(stage, side, order, name="eat_honestly")
        yield between(rng, 250, 700) * MS
        yield from _approach(stage, side, order, nearest=-1)
        eaten += order.withdraw() == 0
    assert episode is not None
    episode.close(stage.now_ns, "eaten", eaten=eaten, size=size)
    yield from _turn(stage, side)


def _free(stage: Stage, side: BookSide, nearest: int, farthest: int) -> int:
    """Draw a level without a large order; when all have one, the next deeper without."""
    free = [k for k in range(nearest, farthest + 1) if not side.blocks[k]]
    if free:
        return free[between(stage.rng, 0, len(free) - 1)]
    return next(k for k in range(farthest + 1, len(side.blocks)) if not side.blocks[k])


def _size(stage: Stage) -> int:
    return stage.sized(between(stage.rng, *stage.difficulty.sizes(300, 700)))


def _place_near(stage: Stage, side: BookSide, size: int) -> _Order:
    return _Order(stage, side, size=size, nearest=3, farthest=5)


def _begin(stage: Stage, side: BookSide, order: _Order, *, name: str) -> Episode:
    return stage.begin(
        "spoofing",
        "planted" if name == "spoof" else "decoy",
        name=name,
        side=side,
        price_ticks=order.block.price_ticks,
    )


def _note(stage: Stage, episode: Episode, cancels: int) -> None:
    if cancels == _EVIDENT_CANCELS:
        episode.t_evident_ns = stage.now_ns


def _bluff(stage: Stage, side: BookSide, order: _Order) -> Act:
    """Let it be seen for a moment, let the price come, and take it away a moment later."""
    rng = stage.rng
    yield stage.difficulty.duration(between(rng, 300, 800) * MS)
    yield from _approach(stage, side, order, nearest=between(rng, 1, 2))
    yield between(rng, 10, 60) * MS
    order.withdraw()


def _approach(stage: Stage, side: BookSide, order: _Order, *, nearest: int) -> Act:
    """Trade towards an order until the touch is so many ticks from it, or it is eaten."""
    block = order.block
    sweep = stage.begin(
        "sweep", "background", name="spoof_approach", side=side, price_ticks=side.best
    )
    yield from drive(
        stage,
        side,
        until=lambda: not block.is_standing or side.index(block.price_ticks) <= nearest,
        mean_gap_ns=stage.difficulty.gap(_APPROACH_GAP_NS),
        limit_ns=_APPROACH_LIMIT_NS,
    )
    sweep.close(stage.now_ns, "ended")


def _turn(stage: Stage, side: BookSide) -> Act:
    """Have the market lean the other way for a moment, so that the price moves off again."""
    stage.background.ask_lean(stage.exchange.other(side))
    yield between(stage.rng, 300, 900) * MS
    stage.background.ask_lean(None)
    while stage.exchange.spread > 1:
        yield 5 * MS

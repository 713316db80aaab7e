"""Acts around large resting levels: the planted wall, its two decoys, and what is just large."""

from __future__ import annotations

import random

from mia_core.sim.book import Block, BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.stage import MS, SECOND, Act, Stage, drive
from mia_core.sim.truth import Episode, PlantKind

__all__ = ["flickering_level", "large_levels", "moderate_level", "wall"]

_POLL_NS = 50 * MS
_BLOCK_ORDERS = (1, 4)
_EVIDENT_NS = 2 * SECOND  # a large level that stood so long is a wall; a flicker never does


def wall(stage: Stage, side: BookSide, *, brief: bool = False) -> Act:
    """Plant a wall: several times an ordinary level, standing until cancelled or eaten.

    A brief one stands five seconds and is cancelled.
    """
    rng, difficulty = stage.rng, stage.difficulty
    fate = "cancelled" if brief else ("cancelled", "cancelled", "held", "eaten")[rng.getrandbits(2)]
    stand_ns = 5 * SECOND if brief else difficulty.duration(_standing_time(rng))
    nearest, farthest = (2, 5) if brief else (1, 6) if fate == "cancelled" else (1, 3)
    size = stage.sized(between(rng, *difficulty.sizes(400, 900)))
    block = _place(stage, side, size=size, index=_free(stage, side, nearest, farthest))
    episode = _begin(stage, side, block, kind="planted", name="wall")
    end_ns = stage.now_ns + stand_ns
    if fate == "held":
        yield from _test(stage, side, block)
    elif fate == "eaten":
        yield from _eat(stage, side, block)
    while stage.now_ns < end_ns and _stands_out(block):
        yield min(_POLL_NS, end_ns - stage.now_ns)
    _finish(stage, side, block, episode)


def flickering_level(stage: Stage, side: BookSide) -> Act:
    """Decoy: as large as a wall, but gone in about a second at most."""
    rng, difficulty = stage.rng, stage.difficulty
    size = stage.sized(between(rng, *difficulty.sizes(400, 900)))
    block = _place(stage, side, size=size, index=_free(stage, side, 2, 6))
    episode = _begin(stage, side, block, kind="decoy", name="flicker")
    yield difficulty.likeness(between(rng, 150, 900)) * MS
    _finish(stage, side, block, episode)


def moderate_level(stage: Stage, side: BookSide) -> Act:
    """Decoy: stands as long as a wall, but is about one and a half times a big ordinary level."""
    rng = stage.rng
    index = _free(stage, side, 2, 6)
    shown = stage.sized(stage.difficulty.likeness(between(rng, 135, 160)))
    size = max(stage.sized(30), shown - side.sizes[index])
    side.targets[index] = side.sizes[index]  # whoever joins it makes it no wall
    block = _place(stage, side, size=size, index=index)
    episode = _begin(stage, side, block, kind="decoy", name="moderate")
    end_ns = stage.now_ns + between(rng, 3_500, 6_500) * MS
    while stage.now_ns < end_ns and _stands_out(block):
        yield min(_POLL_NS, end_ns - stage.now_ns)
    _finish(stage, side, block, episode)


def large_levels(stage: Stage, side: BookSide, rng: random.Random) -> Act:
    """Background: every minute or two a large order rests deeper in the book for a while."""
    while True:
        yield exponential_ns(rng, 70 * SECOND)
        index = between(rng, 5, 18)
        if side.block_at(side.price(index)) is not None:
            continue
        size = stage.sized(between(rng, 150, 320))
        block = Block(side.price(index), size, orders=between(rng, 2, 12))
        side.place(stage.now_ns, index, block)
        episode = _begin(stage, side, block, kind="background", name="background_large_level")
        end_ns = stage.now_ns + between(rng, 40, 120) * SECOND
        while stage.now_ns < end_ns and _stands_out(block):
            yield _POLL_NS
        _finish(stage, side, block, episode)


def _standing_time(rng: random.Random) -> int:
    """Between 3.5 and 10 seconds, more often short: the lesser of two draws."""
    return min(between(rng, 3_500, 10_000), between(rng, 3_500, 10_000)) * MS


def _free(stage: Stage, side: BookSide, nearest: int, farthest: int) -> int:
    """Draw a level without a block; only when all have one, the next deeper."""
    near = [k for k in range(nearest, farthest + 1) if not side.blocks[k]]
    return near[between(stage.rng, 0, len(near) - 1)] if near else farthest + 1


def _place(stage: Stage, side: BookSide, *, size: int, index: int) -> Block:
    block = Block(side.price(index), size, orders=between(stage.rng, *_BLOCK_ORDERS))
    side.place(stage.now_ns, index, block)
    return block


def _begin(stage: Stage, side: BookSide, block: Block, *, kind: PlantKind, name: str) -> Episode:
    episode = stage.begin("wall", kind, name=name, side=side, price_ticks=block.price_ticks)
    index = side.index(block.price_ticks)
    episode.evidence["size"] = block.placed
    episode.evidence["displayed"] = side.total(index)
    episode.evidence["distance_ticks"] = index
    return episode


def _stands_out(block: Block) -> bool:
    return block.is_standing and block.half_ns is None


def _test(stage: Stage, side: BookSide, block: Block) -> Act:
    """Bring the price to the wall, let the market lean on it for a while, and turn away."""
    rng = stage.rng
    yield between(rng, 800, 2_000) * MS
    yield from drive(
        stage,
        side,
        until=lambda: side.index(block.price_ticks) <= 0 or not block.is_standing,
        mean_gap_ns=30 * MS,
        limit_ns=4 * SECOND,
    )
    stage.background.ask_lean(side)
    leave_ns = stage.now_ns + between(rng, 1_000, 2_500) * MS
    while stage.now_ns < leave_ns and 3 * block.left > 2 * block.placed:
        yield _POLL_NS
    stage.background.ask_lean(stage.exchange.other(side))
    yield between(rng, 500, 1_200) * MS
    stage.background.ask_lean(None)


def _eat(stage: Stage, side: BookSide, block: Block) -> Act:
    """Trade up to the wall and through it."""
    yield between(stage.rng, 2_500, 4_500) * MS
    yield from drive(
        stage,
        side,
        until=lambda: not block.is_standing,
        mean_gap_ns=22 * MS,
        limit_ns=8 * SECOND,
    )


def _finish(stage: Stage, side: BookSide, block: Block, episode: Episode) -> None:
    """Withdraw what is left and write down what became of it."""
    if block.is_standing:
        stage.exchange.withdraw(stage.now_ns, side, block)
    outcome = _outcome(block)
    ended_ns = block.half_ns if outcome == "eaten" else block.ended_ns
    ended_ns = stage.now_ns if ended_ns is None else ended_ns
    if episode.kind == "planted" and episode.t_start_ns + _EVIDENT_NS <= ended_ns:
        episode.t_evident_ns = episode.t_start_ns + _EVIDENT_NS
    episode.close(
        ended_ns,
        outcome,
        left=block.left,
        traded=block.traded,
    )


def _outcome(block: Block) -> str:
    if block.half_ns is not None:
        return "eaten"
    if block.fate == "left-window":
        return "left-window"
    return "held" if block.traded else "cancelled"

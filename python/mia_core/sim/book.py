"""One side of the simulated book: contiguous price levels, best first, always the same depth.

A level is made of ordinary orders, which come and go around a target, and at most one block: a
large resting order that only its owner or a trade takes away. Trades eat the block first, because
it has been there longer. A touch that trades wears out: what was traded is not fully replaced, so
ordinary flow moves the price sooner or later. The side emits one `DepthChange` for each change and
refuses to know why.
"""

from __future__ import annotations

import random
from typing import Literal

from mia_core.sim.draws import LEVEL_SIZES, pick
from mia_core.sim.events import BookLevel, DepthChange, MarketEvent, SideName

__all__ = ["Block", "BlockFate", "BookSide", "orders_of"]

_WORN_TARGET = 6  # what a touch that was traded away entirely still tends to

BlockFate = Literal["standing", "withdrawn", "eaten", "left-window"]


class Block:
    """A large resting order and what became of it."""

    __slots__ = ("ended_ns", "fate", "half_ns", "left", "orders", "placed", "price_ticks", "traded")

    def __init__(self, price_ticks: int, size: int, *, orders: int) -> None:
        self.price_ticks = price_ticks
        self.placed = size
        self.left = size
        self.orders = orders
        self.traded = 0
        self.fate: BlockFate = "standing"
        self.half_ns: int | None = None
        self.ended_ns: int | None = None

    @property
    def is_standing(self) -> bool:
        """Whether any of it still rests in the book."""
        return self.fate == "standing"

    def end(self, t_ns: int, fate: BlockFate) -> None:
        """Note how and when it left the book."""
        self.fate = fate
        self.ended_ns = t_ns

    def fill(self, t_ns: int, size: int) -> None:
        """Take a trade; the moment it falls below half its size is kept."""
        self.left -= size
        self.traded += size
        if self.half_ns is None and 2 * self.left < self.placed:
            self.half_ns = t_ns


class BookSide:
    """The levels of one side. Index 0 is the touch; `away` is the sign of leaving it."""

    __slots__ = (
        "_blocks",
        "_rng",
        "_sink",
        "away",
        "best",
        "blocks",
        "name",
        "orders",
        "sizes",
        "targets",
        "traded",
    )

    def __init__(
        self,
        name: SideName,
        best: int,
        *,
        depth: int,
        rng: random.Random,
        sink: list[MarketEvent],
    ) -> None:
        self.name: SideName = name
        self.away = -1 if name == "bid" else 1
        self.best = best
        self.traded = 0
        self._rng = rng
        self._sink = sink
        self._blocks: dict[int, Block] = {}
        self.targets = [pick(rng, LEVEL_SIZES) for _ in range(depth)]
        self.sizes = list(self.targets)
        self.orders = [orders_of(size) for size in self.sizes]
        self.blocks = [0] * depth

    def total(self, index: int) -> int:
        """Displayed size of a level."""
        return self.sizes[index] + self.blocks[index]

    def price(self, index: int) -> int:
        """Price of a level in ticks."""
        return self.best + self.away * index

    def index(self, price_ticks: int) -> int:
        """Levels between the touch and a price; negative when the price is beyond the touch."""
        return (price_ticks - self.best) * self.away

    def block_at(self, price_ticks: int) -> Block | None:
        """Return the block resting at a price."""
        return self._blocks.get(price_ticks)

    def standing(self) -> list[Block]:
        """Blocks in the book, in the order they came."""
        return list(self._blocks.values())

    def levels(self) -> list[BookLevel]:
        """Price, size and orders of every level, best first."""
        return [(self.price(k), self.total(k), self.orders[k]) for k in range(len(self.sizes))]

    def show(self, t_ns: int) -> None:
        """Emit every level as it is: the book as a newcomer first sees it."""
        for index in range(len(self.sizes)):
            self._emit(t_ns, index)

    def add(self, t_ns: int, index: int, size: int) -> None:
        """Rest one more order at a level."""
        self.sizes[index] += size
        self.orders[index] += 1
        self._emit(t_ns, index)

    def cancel(self, t_ns: int, index: int, size: int) -> bool:
        """Cancel ordinary orders; true when the touch went with them."""
        left = self.sizes[index] - size
        if left <= 0:
            left = 0
            if self.blocks[index] == 0:
                if index == 0:
                    self._retreat(t_ns)
                    return True
                left = 1
        self.sizes[index] = left
        self._settle_orders(index, self.orders[index] - 1)
        self._emit(t_ns, index)
        return False

    def take(self, t_ns: int, size: int) -> bool:
        """Trade against the touch, at most what is there; true when nothing is left of it."""
        before = self.total(0)
        self.traded += size
        if self.blocks[0]:
            self._fill_block(t_ns, min(size, self.blocks[0]))
        else:
            self.targets[0] = max(_WORN_TARGET, self.targets[0] - size)
        self.sizes[0] = before - size - self.blocks[0]
        if before == size:
            self._retreat(t_ns)
            return True
        self._settle_orders(0, self.orders[0] * (before - size) // before)
        self._emit(t_ns, 0)
        return False

    def improve(self, t_ns: int, size: int) -> None:
        """Make a new touch one tick nearer to the other side; the deepest level drops out."""
        self._drop_deepest(t_ns)
        self.best -= self.away
        self.sizes.insert(0, size)
        self.blocks.insert(0, 0)
        self.orders.insert(0, orders_of(size))
        self.targets[0] = pick(self._rng, LEVEL_SIZES)
        self.targets.insert(0, pick(self._rng, LEVEL_SIZES))
        self._emit(t_ns, 0)

    def place(self, t_ns: int, index: int, block: Block) -> None:
        """Rest a block at a level that has none."""
        self._blocks[block.price_ticks] = block
        self.blocks[index] = block.left
        self.orders[index] += block.orders
        self._emit(t_ns, index)

    def withdraw(self, t_ns: int, block: Block) -> bool:
        """Cancel what is left of a block; true when the touch went with it."""
        del self._blocks[block.price_ticks]
        block.end(t_ns, "withdrawn")
        index = self.index(block.price_ticks)
        self.blocks[index] = 0
        if self.sizes[index] == 0:
            if index == 0:
                self._retreat(t_ns)
                return True
            self.sizes[index] = 1
        self._settle_orders(index, self.orders[index] - block.orders)
        self._emit(t_ns, index)
        return False

    def _fill_block(self, t_ns: int, size: int) -> None:
        block = self._blocks[self.best]
        block.fill(t_ns, size)
        self.blocks[0] = block.left
        if block.left == 0:
            del self._blocks[self.best]
            block.end(t_ns, "eaten")

    def _retreat(self, t_ns: int) -> None:
        """The touch is gone: the next level is the touch, and one more shows at the bottom."""
        self._sink.append(DepthChange(t_ns, self.name, self.best, 0, 0))
        size = pick(self._rng, LEVEL_SIZES)
        self.best += self.away
        del self.sizes[0], self.blocks[0], self.orders[0], self.targets[0]
        self.sizes.append(size)
        self.blocks.append(0)
        self.orders.append(orders_of(size))
        self.targets.append(size)
        self._emit(t_ns, len(self.sizes) - 1)

    def _drop_deepest(self, t_ns: int) -> None:
        price = self.price(len(self.sizes) - 1)
        block = self._blocks.pop(price, None)
        if block is not None:
            block.end(t_ns, "left-window")
        self.sizes.pop()
        self.blocks.pop()
        self.orders.pop()
        self.targets.pop()
        self._sink.append(DepthChange(t_ns, self.name, price, 0, 0))

    def _settle_orders(self, index: int, orders: int) -> None:
        self.orders[index] = max(1, min(orders, self.total(index)))

    def _emit(self, t_ns: int, index: int) -> None:
        self._sink.append(
            DepthChange(
                t_ns,
                self.name,
                self.best + self.away * index,
                self.sizes[index] + self.blocks[index],
                self.orders[index],
            )
        )


def orders_of(size: int) -> int:
    """Orders that make up an ordinary level: about one for each two or three contracts."""
    return max(1, size * 2 // 5)

"""One side of the simulated book: contiguous price levels, best first, always the same depth.

Each level is a queue of orders, the oldest first, and trades take them in that order. Ordinary
orders come and go around a target; a block is an order that only its owner or a trade takes away.
A touch that trades wears out: what was traded is not fully replaced, so ordinary flow moves the
price sooner or later. The side emits one `DepthChange` for each change, size and number of orders
and no more, and refuses to know why.
"""

from __future__ import annotations

import random
from collections import Counter

from mia_core.sim.draws import LEVEL_SIZES, ORDER_SIZES, TOUCH_SIZES, pick
from mia_core.sim.events import BookLevel, DepthChange, MarketEvent, SideName
from mia_core.sim.liquidity import NORMAL, Liquidity
from mia_core.sim.order import Block, BlockFate, Order

__all__ = ["Block", "BlockFate", "BookSide"]

_WORN_TARGET = 6  # what a touch that was traded away entirely still tends to


class BookSide:
    """The levels of one side. Index 0 is the touch; `away` is the sign of leaving it.

    `sizes` are the contracts of ordinary orders, `blocks` those that blocks show.
    """

    __slots__ = (
        "_blocks",
        "_queues",
        "_rng",
        "_sink",
        "away",
        "best",
        "blocks",
        "liquidity",
        "name",
        "sizes",
        "targets",
        "traded",
        "traded_at",
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
        self.traded_at: Counter[int] = Counter()
        self.liquidity = NORMAL
        self._rng = rng
        self._sink = sink
        self._blocks: dict[int, Block] = {}
        self.targets = [self._target() for _ in range(depth)]
        self.targets[0] = self._touch_target()
        self.sizes = list(self.targets)
        self.blocks = [0] * depth
        self._queues = [self._orders(size) for size in self.sizes]

    @property
    def depth(self) -> int:
        """Number of levels."""
        return len(self.sizes)

    def total(self, index: int) -> int:
        """Displayed size of a level."""
        return self.sizes[index] + self.blocks[index]

    def available(self) -> int:
        """Contracts that a trade can have at the touch, hidden ones included."""
        there = self.sizes[0] + self.blocks[0]
        block = self._blocks.get(self.best)
        return there if block is None else there + block.reserve

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
        queues = self._queues
        return [(self.price(k), self.total(k), len(queues[k])) for k in range(len(queues))]

    def show(self, t_ns: int) -> None:
        """Emit every level as it is: the book as a newcomer first sees it."""
        for index in range(len(self.sizes)):
            self._emit(t_ns, index)

    def add(self, t_ns: int, index: int, size: int) -> None:
        """Rest one more ordinary order at the back of a level's queue."""
        self.sizes[index] += size
        self._queues[index].append(Order(size))
        self._emit(t_ns, index)

    def join(self, t_ns: int, index: int, size: int) -> None:
        """Rest several ordinary orders at a level, together of a size."""
        self.sizes[index] += size
        self._queues[index] += self._orders(size)
        self._emit(t_ns, index)

    def cancel(self, t_ns: int, index: int, size: int) -> bool:
        """Cancel ordinary orders, the youngest first; true when the touch went with them."""
        left = max(0, self.sizes[index] - size)
        if left == 0 and self.blocks[index] == 0:
            if index == 0:
                self._retreat(t_ns)
                return True
            left = 1
        self._cancel(index, self.sizes[index] - left)
        self._emit(t_ns, index)
        return False

    def take(self, t_ns: int, size: int) -> list[int]:
        """Fill orders of the touch in turn, at most what is available; return the fills.

        Nothing is told yet: `settle` does.
        """
        queue = self._queues[0]
        fills: list[int] = []
        self.traded += size
        self.traded_at[self.best] += size
        while size:
            order = queue[0]
            done = min(size, order.size)
            fills.append(done)
            size -= done
            order.size -= done
            if order.size == 0:
                del queue[0]
            if order.owner is None:
                self.sizes[0] -= done
                worn = self.liquidity.sized(_WORN_TARGET)
                self.targets[0] = max(worn, self.targets[0] - done)
            else:
                self._fill_block(t_ns, order, done)
        return fills

    def settle(self, t_ns: int) -> bool:
        """Tell what trades left of the touch; true when nothing is."""
        if self._queues[0]:
            self._emit(t_ns, 0)
            return False
        self._retreat(t_ns)
        return True

    def improve(self, t_ns: int, size: int) -> None:
        """Make a new touch one tick nearer to the other side; the deepest level drops out."""
        self._step_in(t_ns)
        self.targets[0] = self._touch_target()
        self.targets[1] = self._target()
        self.sizes[0] = size
        self._queues[0] = self._orders(size)
        self._emit(t_ns, 0)

    def place(self, t_ns: int, index: int, block: Block) -> None:
        """Rest a block at the back of the queue of a level that has none."""
        self._blocks[block.price_ticks] = block
        self._show_block(index, block)
        self._emit(t_ns, index)

    def replenish(self, t_ns: int, block: Block) -> bool:
        """Have the owner show again what shows of an iceberg; false where its price is not ours.

        A price that was eaten away meanwhile is made the touch again.
        """
        index = self.index(block.price_ticks)
        if index < -1 or not block.is_standing:
            return False
        if index == -1:
            self._step_in(t_ns)
            index = 0
        block.refills += 1
        self._show_block(index, block)
        self._emit(t_ns, index)
        return True

    def withdraw(self, t_ns: int, block: Block) -> bool:
        """Cancel what is left of a block; true when the touch went with it."""
        del self._blocks[block.price_ticks]
        block.end(t_ns, "withdrawn")
        index = self.index(block.price_ticks)
        if index < 0 or block.shown == 0:
            return False
        self.blocks[index] = 0
        self._queues[index] = [order for order in self._queues[index] if order.owner is None]
        if self.sizes[index] == 0:
            if index == 0:
                self._retreat(t_ns)
                return True
            self.sizes[index] = 1
            self._queues[index].append(Order(1))
        self._emit(t_ns, index)
        return False

    def set_liquidity(self, liquidity: Liquidity) -> None:
        """Have levels settle at what is usual from now on."""
        was, now = self.liquidity.size_pct, liquidity.size_pct
        self.liquidity = liquidity
        self.targets = [max(2, (2 * target * now + was) // (2 * was)) for target in self.targets]

    def _target(self) -> int:
        return self.liquidity.sized(pick(self._rng, LEVEL_SIZES))

    def _touch_target(self) -> int:
        return self.liquidity.sized(pick(self._rng, TOUCH_SIZES))

    def _orders(self, size: int) -> list[Order]:
        """Split a size into ordinary orders."""
        orders = []
        while size > 0:
            own = min(size, pick(self._rng, ORDER_SIZES))
            orders.append(Order(own))
            size -= own
        return orders

    def _cancel(self, index: int, size: int) -> None:
        queue = self._queues[index]
        self.sizes[index] -= size
        place = len(queue)
        while size > 0:
            place -= 1
            order = queue[place]
            if order.owner is None:
                gone = min(size, order.size)
                order.size -= gone
                size -= gone
                if order.size == 0:
                    del queue[place]

    def _show_block(self, index: int, block: Block) -> None:
        shown = block.show()
        self.blocks[index] += sum(order.size for order in shown)
        self._queues[index] += shown

    def _fill_block(self, t_ns: int, order: Order, size: int) -> None:
        block = self._blocks[self.best]
        block.fill(t_ns, size)
        self.blocks[0] -= size
        if block.left == 0:
            del self._blocks[self.best]
            block.end(t_ns, "eaten")
        elif order.size == 0 and block.reserve:
            block.refills += 1
            self._show_block(0, block)

    def _step_in(self, t_ns: int) -> None:
        """Make an empty level the touch, for whoever rests there now."""
        self._drop_deepest(t_ns)
        self.best -= self.away
        self.sizes.insert(0, 0)
        self.blocks.insert(0, 0)
        self._queues.insert(0, [])
        self.targets.insert(0, self._touch_target())

    def _retreat(self, t_ns: int) -> None:
        """The touch is gone: the next level is the touch, and one more shows at the bottom."""
        self._sink.append(DepthChange(t_ns, self.name, self.best, 0, 0))
        size = self._target()
        self.best += self.away
        del self.sizes[0], self.blocks[0], self._queues[0], self.targets[0]
        self.targets[0] = min(self.targets[0], self._touch_target())
        self.sizes.append(size)
        self.blocks.append(0)
        self._queues.append(self._orders(size))
        self.targets.append(size)
        self._emit(t_ns, len(self.sizes) - 1)

    def _drop_deepest(self, t_ns: int) -> None:
        price = self.price(len(self.sizes) - 1)
        block = self._blocks.pop(price, None)
        if block is not None:
            block.end(t_ns, "left-window")
        self.sizes.pop()
        self.blocks.pop()
        self._queues.pop()
        self.targets.pop()
        self._sink.append(DepthChange(t_ns, self.name, price, 0, 0))

    def _emit(self, t_ns: int, index: int) -> None:
        self._sink.append(
            DepthChange(
                t_ns,
                self.name,
                self.best + self.away * index,
                self.sizes[index] + self.blocks[index],
                len(self._queues[index]),
            )
        )

"""Resting orders: the anonymous ones of a level's queue, and those that somebody follows.

An ordinary order is a size and nothing else. A block is what one participant has at one price: one
or several orders in the queue, all on display, or an iceberg, of which one order shows a part at a
time. What shows goes to the back of the queue each time it is filled up from what is hidden.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["Block", "BlockFate", "Order"]

BlockFate = Literal["standing", "withdrawn", "eaten", "left-window"]


class Order:
    """One order in the queue of a level: what it shows, and whose it is if anybody asks."""

    __slots__ = ("owner", "size")

    def __init__(self, size: int, owner: Block | None = None) -> None:
        self.size = size
        self.owner = owner


class Block:
    """What one participant has resting at a price, and what became of it.

    With `display` it is an iceberg: so much of it shows at most. An exchange fills such an order
    up by itself, `at_once`; a participant's own program does it when it has seen the trade.
    """

    __slots__ = (
        "at_once",
        "display",
        "ended_ns",
        "fate",
        "half_ns",
        "hidden",
        "left",
        "orders",
        "placed",
        "price_ticks",
        "refills",
        "traded",
    )

    def __init__(
        self,
        price_ticks: int,
        size: int,
        *,
        orders: int = 1,
        display: int | None = None,
        at_once: bool = True,
    ) -> None:
        self.price_ticks = price_ticks
        self.placed = size
        self.left = size
        self.hidden = size
        self.orders = min(orders, size)
        self.display = display
        self.at_once = at_once
        self.traded = 0
        self.refills = 0
        self.fate: BlockFate = "standing"
        self.half_ns: int | None = None
        self.ended_ns: int | None = None

    @property
    def is_standing(self) -> bool:
        """Whether any of it still rests in the book."""
        return self.fate == "standing"

    @property
    def shown(self) -> int:
        """Contracts of it on display."""
        return self.left - self.hidden

    @property
    def reserve(self) -> int:
        """Contracts that a trade meets behind what shows."""
        return self.hidden if self.at_once else 0

    def show(self) -> list[Order]:
        """Bring from what is hidden what may show now: orders for the back of the queue."""
        if self.display is not None:
            size = min(self.display - self.shown, self.hidden)
            self.hidden -= size
            return [Order(size, self)] if size else []
        share, more = divmod(self.hidden, self.orders)
        self.hidden = 0
        return [Order(share + (k < more), self) for k in range(self.orders)]

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

"""What the engine asks the trading side to do: the only orders that ever become bytes."""

from __future__ import annotations

import enum

import msgspec

__all__ = ["CancelOrder", "Command", "OrderType", "Side", "SubmitOrder"]


class Side(enum.Enum):
    """Direction of an order or of a fill."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """+1 for a buy, -1 for a sell: multiply a quantity to get its effect on the position."""
        return 1 if self is Side.BUY else -1


class OrderType(enum.Enum):
    """The order types this version sends."""

    MARKET = "market"
    LIMIT = "limit"


class SubmitOrder(msgspec.Struct, frozen=True, kw_only=True, tag="submit"):
    """Send one new order. The id is unique for ever: an order message is never sent twice."""

    client_order_id: str
    account: str
    symbol: str
    side: Side
    quantity: int
    order_type: OrderType
    price: float | None = None


class CancelOrder(msgspec.Struct, frozen=True, kw_only=True, tag="cancel"):
    """Cancel one working order; the server identifies it by its own id."""

    client_order_id: str
    server_order_id: str
    account: str


Command = SubmitOrder | CancelOrder

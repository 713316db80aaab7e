"""Fills orders from a simulated market, by market time alone.

An order reaches the market a fixed latency after it was received and is open from then on. A
market order fills there and then at the opposite best price. A limit order fills at the opposite
best when it arrives marketable; afterwards it fills at its own price as soon as a trade is
printed through it, or a trade shows the opposite best at it or beyond. A print at the price alone
does not fill it: its place in the queue is not known. Every fill is for the whole quantity.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from mia_core.dtc.codes import OrderState, Reason
from mia_core.sim.events import MarketEvent, TapeTrade

__all__ = ["FillModel", "Market", "OrderStep", "SimOrder"]

_WORKING = (OrderState.PENDING_OPEN, OrderState.OPEN)


class Market(Protocol):
    """What the fill model asks of a market."""

    @property
    def now_ns(self) -> int: ...
    @property
    def best_bid_ticks(self) -> int: ...
    @property
    def best_ask_ticks(self) -> int: ...
    @property
    def tick_size(self) -> float: ...
    def advance(self, until_ns: int, /) -> Sequence[MarketEvent]: ...


class SimOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One order as the server knows it; `limit_ticks` is None for a market order."""

    server_order_id: str
    client_order_id: str
    account: str
    symbol: str
    is_buy: bool
    quantity: int
    limit_ticks: int | None
    received_ns: int
    status: OrderState = OrderState.PENDING_OPEN
    fill_ticks: int | None = None

    @property
    def is_working(self) -> bool:
        """Whether it can still fill or be canceled."""
        return self.status in _WORKING

    def is_touched(self, opposite_ticks: int) -> bool:
        """Whether a price on the other side is as good as the order asks, or better."""
        if self.limit_ticks is None:
            return True
        if self.is_buy:
            return opposite_ticks <= self.limit_ticks
        return opposite_ticks >= self.limit_ticks


class OrderStep(msgspec.Struct, frozen=True):
    """Something that happened to an order: the order after it, why and when."""

    order: SimOrder
    reason: Reason
    t_ns: int


class FillModel:
    """All orders ever placed, and what the market does to those that work."""

    def __init__(self, market: Market, *, latency_ns: int, holds: bool = False) -> None:
        """Prepare; one that `holds` opens orders and never fills them."""
        self._market = market
        self._holds = holds
        self._latency_ns = latency_ns
        self._arrivals: list[tuple[int, int, str]] = []
        self._resting: list[str] = []
        self.orders: dict[str, SimOrder] = {}

    def place(self, order: SimOrder) -> None:
        """Send an order on its way to the market."""
        self.orders[order.server_order_id] = order
        arrival = (order.received_ns + self._latency_ns, len(self.orders), order.server_order_id)
        heapq.heappush(self._arrivals, arrival)

    def cancel(self, order: SimOrder, now_ns: int) -> OrderStep:
        """Take a working order back."""
        if order.server_order_id in self._resting:
            self._resting.remove(order.server_order_id)
        return self._step(order, OrderState.CANCELED, Reason.ORDER_CANCELED, now_ns)

    def advance(self, until_ns: int) -> list[OrderStep]:
        """Play the market up to a time; how it is cut into calls makes no difference."""
        steps: list[OrderStep] = []
        while self._arrivals and self._arrivals[0][0] <= until_ns:
            due_ns, _, server_order_id = heapq.heappop(self._arrivals)
            steps += self._match(self._market.advance(due_ns))
            steps += self._arrive(self.orders[server_order_id], due_ns)
        steps += self._match(self._market.advance(until_ns))
        return steps

    def _arrive(self, order: SimOrder, now_ns: int) -> Iterable[OrderStep]:
        if not order.is_working:
            return
        opened = self._step(order, OrderState.OPEN, Reason.GENERAL_ORDER_UPDATE, now_ns)
        yield opened
        if self._holds:
            return
        market = self._market
        opposite_ticks = market.best_ask_ticks if order.is_buy else market.best_bid_ticks
        if order.is_touched(opposite_ticks):
            yield self._fill(opened.order, opposite_ticks, now_ns)
        else:
            self._resting.append(order.server_order_id)

    def _match(self, events: Sequence[MarketEvent]) -> list[OrderStep]:
        steps: list[OrderStep] = []
        for event in events if self._resting else ():
            if isinstance(event, TapeTrade):
                steps += self._match_print(event)
        return steps

    def _match_print(self, trade: TapeTrade) -> list[OrderStep]:
        steps: list[OrderStep] = []
        for server_order_id in tuple(self._resting):
            order = self.orders[server_order_id]
            limit_ticks = order.limit_ticks
            if limit_ticks is None or not _reaches(order, limit_ticks, trade):
                continue
            self._resting.remove(server_order_id)
            steps.append(self._fill(order, limit_ticks, trade.t_ns))
        return steps

    def _fill(self, order: SimOrder, price_ticks: int, now_ns: int) -> OrderStep:
        priced = msgspec.structs.replace(order, fill_ticks=price_ticks)
        return self._step(priced, OrderState.FILLED, Reason.ORDER_FILLED, now_ns)

    def _step(self, order: SimOrder, status: OrderState, reason: Reason, now_ns: int) -> OrderStep:
        changed = msgspec.structs.replace(order, status=status)
        self.orders[order.server_order_id] = changed
        return OrderStep(changed, reason, now_ns)


def _reaches(order: SimOrder, limit_ticks: int, trade: TapeTrade) -> bool:
    if order.is_buy:
        return trade.price_ticks < limit_ticks or trade.ask_ticks <= limit_ticks
    return trade.price_ticks > limit_ticks or trade.bid_ticks >= limit_ticks

"""The trading desk of the simulated DTC server: requests in, answers and reports out.

It keeps orders, positions and the ids in use, and knows nothing of sockets. Reports go to all
clients; answers only to the one that asked.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

import msgspec

from mia_core.dtc import order_messages as wire
from mia_core.dtc.codes import BuySell, OrderKind, OrderState, Reason
from mia_core.dtc.layout import Message
from mia_core.sim import dtc_reports
from mia_core.sim.dtc_faults import Faults
from mia_core.sim.dtc_fills import FillModel, Market, OrderStep, SimOrder
from mia_core.sim.dtc_positions import SimPositions
from mia_core.sim.dtc_reports import PriceScale

__all__ = ["DeskSettings", "TradingDesk"]

_ACKS: Final = (Reason.NEW_ORDER_ACCEPTED, Reason.GENERAL_ORDER_UPDATE)


class DeskSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be traded, by whom, and how fast an order reaches the market."""

    symbols: tuple[str, ...]
    accounts: tuple[str, ...] = ("Sim1",)
    latency_ns: int = 5_000_000
    price_multiplier: float = 1.0
    seed: int = 0
    faults: Faults = Faults()


class TradingDesk:
    """Takes orders for one market. Server ids start at a number the seed decides."""

    def __init__(self, market: Market, settings: DeskSettings) -> None:
        self._settings = settings
        self._scale = PriceScale(market.tick_size, settings.price_multiplier)
        self._fills = FillModel(
            market, latency_ns=settings.latency_ns, holds=settings.faults.hold_orders
        )
        self._next_id = random.Random(settings.seed).randrange(100_000, 1_000_000)
        self._used_ids: set[str] = set()
        self.positions = SimPositions()
        self.fills = 0

    def advance(self, until_ns: int) -> list[Message]:
        """Play the market; the reports of what happened to orders."""
        reports: list[Message] = []
        for step in self._fills.advance(until_ns):
            reports += self._report(step)
        return reports

    def submit(self, message: wire.SubmitNewSingleOrder, now_ns: int) -> list[Message]:
        """Take a new order, or say why not."""
        if self._settings.faults.lose_orders:
            return []
        limit_ticks = self._scale.to_ticks(message.Price1)
        objection = self._objection(message, limit_ticks)
        if objection:
            return [dtc_reports.new_order_rejected(message, objection)]
        self._used_ids.add(message.ClientOrderID)
        self._next_id += 1
        order = SimOrder(
            server_order_id=str(self._next_id),
            client_order_id=message.ClientOrderID,
            account=message.TradeAccount,
            symbol=message.Symbol,
            is_buy=message.BuySell == BuySell.BUY,
            quantity=int(message.Quantity),
            limit_ticks=limit_ticks if message.OrderType == OrderKind.LIMIT else None,
            received_ns=now_ns,
        )
        self._fills.place(order)
        return self._report(OrderStep(order, Reason.NEW_ORDER_ACCEPTED, now_ns))

    def cancel(self, message: wire.CancelOrder, now_ns: int) -> list[Message]:
        """Cancel by the server's id; without one the request is passed over in silence."""
        if not message.ServerOrderID:
            return []
        order = self._fills.orders.get(message.ServerOrderID)
        if order is None or order.client_order_id != message.ClientOrderID:
            text = (
                f"Order {message.ServerOrderID} with client id {message.ClientOrderID} is not known"
            )
            return [dtc_reports.cancel_rejected(message, OrderState.REJECTED, text)]
        if not order.is_working:
            text = f"Order {message.ServerOrderID} is not working any more"
            return [dtc_reports.cancel_rejected(message, order.status, text)]
        return self._report(self._fills.cancel(order, now_ns))

    def accounts(self, request: wire.TradeAccountsRequest) -> list[Message]:
        """List the accounts."""
        names = self._settings.accounts
        return [
            wire.TradeAccountResponse(
                TotalNumberMessages=len(names),
                MessageNumber=number,
                TradeAccount=name,
                RequestID=request.RequestID,
                TradingIsDisabled=int(name in self._settings.faults.disabled_accounts),
            )
            for number, name in enumerate(names, start=1)
        ]

    def working_orders(self, request: wire.OpenOrdersRequest) -> list[Message]:
        """List the working orders; one message says that there are none."""
        faults = self._settings.faults
        text = self._objection_to_list(request.TradeAccount, is_refused=faults.refuse_order_list)
        if text:
            return [wire.OpenOrdersReject(RequestID=request.RequestID, RejectText=text)]
        wanted = "" if request.RequestAllOrders else request.ServerOrderID
        orders = [
            order
            for order in self._fills.orders.values()
            if order.is_working
            and request.TradeAccount in ("", order.account)
            and wanted in ("", order.server_order_id)
        ]
        listed = dtc_reports.working_orders(orders, self._scale, request_id=request.RequestID)
        if faults.nameless_orders:
            nameless = {"ClientOrderID": ""}
            listed = [msgspec.structs.replace(entry, **nameless) for entry in listed]
        return listed[: len(listed) - faults.cut_order_list]

    def held_positions(self, request: wire.CurrentPositionsRequest) -> list[Message]:
        """List the positions, closed ones with quantity 0."""
        is_refused = self._settings.faults.refuse_position_list
        text = self._objection_to_list(request.TradeAccount, is_refused=is_refused)
        if text:
            return [wire.CurrentPositionsReject(RequestID=request.RequestID, RejectText=text)]
        held = self.positions.of(request.TradeAccount)
        return dtc_reports.positions(held, self._scale, request_id=request.RequestID)

    def _objection_to_list(self, account: str, *, is_refused: bool) -> str:
        if account and account not in self._settings.accounts:
            return f"Trade account {account} is not known"
        return "Lists are refused on command" if is_refused else ""

    def _report(self, step: OrderStep) -> list[Message]:
        order = step.order
        if self._settings.faults.silent_acks and step.reason in _ACKS:
            return []
        reports: list[Message] = [dtc_reports.order_update(step, self._scale)]
        if order.fill_ticks is not None:
            self.fills += 1
            held = self.positions.book(
                order.account,
                order.symbol,
                signed=order.quantity if order.is_buy else -order.quantity,
                price_ticks=order.fill_ticks,
            )
            reports.append(dtc_reports.position_changed(held, self._scale))
        return reports

    def _objection(self, message: wire.SubmitNewSingleOrder, limit_ticks: int | None) -> str:
        checks: Sequence[tuple[bool, str]] = (
            (not self._settings.faults.reject_orders, "Orders are rejected on command"),
            (bool(message.ClientOrderID), "ClientOrderID is not set"),
            (
                message.ClientOrderID not in self._used_ids,
                f"ClientOrderID {message.ClientOrderID} was used before",
            ),
            (
                message.TradeAccount in self._settings.accounts,
                f"Trade account {message.TradeAccount} is not known",
            ),
            (
                message.TradeAccount not in self._settings.faults.disabled_accounts,
                f"Trading is disabled for trade account {message.TradeAccount}",
            ),
            (message.Symbol in self._settings.symbols, f"Symbol {message.Symbol} is not known"),
            (
                message.BuySell in (BuySell.BUY, BuySell.SELL),
                f"BuySell {message.BuySell} is not a side",
            ),
            (
                message.OrderType in (OrderKind.MARKET, OrderKind.LIMIT),
                f"OrderType {message.OrderType} is not supported",
            ),
            (
                message.Quantity > 0 and message.Quantity.is_integer(),
                f"Quantity {message.Quantity} is not a positive whole number",
            ),
            (
                message.OrderType != OrderKind.LIMIT or limit_ticks is not None,
                f"Price1 {message.Price1} is not a price of this symbol",
            ),
        )
        return next((text for is_fine, text in checks if not is_fine), "")

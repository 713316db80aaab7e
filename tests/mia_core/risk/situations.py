"""What a risk gate may find: ledgers, books and orders for its tests."""

from __future__ import annotations

from typing import Any

import msgspec

from mia_core._native import Market, Observation
from mia_core.config import Mode, RiskConfig, TradingConfig
from mia_core.execution.commands import OrderType, Side, SubmitOrder
from mia_core.execution.events import OrderStatus, OrderUpdate, PositionUpdate, UpdateReason
from mia_core.execution.ledger import Ledger
from mia_core.execution.tracked import EarlierOrder
from mia_core.risk.gate import Approved, Gate, Refused, Situation
from mia_core.strategies.intent import Intent, Purpose
from tests.mia_core.wire_feed import START_NS, WireFeed

SYMBOL, ACCOUNT = "ESH26-CME", "Sim1"
RISK = RiskConfig(max_order_size=3, max_position=4, stale_feed_s=2.0, ack_timeout_s=5.0)
TRADING = TradingConfig(symbol=SYMBOL, account=ACCOUNT)
ENTRY = Intent(purpose=Purpose.ENTRY, side=Side.BUY, quantity=1, why="test")
EXIT = msgspec.structs.replace(ENTRY, purpose=Purpose.EXIT, side=Side.SELL)
NAN: Any = float("nan")
EARLIER = EarlierOrder(
    client_order_id="MIA-9", account=ACCOUNT, symbol=SYMBOL, side=Side.BUY, quantity=1, created_ns=0
)


def gate_of(mode: Mode = Mode.PAPER, *, account: str = ACCOUNT) -> Gate:
    trading = msgspec.structs.replace(TRADING, account=account)
    return Gate(mode=mode, risk=RISK, trading=trading)


def ledger_of(
    position: int | None = 0, *, found: int = 0, unresolved: tuple[EarlierOrder, ...] = ()
) -> Ledger:
    """A ledger after a logon, with a position of our own beside one that was found."""
    ledger = Ledger(symbol=SYMBOL, account=ACCOUNT, tick_size=0.25, unresolved=unresolved)
    if position is None:
        return ledger
    tell_position(ledger, found)
    ledger.synchronise()
    if position:
        order = order_of(Side.BUY if position > 0 else Side.SELL, abs(position), number=-1)
        ledger.add(order, START_NS)
        ledger.apply(filled(order), START_NS)
        tell_position(ledger, found + position)
    return ledger


def filled(order: SubmitOrder, *, client_order_id: str | None = None) -> OrderUpdate:
    return OrderUpdate(
        client_order_id=order.client_order_id if client_order_id is None else client_order_id,
        server_order_id=f"S-{order.client_order_id}",
        account=ACCOUNT,
        symbol=SYMBOL,
        reason=UpdateReason.FILLED,
        status=OrderStatus.FILLED,
        side=order.side,
        quantity=order.quantity,
        filled_quantity=order.quantity,
        average_fill_price=5000.0,
        last_fill_quantity=order.quantity,
        last_fill_price=5000.0,
        execution_id="e",
    )


def beside_foreign(side: Side, quantity: int | None, *, own: int = 0) -> Ledger:
    """A ledger in whose account an order works that was made by hand."""
    ledger = ledger_of(own)
    update = filled(order_of(side, 1, number=-2), client_order_id="")
    theirs = msgspec.structs.replace(
        update,
        reason=UpdateReason.SNAPSHOT,
        status=OrderStatus.OPEN,
        quantity=quantity,
        filled_quantity=0,
        last_fill_quantity=None,
    )
    ledger.apply(theirs, START_NS)
    return ledger


def tell_position(ledger: Ledger, quantity: int) -> None:
    update = PositionUpdate(account=ACCOUNT, symbol=SYMBOL, quantity=quantity, average_price=None)
    ledger.apply_position(update)


def order_of(side: Side, quantity: int, *, number: int = 1) -> SubmitOrder:
    return SubmitOrder(
        client_order_id=f"MIA-{number}",
        account=ACCOUNT,
        symbol=SYMBOL,
        side=side,
        quantity=quantity,
        order_type=OrderType.MARKET,
    )


def seen_book(
    *, bid: int = 99, ask: int = 100, flags: int = 0, asks: bool = True, **status: int
) -> Observation:
    market, feed = Market(), WireFeed(token=bytes(32), symbol=SYMBOL)
    feed.status |= status
    feed.set_levels([("bid", bid, 10, 1), ("ask", ask, 10 if asks else 0, 1)])
    market.ingest(feed.snapshot())
    return market.ingest(feed.step(flags=flags, after_ns=0))


def seen_no_book() -> Observation:
    market, feed = Market(), WireFeed(token=bytes(32), symbol=SYMBOL)
    market.ingest(feed.snapshot())
    feed.sequence += 1
    return market.ingest(feed.heartbeat())


def situation(**changes: Any) -> Situation:
    good: dict[str, Any] = {
        "now_ns": START_NS,
        "feed_ns": START_NS,
        "observation": seen_book(),
        "tick_size": 0.25,
        "ledger": ledger_of(),
        "trading_ready": True,
        "trading_reason": "",
    }
    return Situation(**(good | changes))


def reason(verdict: Approved | Refused) -> str:
    if isinstance(verdict, Refused):
        assert verdict.detail
        return verdict.reason
    return "approved"


def working(side: Side, quantity: int, *, at_ns: int = START_NS) -> Ledger:
    ledger = ledger_of()
    ledger.add(order_of(side, quantity), at_ns)
    return ledger


def mismatched() -> Ledger:
    ledger = ledger_of(0)
    tell_position(ledger, 1)
    return ledger

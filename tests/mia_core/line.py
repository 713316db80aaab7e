"""The whole line for tests: a feed, an engine, and a server that says what it is told to say."""

from __future__ import annotations

from mia_core.clock import NANOSECONDS
from mia_core.config import Config, Contract, Mode, RiskConfig, TradingConfig
from mia_core.engine import Engine, Setup, Step
from mia_core.events import BatchReceived, Event, Executed, Ticked
from mia_core.execution.commands import Side, SubmitOrder
from mia_core.execution.events import (
    ExecutionEvent,
    OrderStatus,
    OrderUpdate,
    PositionUpdate,
    TradingLost,
    TradingReady,
    UpdateReason,
)
from mia_core.execution.ledger import StartingState
from mia_core.strategies.card import Card, Entry, Exit, Input
from tests.mia_core.wire_feed import WireFeed

SYMBOL, ACCOUNT, S = "ESH26-CME", "Sim1", NANOSECONDS

CARD = Card(
    name="imbalance",
    quantity=1,
    entry=Entry(threshold=0.5, rearm=0.25, cooldown_s=1),
    exit=Exit(target_ticks=4, stop_ticks=4, hold_s=10, retry_s=1),
    inputs=(Input(feature="book.imbalance", weight=1.0, max_age_s=2.0, required=True),),
)


def setup_of(
    *, mode: Mode = Mode.PAPER, card: Card = CARD, risk: RiskConfig | None = None
) -> Setup:
    return Setup(
        mode=mode,
        config=Config(
            trading=TradingConfig(symbol=SYMBOL, account=ACCOUNT), risk=risk or RiskConfig()
        ),
        card=card,
        contract=Contract(tick_size=0.25, tick_value_usd=12.5),
        start=StartingState(order_tag="T", next_order_number=7),
    )


class Line:
    """Feeds an engine and keeps what went in and what came out."""

    def __init__(self, setup: Setup) -> None:
        self.engine = Engine(setup)
        self.feed = WireFeed(token=bytes(32), symbol=SYMBOL)
        self.events: list[Event] = []
        self.steps: list[Step] = []
        self.executions = 0

    @property
    def orders(self) -> list[SubmitOrder]:
        """Every order the engine asked to send."""
        commands = [command for step in self.steps for command in step.commands]
        return [command for command in commands if isinstance(command, SubmitOrder)]

    @property
    def refusals(self) -> list[str]:
        """The reasons of every refusal."""
        decisions = [step.decision for step in self.steps if step.decision is not None]
        verdicts = [verdict for decision in decisions for verdict in decision.verdicts]
        return [verdict.refused.reason for verdict in verdicts if verdict.refused is not None]

    def take(self, event: Event) -> Step:
        step = self.engine.step(event)
        self.events.append(event)
        self.steps.append(step)
        return step

    def receive(self, batch: bytes, *, late_ns: int = 0) -> Step:
        return self.take(BatchReceived(self.feed.now_ns + late_ns, batch))

    def execute(self, event: ExecutionEvent) -> Step:
        return self.take(Executed(self.feed.now_ns, event))

    def tick(self, after_s: float) -> Step:
        return self.take(Ticked(self.feed.now_ns + int(after_s * S)))

    def open(self, *, position: int = 0) -> None:
        """Show a balanced book and log on."""
        self.feed.set_levels([("bid", 99, 100, 5), ("ask", 100, 100, 5)])
        self.receive(self.feed.snapshot())
        self.log_on(position=position)

    def log_on(self, *, position: int = 0) -> Step:
        self.tell_position(position)
        return self.execute(TradingReady(server="test", account=ACCOUNT, trading_supported=True))

    def log_off(self) -> Step:
        return self.execute(TradingLost(reason="the line was cut"))

    def tell_position(self, quantity: int) -> Step:
        update = PositionUpdate(
            account=ACCOUNT, symbol=SYMBOL, quantity=quantity, average_price=None
        )
        return self.execute(update)

    def show(
        self, *, bid: int = 99, bids: int = 100, asks: int = 100, after_s: float = 0.05
    ) -> Step:
        """Move the book: one level a side, one tick apart."""
        return self.receive(self.feed.step(self._move(bid, bids, asks), after_ns=int(after_s * S)))

    def lean(self, share: float, *, bid: int = 99, after_s: float = 0.05) -> Step:
        """Show a book whose imbalance is about this."""
        return self.show(
            bid=bid, bids=round(500 * (1 + share)), asks=round(500 * (1 - share)), after_s=after_s
        )

    def report(
        self, order: SubmitOrder, reason: UpdateReason, status: OrderStatus, *, text: str = ""
    ) -> Step:
        return self.execute(self._update(order, reason, status, text=text))

    def fill(self, order: SubmitOrder, price_ticks: int) -> Step:
        """Fill a whole order and tell the position that follows."""
        self.executions += 1
        update = self._update(
            order,
            UpdateReason.FILLED,
            OrderStatus.FILLED,
            price=price_ticks * 0.25,
            execution_id=f"e{self.executions}",
        )
        step = self.execute(update)
        self.tell_position(self.engine.ledger.position)
        return step

    def enter(self, side: Side = Side.BUY) -> SubmitOrder:
        """Get into a position of one at 100 (bought) or 99 (sold)."""
        self.lean(0.8 * side.sign)
        order = self.orders[-1]
        self.fill(order, 100 if side is Side.BUY else 99)
        self.lean(0.0)
        return order

    def _move(self, bid: int, bids: int, asks: int) -> list[tuple[str, int, int, int]]:
        book = self.feed.book
        gone = [("bid", price, 0, 0) for price in book["bid"] if price != bid]
        gone += [("ask", price, 0, 0) for price in book["ask"] if price != bid + 1]
        return [*gone, ("bid", bid, bids, 5), ("ask", bid + 1, asks, 5)]

    def _update(
        self,
        order: SubmitOrder,
        reason: UpdateReason,
        status: OrderStatus,
        *,
        price: float | None = None,
        execution_id: str = "",
        text: str = "",
    ) -> OrderUpdate:
        filled = None if price is None else order.quantity
        return OrderUpdate(
            client_order_id=order.client_order_id,
            server_order_id=f"S-{order.client_order_id}",
            account=order.account,
            symbol=order.symbol,
            reason=reason,
            status=status,
            side=order.side,
            quantity=order.quantity,
            filled_quantity=filled,
            average_fill_price=price,
            last_fill_quantity=filled,
            last_fill_price=price,
            execution_id=execution_id,
            text=text,
        )

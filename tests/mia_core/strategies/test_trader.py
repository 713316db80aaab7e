from __future__ import annotations

import msgspec
import pytest

from mia_core._native import Market, Observation
from mia_core.clock import NANOSECONDS
from mia_core.execution.commands import OrderType, Side, SubmitOrder
from mia_core.execution.events import OrderStatus, OrderUpdate, UpdateReason
from mia_core.execution.ledger import Ledger
from mia_core.strategies.card import Card, Entry, Exit
from mia_core.strategies.intent import Intent, Purpose, Signal
from mia_core.strategies.score import Score
from mia_core.strategies.trader import CardTrader
from tests.mia_core.strategies.test_score import input_of
from tests.mia_core.wire_feed import WireFeed

SYMBOL, S = "ESH26-CME", NANOSECONDS
CARD = Card(
    name="test",
    quantity=2,
    entry=Entry(threshold=0.5, rearm=0.25, cooldown_s=3),
    exit=Exit(target_ticks=6, stop_ticks=4, hold_s=15, retry_s=1),
    inputs=(input_of("book.imbalance", 1.0),),
)


class Scene:
    """A trader that looks at a book of one level a side, and a ledger of its fills."""

    def __init__(self, card: Card = CARD) -> None:
        self.market = Market()
        self.feed = WireFeed(token=bytes(32), symbol=SYMBOL)
        self.trader = CardTrader(card)
        self.ledger = Ledger(symbol=SYMBOL, account="Sim1", tick_size=0.25, unresolved=())
        self.ledger.synchronise()
        self.orders = 0
        self.feed.set_levels([("bid", 99, 10, 1), ("ask", 100, 10, 1)])
        self.seen = self.market.ingest(self.feed.snapshot())

    def look(self, after_s: float = 0.0, *, bid: int = 99) -> Observation:
        before = [(side, price, 0, 0) for side in self.feed.book for price in self.feed.book[side]]
        after = [("bid", bid, 10, 1), ("ask", bid + 1, 10, 1)]
        gone = [row for row in before if row[:2] not in [now[:2] for now in after]]
        self.seen = self.market.ingest(self.feed.step(gone + after, after_ns=int(after_s * S)))
        assert self.seen.best_bid_ticks == bid
        return self.seen

    def lose_the_book(self) -> None:
        self.feed.sequence += 1
        self.market.ingest(self.feed.heartbeat())
        self.seen = self.market.ingest(self.feed.heartbeat())
        assert self.seen.accepted
        assert not self.seen.book_valid

    def signal(self, value: float | None, after_s: float = 0.0) -> Signal | None:
        return self.trader.signal(Score(value, 1.0, ()), self.look(after_s))

    def order(self, side: Side, quantity: int = 2) -> SubmitOrder:
        self.orders += 1
        order = SubmitOrder(
            client_order_id=f"MIA-{self.orders}",
            account="Sim1",
            symbol=SYMBOL,
            side=side,
            quantity=quantity,
            order_type=OrderType.MARKET,
        )
        self.ledger.add(order, self.feed.now_ns)
        return order

    def fill(self, order: SubmitOrder, price_ticks: int) -> None:
        update = OrderUpdate(
            client_order_id=order.client_order_id,
            server_order_id="S1",
            account="Sim1",
            symbol=SYMBOL,
            reason=UpdateReason.FILLED,
            status=OrderStatus.FILLED,
            side=order.side,
            quantity=order.quantity,
            filled_quantity=order.quantity,
            average_fill_price=None,
            last_fill_quantity=order.quantity,
            last_fill_price=price_ticks * 0.25,
            execution_id="e1",
        )
        self.ledger.apply(update, self.feed.now_ns)

    def hold(self, side: Side, price_ticks: int, quantity: int = 2) -> None:
        self.fill(self.order(side, quantity), price_ticks)

    def exit(self) -> Intent | None:
        return self.trader.exit(self.ledger, self.seen)


def test_crossing_the_threshold_is_one_signal_at_the_price_to_pay() -> None:
    scene = Scene()

    told = [scene.signal(value) for value in (0.49, 0.5, 0.9, 0.6)]

    assert told == [None, Signal(number=1, side=Side.BUY, score=0.5, price_ticks=100), None, None]


def test_falling_through_the_threshold_sells_at_the_bid() -> None:
    assert Scene().signal(-0.7) == Signal(number=1, side=Side.SELL, score=-0.7, price_ticks=99)


def test_the_next_signal_needs_calm_and_time() -> None:
    scene = Scene()
    assert scene.signal(0.6) is not None

    assert scene.signal(0.3, 5) is None
    assert scene.signal(0.6, 5) is None  # it never calmed down
    assert scene.signal(0.2) is None
    again = scene.signal(-0.6)

    assert again is not None
    assert again.number == 2
    assert scene.signal(0.0) is None
    assert scene.signal(0.6, 2.9) is None  # it has not cooled
    assert scene.signal(0.6, 0.1) is not None


def test_without_a_score_or_a_book_there_is_no_signal_and_none_is_lost() -> None:
    scene = Scene()

    assert scene.signal(None) is None

    scene.lose_the_book()
    assert scene.trader.signal(Score(0.9, 1.0, ()), scene.seen) is None

    scene.seen = scene.market.ingest(scene.feed.snapshot())
    told = scene.trader.signal(Score(0.9, 1.0, ()), scene.seen)
    assert told is not None
    assert told.number == 1


def test_entry_is_asked_for_when_flat_and_nothing_works() -> None:
    scene = Scene()
    signal = scene.signal(-0.6)
    assert signal is not None

    intent = scene.trader.entry(signal, scene.ledger)

    assert intent == Intent(
        purpose=Purpose.ENTRY, side=Side.SELL, quantity=2, why="signal 1, score -0.600"
    )


def test_no_entry_on_top_of_an_order_or_a_position_of_anybody() -> None:
    scene = Scene()
    signal = scene.signal(0.6)
    assert signal is not None

    order = scene.order(Side.BUY)
    assert scene.trader.entry(signal, scene.ledger) is None

    scene.fill(order, 100)
    assert scene.trader.entry(signal, scene.ledger) is None


def test_no_exit_without_a_position_of_ours_or_with_an_order_working() -> None:
    scene = Scene()
    scene.look(100)
    assert scene.exit() is None

    scene.hold(Side.BUY, 100)
    scene.order(Side.SELL)
    scene.look(100)
    assert scene.exit() is None


@pytest.mark.parametrize(
    ("side", "bid", "why"),
    [
        (Side.BUY, 105, ""),
        (Side.BUY, 106, "target reached, +6.0 ticks"),
        (Side.BUY, 97, ""),
        (Side.BUY, 96, "stop reached, -4.0 ticks"),
        (Side.SELL, 94, ""),
        (Side.SELL, 93, "target reached, +6.0 ticks"),
        (Side.SELL, 102, ""),
        (Side.SELL, 103, "stop reached, -4.0 ticks"),
    ],
)
def test_exit_at_the_target_or_the_stop_as_it_could_be_closed(
    side: Side, bid: int, why: str
) -> None:
    scene = Scene()
    scene.hold(side, 100)

    scene.look(1, bid=bid)
    intent = scene.exit()

    assert (intent.why if intent else "") == why
    if intent is not None:
        assert intent.purpose is Purpose.EXIT
        assert (intent.side is side, intent.quantity) == (False, 2)


def test_exit_when_its_time_is_over_even_without_a_book() -> None:
    scene = Scene()
    scene.hold(Side.BUY, 100)
    scene.look(14.9)
    assert scene.exit() is None

    scene.look(0.1)
    scene.lose_the_book()
    intent = scene.exit()

    assert intent is not None
    assert intent.why == "held 15.0 s"


def test_without_a_book_there_is_no_price_to_leave_at() -> None:
    scene = Scene()
    scene.hold(Side.BUY, 200)

    scene.lose_the_book()

    assert scene.exit() is None


def test_exit_that_came_to_nothing_is_asked_for_again_after_a_while() -> None:
    scene = Scene()
    scene.hold(Side.BUY, 100)

    asked = []
    for after_s in (15, 0.5, 0.4, 0.1, 0.9):
        scene.look(after_s)
        asked.append(scene.exit() is not None)

    assert asked == [True, False, False, True, False]


@pytest.mark.parametrize(("held", "asked"), [(1, 1), (2, 2), (3, 2)])
def test_exit_never_asks_for_more_than_is_held_or_the_card_allows(held: int, asked: int) -> None:
    scene = Scene()
    scene.hold(Side.SELL, 100, held)

    scene.look(20)
    intent = scene.exit()

    assert intent is not None
    assert (intent.side, intent.quantity) == (Side.BUY, asked)


def test_time_in_the_position_counts_from_its_first_fill() -> None:
    card = msgspec.structs.replace(
        CARD, exit=Exit(target_ticks=99, stop_ticks=99, hold_s=2, retry_s=0)
    )
    scene = Scene(card)
    scene.hold(Side.BUY, 100, 1)
    scene.look(1.5)
    scene.hold(Side.BUY, 100, 1)

    scene.look(0.5)

    assert scene.exit() is not None

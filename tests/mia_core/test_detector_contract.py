"""What every detector of the catalog promises, whatever it detects: on whole markets, through the wire.

Patterns of bars have tests of their own (test_bar_patterns.py, test_battle_navale.py): these markets tell no bars.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from mia_core._native import Market, Observation
from mia_core.sim.batches import UPDATE_NS, MarketTeller
from mia_core.sim.events import BookLevel, DepthChange, MarketEvent, TapeTrade
from mia_core.sim.market import DEMO_START_NS, TICK_SIZE, SimMarket
from mia_core.sim.plants import Programme
from tests.mia_core.sim.market_replay import SECOND

MINUTES = 12
# Some of their numbers are prices, or of buyers and of sellers.
TOLD_BY_PRICE = {"delta_divergence"}
TOLD_BY_SIDE = {*TOLD_BY_PRICE, "volume_profile_imbalance"}
PROGRAMMES: tuple[Programme, ...] = ("book", "flow")
OTHER_SIDE = {"bid": "ask", "ask": "bid"}
OTHER_WAY = {"buy": "sell", "sell": "buy"}


class Session(NamedTuple):
    """A book, and what happened between one update and the next."""

    bids: list[BookLevel]
    asks: list[BookLevel]
    updates: list[Sequence[MarketEvent]]


class Told(NamedTuple):
    """An episode with all that was said of it."""

    pattern: str
    side: str
    price_ticks: int
    t_start_ns: int
    t_open_ns: int
    confidence: float
    evidence: str
    t_end_ns: int = 0
    reason: str = ""
    last_evidence: str = ""


@cache
def session(
    seed: int, programme: Programme, *, start_ns: int = DEMO_START_NS, minutes: int = MINUTES
) -> Session:
    market = SimMarket(seed, start_ns=start_ns, opening_after_ns=0, programme=programme)
    market.advance(start_ns)
    bids, asks = market.book()
    count = minutes * 60 * SECOND // UPDATE_NS
    updates = [market.advance(start_ns + k * UPDATE_NS) for k in range(1, count + 1)]
    return Session(bids, asks, list(updates))


def moved(item: Session, *, by: int) -> Session:
    """The same at prices so many ticks higher."""

    def move(event: MarketEvent) -> MarketEvent:
        if isinstance(event, DepthChange):
            return replace(event, price_ticks=event.price_ticks + by)
        if isinstance(event, TapeTrade):
            prices = {
                name: getattr(event, name) + by
                for name in ("price_ticks", "bid_ticks", "ask_ticks")
            }
            return replace(event, **prices)
        return event

    return Session(
        [(price + by, size, orders) for price, size, orders in item.bids],
        [(price + by, size, orders) for price, size, orders in item.asks],
        [[move(event) for event in events] for events in item.updates],
    )


def axis_of(item: Session) -> int:
    return item.bids[0][0] + item.asks[0][0]


def mirrored(item: Session) -> Session:
    """Upside down: bids are asks, buyers are sellers."""
    axis = axis_of(item)

    def turn(event: MarketEvent) -> MarketEvent:
        if isinstance(event, DepthChange):
            side = OTHER_SIDE[event.side]
            return replace(event, side=side, price_ticks=axis - event.price_ticks)
        if isinstance(event, TapeTrade):
            return replace(
                event,
                price_ticks=axis - event.price_ticks,
                aggressor=OTHER_WAY[event.aggressor],
                bid_ticks=axis - event.ask_ticks,
                ask_ticks=axis - event.bid_ticks,
                bid_size=event.ask_size,
                ask_size=event.bid_size,
            )
        return event

    return Session(
        [(axis - price, size, orders) for price, size, orders in item.asks],
        [(axis - price, size, orders) for price, size, orders in item.bids],
        [[turn(event) for event in events] for events in item.updates],
    )


class Listener:
    """Tells a session to a market and keeps what it reports."""

    def __init__(self, item: Session, *, start_ns: int = DEMO_START_NS) -> None:
        self.market = Market()
        self.teller = MarketTeller(tick_size=TICK_SIZE)
        self.episodes: dict[int, Told] = {}
        self.begin(item, start_ns)

    def begin(self, item: Session, start_ns: int) -> None:
        """Show the first book of a session."""
        self.now_ns = start_ns
        self.take(self.teller.snapshot(self.now_ns, bids=item.bids, asks=item.asks))

    def take(self, batch: bytes) -> Observation:
        seen = self.market.ingest(batch)
        for it in seen.opened:
            self.episodes[it.id] = Told(
                *(it.pattern, it.side, it.price_ticks, it.t_start_ns, it.t_open_ns),
                *(it.confidence, str(it.evidence)),
            )
        for it in seen.closed:
            self.episodes[it.id] = self.episodes[it.id]._replace(
                t_end_ns=it.t_end_ns, reason=it.reason, last_evidence=str(it.evidence)
            )
        return seen

    def update(self, events: Sequence[MarketEvent]) -> Observation:
        self.now_ns += UPDATE_NS
        return self.take(self.teller.update(self.now_ns, events))


def heard(item: Session, updates: int | None = None) -> list[Told]:
    listener = Listener(item)
    for events in item.updates[:updates]:
        assert listener.update(events).outcome == "ok"
    return list(listener.episodes.values())


@cache
def usual(seed: int, programme: Programme) -> list[Told]:
    return heard(session(seed, programme))


def without_evidence(episodes: Sequence[Told], patterns: set[str]) -> list[Told]:
    return [
        it._replace(evidence="", last_evidence="") if it.pattern in patterns else it
        for it in episodes
    ]


def test_the_markets_hold_what_is_looked_for() -> None:
    met = Counter((it.pattern, it.side) for name in PROGRAMMES for it in usual(3, name))
    book = ("iceberg", "wall", "ladder", "spoofing", "absorption", "sweep", "squeeze")
    flow = (
        *("delta_burst", "delta_flip", "stacked_imbalance", "trade_spike", "exhaustion"),
        *("delta_divergence", "smart_money", "volume_profile_imbalance", "microstructure_anomaly"),
    )
    for pattern in book + flow:
        assert met[pattern, "bid"] + met[pattern, "ask"] >= 2, (pattern, met)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_the_same_batches_give_the_same_episodes(programme: Programme) -> None:
    assert heard(session(3, programme)) == usual(3, programme)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_a_mirrored_market_gives_mirrored_episodes(programme: Programme) -> None:
    axis = axis_of(session(3, programme))
    turned = [
        it._replace(side=OTHER_SIDE[it.side], price_ticks=axis - it.price_ticks)
        for it in heard(mirrored(session(3, programme)))
    ]

    there = without_evidence(usual(3, programme), TOLD_BY_SIDE)
    assert sorted(without_evidence(turned, TOLD_BY_SIDE)) == sorted(there)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_no_price_is_special(programme: Programme) -> None:
    higher = without_evidence(heard(moved(session(3, programme), by=1017)), TOLD_BY_PRICE)

    assert [it._replace(price_ticks=it.price_ticks - 1017) for it in higher] == without_evidence(
        usual(3, programme), TOLD_BY_PRICE
    )


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_nothing_is_known_of_what_comes(programme: Programme) -> None:
    whole = usual(3, programme)
    for updates in (700, 2_345, 5_000):
        until_ns = DEMO_START_NS + updates * UPDATE_NS
        known = [
            it
            if 0 < it.t_end_ns <= until_ns
            else it._replace(t_end_ns=0, reason="", last_evidence="")
            for it in whole
            if it.t_open_ns <= until_ns
        ]
        assert heard(session(3, programme), updates) == known


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_after_a_gap_of_half_an_hour_nothing_is_left_of_what_was_before(
    programme: Programme,
) -> None:
    earlier_ns = DEMO_START_NS - 35 * 60 * SECOND
    earlier = session(8, programme, start_ns=earlier_ns, minutes=5)
    listener = Listener(earlier, start_ns=earlier_ns)
    for events in earlier.updates:
        listener.update(events)
    assert listener.episodes
    listener.episodes.clear()

    listener.teller.update(listener.now_ns, [])  # lost on the way
    listener.market.ingest(listener.teller.update(listener.now_ns, []))
    listener.begin(session(3, programme), DEMO_START_NS)
    for events in session(3, programme).updates:
        assert listener.update(events).outcome == "ok"

    assert list(listener.episodes.values()) == usual(3, programme)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_no_episode_begins_after_its_report_or_ends_before_it(programme: Programme) -> None:
    for it in usual(3, programme):
        assert it.t_start_ns <= it.t_open_ns
        assert it.t_end_ns == 0 or it.t_open_ns <= it.t_end_ns
        assert 0.0 <= it.confidence <= 1.0
        assert bool(it.reason) == (it.t_end_ns != 0)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_a_crossed_book_ends_everything_and_nothing_begins_on_it(programme: Programme) -> None:
    item = session(3, programme)
    standing = next(it for it in usual(3, programme)[20:] if it.t_end_ns - it.t_open_ns > SECOND)
    before = (standing.t_open_ns - DEMO_START_NS) // UPDATE_NS
    listener = Listener(item)
    for events in item.updates[:before]:
        listener.update(events)
    high = max(price for price, _ in levels_of(listener, "ask"))
    listener.update([DepthChange(listener.now_ns, "bid", high, 77, 5)])
    ends = {it.reason for it in listener.episodes.values() if it.t_end_ns == listener.now_ns}
    assert all(it.t_end_ns for it in listener.episodes.values())
    assert ends == {"crossed-book"}

    known = len(listener.episodes)
    for events in item.updates[before : before + 600]:
        listener.update([event for event in events if isinstance(event, TapeTrade)])
    assert len(listener.episodes) == known


def levels_of(listener: Listener, side: str) -> list[tuple[int, int]]:
    bids, asks = listener.market.book("ESH26_FUT_CME")
    return [(price, size) for price, size, _ in (bids if side == "bid" else asks)]


@pytest.mark.parametrize("swing", [1, 3])
def test_a_book_that_merely_shifts_is_no_pattern(swing: int) -> None:
    sizes = [40, 71, 55, 420, 62, 58, 90, 66, 350, 61, 57, 70, 64, 80, 59, 300, 61, 75, 68, 63]
    middle = 26_800

    def book(offset: int) -> Session:
        bids = [(middle + offset - k, size, 5) for k, size in enumerate(sizes)]
        asks = [(middle + 1 + offset + k, size, 5) for k, size in enumerate(sizes)]
        return Session(bids, asks, [])

    listener = Listener(book(0))
    offset = 0
    for k in range(3_000):
        before = offset
        offset += swing if (k // 7) % 2 == 0 else -swing
        old, now = book(before), book(offset)
        changes: list[MarketEvent] = []
        for side, gone, come in (("bid", old.bids, now.bids), ("ask", old.asks, now.asks)):
            there = {price for price, _, _ in come}
            changes += [
                DepthChange(listener.now_ns, side, price, 0, 0)  # type: ignore[arg-type]
                for price, _, _ in gone
                if price not in there
            ]
            changes += [DepthChange(listener.now_ns, side, *level) for level in come]  # type: ignore[arg-type]
        assert listener.update(changes).book_valid

    assert list(listener.episodes.values()) == []

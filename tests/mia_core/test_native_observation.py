from __future__ import annotations

import numpy as np
import pytest

from mia_core._native import Detection, Market, Observation
from mia_core.frames import CONSTANTS, make_frame
from tests.mia_core.wire_feed import MS, TOKEN, WireFeed, level_entry

SECOND = 1_000 * MS
# 16:00 and 17:00 in Chicago on the day the feed begins.
BREAK_NS = 1_773_262_800 * SECOND
OPENING_NS = 1_773_266_400 * SECOND


@pytest.fixture
def feed() -> WireFeed:
    feed = WireFeed()
    feed.show_book()
    return feed


def started(feed: WireFeed) -> Market:
    market = Market(token=TOKEN)
    assert market.ingest(feed.snapshot()).accepted
    return market


def figures_of(seen: Observation) -> list[str]:
    episodes = {"opened", "closed"}
    return [name for name in dir(seen) if not name.startswith("_") and name not in episodes]


def found(episodes: tuple[Detection, ...]) -> list[tuple[object, ...]]:
    return [(it.pattern, it.symbol, it.side, it.price_ticks, it.t_open_ns) for it in episodes]


def trade(market: Market, feed: WireFeed, ticks: int, size: int, side: str = "buy") -> Observation:
    return market.ingest(
        feed.step(trades=[{"price_ticks": ticks, "size": size, "aggressor": side}])
    )


def test_what_was_not_traded_has_no_figures(feed: WireFeed) -> None:
    seen = started(feed).ingest(feed.heartbeat())

    assert (seen.session_since_ns, seen.session_whole) == (None, False)
    assert (seen.session_volume, seen.session_delta) == (None, None)
    assert (seen.vwap_ticks, seen.vwap_deviation_ticks) == (None, None)
    assert (seen.session_poc_ticks, seen.session_value_low_ticks) == (None, None)
    assert (seen.rolling_poc_ticks, seen.rolling_value_high_ticks) == (None, None)
    assert (seen.session_high_nodes_ticks, seen.rolling_low_nodes_ticks) == ((), ())
    assert (seen.trades_1s, seen.contracts_1s) == (0, 0)
    assert (seen.trades_rank, seen.contracts_rank) == (None, None)
    assert (seen.large_from, seen.block_from) == (None, None)
    assert (seen.large_buy_60s, seen.large_sell_60s) == (0, 0)
    assert (seen.block_buy_60s, seen.block_sell_60s) == (0, 0)


def test_the_session_counts_from_its_first_trade(feed: WireFeed) -> None:
    market = started(feed)
    trade(market, feed, 100, 3)
    first_ns = feed.now_ns
    seen = trade(market, feed, 104, 1, "sell")

    assert (seen.session_since_ns, seen.session_whole) == (first_ns, False)
    assert (seen.session_volume, seen.session_delta) == (4, 2)
    assert seen.vwap_ticks == pytest.approx(101.0)
    assert seen.vwap_deviation_ticks == pytest.approx(3**0.5)
    assert (seen.trades_1s, seen.contracts_1s) == (2, 4)


def test_profiles_tell_where_the_volume_lies(feed: WireFeed) -> None:
    market = started(feed)
    for _ in range(30):
        for ticks, size in ((100, 40), (101, 9), (102, 1), (120, 1), (140, 30)):
            trade(market, feed, ticks, size)
    feed.now_ns += SECOND
    seen = market.ingest(feed.heartbeat())

    assert seen.session_poc_ticks == seen.rolling_poc_ticks == 100
    assert seen.session_value_low_ticks == seen.rolling_value_low_ticks == 100
    assert seen.session_value_high_ticks == seen.rolling_value_high_ticks == 140
    assert seen.session_high_nodes_ticks == seen.rolling_high_nodes_ticks == (100, 140)
    assert len(seen.session_low_nodes_ticks) == len(seen.rolling_low_nodes_ticks) == 1

    feed.now_ns += 1_801 * SECOND
    later = market.ingest(feed.heartbeat())
    later = market.ingest(feed.step())
    assert later.session_poc_ticks == 100
    assert (later.rolling_poc_ticks, later.rolling_high_nodes_ticks) == (None, ())


def test_large_trades_and_the_speed_are_told_against_what_is_usual(feed: WireFeed) -> None:
    market = started(feed)
    for _ in range(150 * 20):
        trade(market, feed, 100, 2)
    trade(market, feed, 100, 4, "sell")
    seen = trade(market, feed, 100, 60)

    assert (seen.large_from, seen.block_from) == (3, 5)
    assert (seen.large_buy_60s, seen.large_sell_60s) == (60, 4)
    assert (seen.block_buy_60s, seen.block_sell_60s) == (60, 0)
    assert seen.contracts_1s > 90
    assert seen.contracts_rank == 1000


def test_a_session_that_was_heard_from_its_beginning_is_whole(feed: WireFeed) -> None:
    feed.now_ns = OPENING_NS - 3 * SECOND
    market = started(feed)
    seen = market.ingest(feed.heartbeat())
    while feed.now_ns < OPENING_NS:
        feed.now_ns += SECOND
        seen = market.ingest(feed.heartbeat())
    assert (seen.session_since_ns, seen.session_whole) == (OPENING_NS, True)
    assert (seen.session_volume, seen.vwap_ticks) == (0, None)

    assert trade(market, feed, 100, 3).session_delta == 3


def test_a_book_says_why_it_cannot_be_used(feed: WireFeed) -> None:
    market = Market(token=TOKEN)
    states = [market.ingest(part).book_state for part in feed.snapshot_parts()]
    assert states == ["no-source", "no-source", "incomplete", "valid"]

    lost = {"connection": CONSTANTS["connection"]["lost"]}
    seen = market.ingest(feed.step(extra=[make_frame("Status", lost)]))
    assert (seen.book_state, seen.book_valid) == ("not-connected", False)
    connected = {"connection": CONSTANTS["connection"]["connected"]}
    assert market.ingest(feed.step(extra=[make_frame("Status", connected)])).book_state == "valid"
    feed.step()
    assert market.ingest(feed.step()).book_state == "incomplete"


def test_a_crossed_book_says_so(feed: WireFeed) -> None:
    market = started(feed)
    head = {"bid_count": 1, "ask_count": 1}
    levels = [level_entry(("bid", 101, 5, 1)), level_entry(("ask", 100, 5, 1))]
    book = make_frame("DepthSnapshot", head, entries=levels)

    seen = market.ingest(feed.batch([book]))

    assert (seen.book_state, seen.book_valid) == ("crossed", False)


def test_a_closed_market_is_pre_open_until_it_trades(feed: WireFeed) -> None:
    feed.now_ns = BREAK_NS - SECOND
    market = started(feed)
    assert market.ingest(feed.heartbeat()).book_state == "valid"
    feed.now_ns = BREAK_NS
    seen = market.ingest(feed.step([("bid", 99, 40, 4)]))
    assert (seen.book_state, seen.book_valid, seen.best_bid_ticks) == ("pre-open", False, 99)

    assert trade(market, feed, 100, 1).book_state == "valid"


def test_instruments_stand_side_by_side_each_with_its_own_ticks() -> None:
    ticks = {"ESH26-CME": 0.25, "ZNH26-CBOT": 1 / 64, "CLJ26-NYMEX": 0.01}
    together = Market(token=TOKEN)
    for number, (symbol, tick_size) in enumerate(ticks.items(), start=1):
        alone = Market(token=TOKEN)
        feed = WireFeed(number, instance=number, chart=number, symbol=symbol, tick_size=tick_size)
        feed.show_book()
        batches = [feed.snapshot()]
        for k in range(200):
            sold = {"price_ticks": 100 + number * (k % 3), "size": k % 7 + number}
            batches.append(feed.step([("bid", 99, 40 + k % 20, 4)], trades=[sold]))
        for batch in batches:
            seen, expected = together.ingest(batch), alone.ingest(batch)
            assert (seen.symbol, seen.tick_size) == (symbol, tick_size)
            for name in figures_of(expected):
                told, wanted = getattr(seen, name), getattr(expected, name)
                assert np.array_equal(told, wanted), name
            assert found(seen.opened) == found(expected.opened)
            assert found(seen.closed) == found(expected.closed)
        assert together.book(symbol) == alone.book(symbol)
    assert [row["symbol"] for row in together.publishers()] == list(ticks)

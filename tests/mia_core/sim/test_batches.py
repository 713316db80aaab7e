from __future__ import annotations

import pytest

from mia_core._native import Market
from mia_core.frames import CONSTANTS, read_frames
from mia_core.sim.batches import UPDATE_NS, tell_market
from mia_core.sim.events import DepthChange, TapeTrade
from mia_core.sim.market import DEMO_START_NS, SimMarket
from tests.mia_core.sim.market_replay import SECOND

START, END = DEMO_START_NS, DEMO_START_NS + 90 * SECOND
SYMBOL = "ESH26_FUT_CME"


def told(seed: int = 7, *, every_ns: int = UPDATE_NS) -> tuple[SimMarket, list[bytes]]:
    sim = SimMarket(seed, start_ns=START, opening_after_ns=0)
    return sim, list(tell_market(sim, start_ns=START, end_ns=END, every_ns=every_ns))


def test_every_batch_is_taken_and_the_book_is_that_of_the_market() -> None:
    sim = SimMarket(7, start_ns=START, opening_after_ns=0)
    market = Market()

    for batch in tell_market(sim, start_ns=START, end_ns=END):
        seen = market.ingest(batch)
        assert (seen.outcome, seen.note, seen.book_valid) == ("ok", "", True)
        assert seen.time_ns == sim.now_ns
        assert market.book(SYMBOL) == sim.book()


@pytest.mark.parametrize("every_ns", [UPDATE_NS, 5 * UPDATE_NS])
def test_there_is_a_batch_for_each_update(every_ns: int) -> None:
    _, batches = told(every_ns=every_ns)

    assert len(batches) == 1 + (END - START) // every_ns


def test_every_trade_is_told_once_and_in_order() -> None:
    _, batches = told()
    plain = SimMarket(7, start_ns=START, opening_after_ns=0).advance(END)
    sides = {"buy": CONSTANTS["trade_side"]["at_ask"], "sell": CONSTANTS["trade_side"]["at_bid"]}

    heads = [frame.head for batch in batches for frame in read_frames(batch, only={"Trade"})]

    trades = [event for event in plain if isinstance(event, TapeTrade) and event.t_ns > START]
    assert [(h["time_ns"], h["price_ticks"], h["size"], h["side"]) for h in heads] == [
        (t.t_ns, t.price_ticks, t.size, sides[t.aggressor]) for t in trades
    ]
    assert [int(head["tape_sequence"]) for head in heads] == list(range(1, len(trades) + 1))


def test_trades_come_before_the_book_that_contains_them() -> None:
    for batch in told()[1]:
        names = [frame.layout.name for frame in read_frames(batch)]
        assert "DepthDelta" not in names[:-1]


def test_a_level_that_is_as_it_was_told_last_is_not_told_again() -> None:
    sizes: dict[tuple[int, int], tuple[int, int]] = {}
    changes = 0
    for batch in told()[1]:
        for frame in read_frames(batch, only={"DepthSnapshot", "DepthDelta"}):
            for entry in frame.entries:
                key = int(entry["side"]), int(entry["price_ticks"])
                level = int(entry["size"]), int(entry["order_count"])
                assert sizes.get(key, (0, 0))[0] != 0 or level[0] != 0
                assert sizes.get(key) != level
                sizes[key] = level
                changes += 1

    plain = SimMarket(7, start_ns=START, opening_after_ns=0).advance(END)
    assert 0 < changes < sum(isinstance(event, DepthChange) for event in plain)

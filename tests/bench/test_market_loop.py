from __future__ import annotations

from bench import market_loop
from bench.market_feed import EVENTS, make_batches
from bench.workbench import SMALL
from mia_core._native import Market, detector_catalog


def test_every_detector_has_its_row_and_the_same_work_the_same_checksum() -> None:
    first, second = market_loop.measure(SMALL), market_loop.measure(SMALL)

    assert first.checksum == second.checksum
    rows = [row[0] for row in first.rows]
    assert {f"only {row['name']}" for row in detector_catalog()} <= set(rows)
    assert [row for row in rows if row.startswith("all, charts")] == [
        f"all, charts of {depth} levels" for depth in market_loop.DEPTHS
    ]


def test_charts_of_any_depth_are_told_sound_books() -> None:
    for depth in market_loop.DEPTHS:
        market = Market()
        seen = [market.ingest(batch) for batch in make_batches(SMALL.market_s, depth=depth)]
        assert all(item.accepted and item.book_valid for item in seen)
        assert [len(side) for side in market.book(seen[-1].symbol)] == [depth, depth]


def test_a_raw_batch_holds_each_event() -> None:
    market = Market()
    batches = make_batches(SMALL.market_s, depth=20, is_raw=True)
    seen = [market.ingest(batch) for batch in batches]

    assert all(item.accepted and item.book_valid for item in seen)
    assert all(item.events >= EVENTS for item in seen[1:])

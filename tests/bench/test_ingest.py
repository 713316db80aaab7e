from __future__ import annotations

from bench import ingest
from bench.workbench import SMALL
from mia_core._native import Market


def test_batches_of_64_are_all_accepted_and_give_the_same_state_each_time() -> None:
    first, second = ingest.measure(SMALL), ingest.measure(SMALL)

    assert first.checksum == second.checksum


def test_no_batch_ends_in_the_middle_of_a_move() -> None:
    market = Market()
    seen = [market.ingest(batch) for batch in ingest.make_batches(SMALL.market_s)]

    assert all(item.accepted and item.book_valid for item in seen)
    assert all(item.events >= ingest.EVENTS for item in seen[1:])

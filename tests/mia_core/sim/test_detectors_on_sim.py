"""What a report is, on the simulated market; how many are true is in tests/mia_core/scoring."""

from __future__ import annotations

from functools import cache

from mia_core._native import Detection, Market
from mia_core.sim.batches import tell_market
from mia_core.sim.market import DEMO_START_NS, SimMarket
from tests.mia_core.sim.market_replay import MINUTE, SECOND

SEEDS = (1, 2, 3)
MINUTES = 6


@cache
def play(seed: int) -> list[Detection]:
    """Give every episode that was reported, as it was at its opening."""
    sim = SimMarket(seed, start_ns=DEMO_START_NS, opening_after_ns=10 * SECOND)
    market = Market()
    opened: list[Detection] = []
    end_ns = DEMO_START_NS + MINUTES * MINUTE
    for batch in tell_market(sim, start_ns=DEMO_START_NS, end_ns=end_ns):
        seen = market.ingest(batch)
        assert (seen.outcome, seen.book_valid, seen.note) == ("ok", True, "")
        opened.extend(seen.opened)
    return opened


def test_a_report_never_comes_before_its_evidence() -> None:
    for seed in SEEDS:
        for detection in play(seed):
            assert DEMO_START_NS <= detection.t_start_ns <= detection.t_open_ns


def test_the_same_seed_gives_the_same_reports() -> None:
    def told() -> list[tuple[object, ...]]:
        return [
            (d.id, d.pattern, d.side, d.price_ticks, d.t_open_ns, d.confidence, d.evidence)
            for d in play(1)
        ]

    before = told()
    play.cache_clear()
    assert told() == before

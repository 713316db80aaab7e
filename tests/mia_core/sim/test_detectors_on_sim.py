"""The detectors on the simulated market, whose patterns are known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from mia_core._native import Detection, Market
from mia_core.sim.events import DepthChange, TapeTrade
from mia_core.sim.market import DEMO_START_NS, SimMarket
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.wire_feed import MS, TOKEN, Level, WireFeed, trade_frame

CALL_NS = 50 * MS
MINUTES = 6
SEEDS = (1, 2, 3)
SECOND = 1_000 * MS


def batches_of(sim: SimMarket, feed: WireFeed) -> Iterator[bytes]:
    """Tell the market as a study would: once every 50 ms, trades first, then the levels that differ."""
    feed.now_ns = DEMO_START_NS
    sim.advance(DEMO_START_NS)
    bids, asks = sim.book()
    feed.set_levels([("bid", *level) for level in bids] + [("ask", *level) for level in asks])
    yield feed.snapshot()
    sequence = 0
    for call in range(1, MINUTES * 60 * SECOND // CALL_NS + 1):
        feed.now_ns = DEMO_START_NS + call * CALL_NS
        frames: list[bytes] = []
        touched: dict[tuple[str, int], Level] = {}
        for event in sim.advance(feed.now_ns):
            if isinstance(event, DepthChange):
                level = (event.side, event.price_ticks, event.size, event.orders)
                touched[event.side, event.price_ticks] = level
            elif isinstance(event, TapeTrade):
                sequence += 1
                frames.append(
                    trade_frame(
                        sequence,
                        t_ns=event.t_ns,
                        price_ticks=event.price_ticks,
                        size=event.size,
                        aggressor=event.aggressor,
                    ),
                )
        if touched:
            frames.append(feed.delta_frame([*touched.values()]))
        yield feed.batch(frames)


@cache
def play(seed: int) -> tuple[list[PlantedPattern], list[Detection]]:
    """Return what was planted and every episode that was reported, as it was at its opening."""
    sim = SimMarket(seed, start_ns=DEMO_START_NS, opening_after_ns=10 * SECOND)
    market = Market(token=TOKEN)
    opened: list[Detection] = []
    for batch in batches_of(sim, WireFeed()):
        seen = market.ingest(batch)
        assert (seen.outcome, seen.book_valid, seen.note) == ("ok", True, "")
        opened.extend(seen.opened)
    return sim.truth, opened


def is_hit(truth: PlantedPattern, found: Detection) -> bool:
    return (
        truth.side == found.side
        and abs(truth.price_ticks - found.price_ticks) <= 1
        and truth.t_start_ns <= found.t_open_ns <= truth.t_end_ns + 2 * SECOND
    )


def pair(pattern: str, side: str) -> tuple[int, int, int, int]:
    """Count what was planted, hit, reported twice, and reported though there was nothing."""
    planted = hits = repeats = wrong = 0
    for seed in SEEDS:
        truth, opened = play(seed)
        found = [d for d in opened if d.pattern == pattern and d.side == side]
        wanted = [t for t in truth if (t.pattern, t.kind, t.side) == (pattern, "planted", side)]
        neutral = [t for t in truth if t.kind == "background" or t.pattern != pattern]
        taken: set[int] = set()
        for episode in wanted:
            own = [d.id for d in found if d.id not in taken and is_hit(episode, d)]
            hits += bool(own)
            repeats += max(0, len(own) - 1)
            taken.update(own)
        rest = [d for d in found if d.id not in taken]
        wrong += sum(not any(is_hit(episode, d) for episode in neutral) for d in rest)
        planted += len(wanted)
    return planted, hits, repeats, wrong


@pytest.mark.parametrize("side", ["bid", "ask"])
@pytest.mark.parametrize("pattern", ["wall", "absorption"])
def test_planted_patterns_are_found_and_little_else(pattern: str, side: str) -> None:
    planted, hits, repeats, wrong = pair(pattern, side)

    assert planted >= 5
    assert hits / planted >= 0.8
    assert hits / (hits + repeats + wrong) >= 0.8


def test_no_episode_is_reported_twice() -> None:
    assert sum(pair(p, s)[2] for p in ("wall", "absorption") for s in ("bid", "ask")) == 0


def test_a_report_never_comes_before_its_evidence() -> None:
    for seed in SEEDS:
        for detection in play(seed)[1]:
            assert DEMO_START_NS <= detection.t_start_ns <= detection.t_open_ns


def test_the_same_seed_gives_the_same_reports() -> None:
    def told() -> list[tuple[object, ...]]:
        return [
            (d.id, d.pattern, d.side, d.price_ticks, d.t_open_ns, d.confidence, d.evidence)
            for d in play(1)[1]
        ]

    before = told()
    play.cache_clear()
    assert told() == before

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from mia_core.sim.difficulty import DIFFICULTIES
from mia_core.sim.events import DepthChange, SideName, TapeTrade
from mia_core.sim.market import SimMarket
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.sim.market_replay import MINUTE, MS, START, Day, Replay, played

SEEDS = [1, 7, 42]
NAMES = ("iceberg", "rejoined_level", "eaten_order", "passing_burst")


class Seen:
    """What an observer of book and tape saw at the price of an episode while it lasted."""

    def __init__(self, episode: PlantedPattern, replay: Replay) -> None:
        self.episode = episode
        self.displayed = replay.sizes[episode.side].get(episode.price_ticks, 0)
        self.traded = 0
        self.evident_ns: int | None = None

    def trade(self, trade: TapeTrade) -> None:
        side: SideName = "bid" if trade.aggressor == "sell" else "ask"
        if (side, trade.price_ticks) == (self.episode.side, self.episode.price_ticks):
            self.traded += trade.size

    def look(self, t_ns: int, replay: Replay) -> None:
        there = replay.sizes[self.episode.side].get(self.episode.price_ticks, 0)
        self.displayed = max(self.displayed, there)
        if self.evident_ns is None and self.traded >= 2 * self.displayed:
            self.evident_ns = t_ns


def scan(day: Day) -> Iterator[Seen]:
    waiting = [
        e
        for e in day.truth
        if e.pattern == "iceberg" and e.name in NAMES and e.outcome != "under-way"
    ]
    watched: list[Seen] = []
    replay = Replay()
    for action in day.actions():
        t_ns = action[0].t_ns
        yield from (seen for seen in watched if seen.episode.t_end_ns < t_ns)
        watched = [seen for seen in watched if seen.episode.t_end_ns >= t_ns]
        while waiting and waiting[0].t_start_ns <= t_ns:
            watched.append(Seen(waiting.pop(0), replay))
        for event in action:
            if isinstance(event, TapeTrade):
                for seen in watched:
                    seen.trade(event)
            elif isinstance(event, DepthChange):
                replay.apply(event)
        for seen in watched:
            seen.look(t_ns, replay)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_iceberg_trades_at_least_twice_what_it_ever_showed(seed: int) -> None:
    found = [seen for seen in scan(played(seed)) if seen.episode.kind == "planted"]

    assert len(found) >= 5
    for seen in found:
        assert seen.episode.t_evident_ns is not None
        assert seen.traded >= 2 * seen.displayed
        # What is traded between its end and the next look of the act is in the evidence too.
        assert seen.traded <= seen.episode.evidence["traded"] <= seen.traded + 40


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_evident_when_book_and_tape_say_so(seed: int) -> None:
    for seen in scan(played(seed)):
        if seen.episode.kind == "planted":
            assert seen.evident_ns is not None
            assert seen.episode.t_evident_ns is not None
            assert abs(seen.episode.t_evident_ns - seen.evident_ns) < 600 * MS


@pytest.mark.parametrize("seed", SEEDS)
def test_no_decoy_comes_so_far(seed: int) -> None:
    for seen in scan(played(seed)):
        if seen.episode.kind == "decoy":
            assert seen.traded < 2 * seen.displayed, seen.episode


@cache
def hour(difficulty: str, seed: int) -> list[PlantedPattern]:
    market = SimMarket(
        seed,
        start_ns=START,
        programme="book",
        opening_after_ns=0,
        difficulty=DIFFICULTIES[difficulty],
    )
    market.advance(START + 60 * MINUTE)
    ended = [episode for episode in market.truth if episode.outcome != "under-way"]
    return [episode for episode in ended if episode.pattern == "iceberg"]


@pytest.mark.parametrize("difficulty", list(DIFFICULTIES))
def test_a_level_that_others_rejoin_trades_a_bit_more_than_it_showed(difficulty: str) -> None:
    shares = [
        episode.evidence["traded"] / episode.evidence["displayed"]
        for seed in SEEDS
        for episode in hour(difficulty, seed)
        if episode.name == "rejoined_level"
    ]

    assert len(shares) > 15
    assert max(shares) < 2
    assert sum(share > 1 for share in shares) > 0.7 * len(shares)


def test_an_hour_has_icebergs_of_every_kind_and_end_on_both_sides() -> None:
    found = [episode for episode in hour("medium", 7) if episode.kind == "planted"]

    assert {e.outcome for e in found} == {"exhausted", "withdrawn", "price-left"}
    assert {e.side for e in found} == {"bid", "ask"}
    shown = [episode.evidence["display"] for episode in found]
    assert 3 <= shown.count(1) < len(shown) / 2
    assert all(1 <= display <= 40 for display in shown)
    assert all(e.evidence["refills"] >= 2 for e in found)
    assert all(e.evidence["hidden"] > e.evidence["display"] for e in found)


def test_the_harder_the_less_an_iceberg_trades() -> None:
    easy, hard = (
        sorted(
            e.evidence["traded"]
            for e in hour(difficulty, 7)
            if e.kind == "planted" and e.evidence["liquidity_pct"] == 100
        )
        for difficulty in ("easy", "hard")
    )

    assert easy[len(easy) // 2] > hard[len(hard) // 2]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_order_that_is_honestly_eaten_shows_all_that_it_trades(seed: int) -> None:
    for episode in hour("medium", seed):
        if episode.name == "eaten_order":
            assert episode.evidence["traded"] <= 1.25 * episode.evidence["displayed"]

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mia_core.sim.events import DepthChange, SideName, TapeTrade
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.sim.market_replay import SECOND, Day, Replay, played

SEEDS = [1, 7, 42]
NAMES = ("wall", "flicker", "moderate", "background_large_level")


class Seen:
    """What an observer of the book alone saw of one episode while it lasted."""

    def __init__(self, episode: PlantedPattern, replay: Replay) -> None:
        self.episode = episode
        self.smallest = 1 << 30
        self.traded = 0
        best = replay.best_bid if episode.side == "bid" else replay.best_ask
        self.distance = abs(best - episode.price_ticks)

    def look(self, replay: Replay) -> None:
        sizes = replay.sizes[self.episode.side]
        self.smallest = min(self.smallest, sizes.get(self.episode.price_ticks, 0))

    def trade(self, trade: TapeTrade) -> None:
        side: SideName = "bid" if trade.aggressor == "sell" else "ask"
        if (side, trade.price_ticks) == (self.episode.side, self.episode.price_ticks):
            self.traded += trade.size


def scan(day: Day) -> Iterator[Seen]:
    """Follow every large level of the truth through the events, knowing only place and time."""
    waiting = [e for e in day.truth if e.name in NAMES and e.outcome != "under-way"]
    watched: list[Seen] = []
    replay = Replay()
    for action in day.actions():
        t_ns = action[0].t_ns
        yield from (seen for seen in watched if seen.episode.t_end_ns <= t_ns)
        watched = [seen for seen in watched if seen.episode.t_end_ns > t_ns]
        for event in action:
            if isinstance(event, TapeTrade):
                for seen in watched:
                    seen.trade(event)
            if isinstance(event, DepthChange):
                replay.apply(event)
        while waiting and waiting[0].t_start_ns <= t_ns:
            watched.append(Seen(waiting.pop(0), replay))
        for seen in watched:
            seen.look(replay)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_large_level_is_in_the_book_for_as_long_as_the_truth_says(seed: int) -> None:
    found = list(scan(played(seed)))

    assert len(found) > 50
    for seen in found:
        size = seen.episode.evidence["size"]
        assert seen.smallest >= size - seen.traded
        assert 2 * seen.smallest >= size  # it never showed less than half before it ended
        assert seen.distance == seen.episode.evidence["distance_ticks"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_wall_is_several_times_an_ordinary_level_and_stands_for_seconds(seed: int) -> None:
    walls = played(seed).named("wall")

    for wall in walls:
        usual = wall.evidence["liquidity_pct"]
        assert 4 * usual <= wall.evidence["size"] <= 9 * usual
        assert 1 <= wall.evidence["distance_ticks"] <= 6
        assert wall.t_end_ns - wall.t_start_ns <= 20 * SECOND
        if wall.outcome != "eaten":
            assert wall.t_end_ns - wall.t_start_ns >= 3 * SECOND
    assert {"cancelled", "held", "eaten"} <= {wall.outcome for wall in walls}


@pytest.mark.parametrize("seed", SEEDS)
def test_how_a_wall_ended_can_be_read_off_book_and_tape(seed: int) -> None:
    for seen in scan(played(seed)):
        if seen.episode.outcome == "cancelled":
            ahead = seen.episode.evidence["displayed"] - seen.episode.evidence["size"]
            assert seen.traded <= ahead
        if seen.episode.outcome == "held":
            assert 0 < seen.episode.evidence["traded"] <= seen.traded
            assert 2 * seen.episode.evidence["traded"] <= seen.episode.evidence["size"]


@pytest.mark.parametrize("seed", SEEDS)
def test_decoys_are_brief_or_only_moderately_large(seed: int) -> None:
    day = played(seed)

    for decoy in day.named("flicker"):
        assert decoy.evidence["displayed"] >= 400
        assert decoy.t_end_ns - decoy.t_start_ns < SECOND
    for decoy in day.named("moderate"):
        assert 125 <= decoy.evidence["displayed"] <= 170
    assert {decoy.kind for decoy in day.named("flicker", "moderate")} == {"decoy"}


@pytest.mark.parametrize("seed", SEEDS)
def test_any_other_level_that_stands_large_is_labelled_background(seed: int) -> None:
    day = played(seed)
    labelled = [e for e in day.truth if e.pattern == "wall"]
    since: dict[tuple[SideName, int], int] = {}

    for event in day.events:
        if not isinstance(event, DepthChange):
            continue
        key = (event.side, event.price_ticks)
        if event.size >= 200:
            since.setdefault(key, event.t_ns)
        elif key in since:
            began_ns = since.pop(key)
            assert event.t_ns - began_ns < 2 * SECOND or any(
                (e.side, e.price_ticks) == key and e.t_start_ns <= began_ns <= e.t_end_ns
                for e in labelled
            )

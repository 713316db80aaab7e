from __future__ import annotations

from itertools import pairwise

import pytest

from mia_core.sim.events import DepthChange, TapeTrade
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.sim.market_replay import SECOND, Day, played

SEEDS = [1, 7, 42]


def hits(day: Day, episode: PlantedPattern) -> list[TapeTrade]:
    """Trades against the side of an episode while it lasted."""
    aggressor = "sell" if episode.side == "bid" else "buy"
    trades = (event for event in day.during(episode) if isinstance(event, TapeTrade))
    return [trade for trade in trades if trade.aggressor == aggressor]


def at_price(episode: PlantedPattern, trades: list[TapeTrade]) -> int:
    return sum(trade.size for trade in trades if trade.price_ticks == episode.price_ticks)


def shown(episode: PlantedPattern, trade: TapeTrade) -> int:
    return trade.bid_size if episode.side == "bid" else trade.ask_size


@pytest.mark.parametrize("seed", SEEDS)
def test_an_absorption_trades_many_times_what_it_shows_at_one_price(seed: int) -> None:
    day = played(seed)

    for episode in day.named("absorption"):
        trades = hits(day, episode)
        largest_shown = max(shown(episode, trade) for trade in trades)
        assert 3 * SECOND <= episode.t_end_ns - episode.t_start_ns <= 15 * SECOND
        assert {trade.price_ticks for trade in trades} == {episode.price_ticks}
        assert at_price(episode, trades) == episode.evidence["traded"]
        assert at_price(episode, trades) >= 4 * episode.evidence["displayed"]
        assert largest_shown < 200
        assert at_price(episode, trades) > 3 * largest_shown


@pytest.mark.parametrize("seed", SEEDS)
def test_the_absorbing_level_stays_the_touch_and_refills(seed: int) -> None:
    day = played(seed)

    for episode in day.named("absorption"):
        changes = [
            event
            for event in day.during(episode)
            if isinstance(event, DepthChange)
            and event.side == episode.side
            and event.price_ticks == episode.price_ticks
        ]
        sizes = [change.size for change in changes]
        refills = sum(b > a for a, b in pairwise(sizes))
        assert refills > 20
        assert (sizes[-1] == 0) == (episode.outcome == "broke")
        assert 0 not in sizes[:-1]


@pytest.mark.parametrize("seed", SEEDS)
def test_some_absorptions_break_in_the_end_on_both_sides(seed: int) -> None:
    ends = {(e.side, e.outcome) for e in played(seed).named("absorption")}

    assert {("bid", "flow-ended"), ("ask", "flow-ended")} <= ends
    assert "broke" in {outcome for _, outcome in ends}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_burst_goes_through_the_level_and_on(seed: int) -> None:
    day = played(seed)

    for episode in day.named("burst_through"):
        trades = hits(day, episode)
        assert len({trade.price_ticks for trade in trades}) >= 4
        assert at_price(episode, trades) < 0.7 * sum(trade.size for trade in trades)
        assert episode.evidence["moved_ticks"] >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_spread_volume_is_large_but_never_at_one_price(seed: int) -> None:
    day = played(seed)

    for episode in day.named("spread_volume"):
        trades = [e for e in day.during(episode) if isinstance(e, TapeTrade)]
        volume = sum(trade.size for trade in trades)
        assert volume >= 500
        assert len({trade.price_ticks for trade in trades}) >= 4
        for price in {trade.price_ticks for trade in trades}:
            at = [trade for trade in trades if trade.price_ticks == price]
            assert sum(trade.size for trade in at) < 0.7 * volume

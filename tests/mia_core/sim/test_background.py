"""What the background does by itself, held against what ES is.

No detector may meet a target by an easier market. The figures are of two recordings of ES: 12,069
books of nineteen levels a side of 2025-09-05, and 592 trades of 2025-09-16, each taken once by its
sequence number (the tape of the other recording repeats itself; with its runs taken once it says
the same). Spreads are those of their quotes.
"""

from __future__ import annotations

import pytest

from mia_core.sim.background import Background
from mia_core.sim.draws import stream
from mia_core.sim.events import DepthChange, MarketEvent, TapeTrade
from mia_core.sim.exchange import Exchange
from tests.mia_core.sim.market_figures import NORMAL_S, mean, quantile, seen

SECOND = 1_000_000_000
SEEDS = [1, 7, 42]

LEVELS = {0.5: 59, 0.9: 99, 0.99: 305}
TRADES = {0.5: 1, 0.9: 2, 0.95: 3, 0.99: 6}
TRADE_MEAN = 1.38
SPREAD_MEAN = 1.03  # ticks: 1.006 in the one recording, 1.055 in the other
TIGHT = 0.97  # of the time one tick: 0.994 and 0.945


def quiet_place(sink: list[MarketEvent], *, level_changes_per_s: int = 150) -> Background:
    exchange = Exchange(
        1000, depth=20, levels=stream(1, "levels"), refills=stream(1, "refills"), sink=sink
    )
    return Background(1, exchange, start_ns=0, level_changes_per_s=level_changes_per_s)


def play(background: Background, until_ns: int) -> None:
    """Close every gap as it falls due; no mood changes."""
    exchange = background._exchange
    while background.next_ns < until_ns:
        background.run(until_ns)
        if exchange.refill_ns <= background.next_ns:
            exchange.refill(exchange.refill_ns)


def test_the_run_stops_for_a_gap_that_is_due_to_close() -> None:
    sink: list[MarketEvent] = []
    background = quiet_place(sink)
    exchange = background._exchange

    while exchange.spread == 1:
        background.run(background.next_ns + SECOND // 100)
    background.run(background.next_ns + 60 * SECOND)

    assert background.next_ns >= exchange.refill_ns
    assert all(event.t_ns < exchange.refill_ns for event in sink)


@pytest.mark.parametrize("name", ["bid", "ask"])
def test_leaning_on_a_side_moves_the_price_through_it(name: str) -> None:
    background = quiet_place([])
    exchange = background._exchange
    side = exchange.bid if name == "bid" else exchange.ask
    begin = side.best
    background.ask_lean(side)

    play(background, 60 * SECOND)

    assert side.index(begin) < -5


def test_asked_for_traffic_stays_behind_the_touch() -> None:
    ordinary: list[MarketEvent] = []
    busy: list[MarketEvent] = []

    play(quiet_place(ordinary), 30 * SECOND)
    play(quiet_place(busy, level_changes_per_s=2_000), 30 * SECOND)

    assert sum(isinstance(event, DepthChange) for event in busy) > 1_700 * 30
    trades = [sum(isinstance(e, TapeTrade) for e in events) for events in (ordinary, busy)]
    assert 0.5 < trades[0] / trades[1] < 2


def test_moods_make_bursts_and_quiet() -> None:
    background = quiet_place([])

    means = set()
    for t_ns in range(100):
        background.change_mood(t_ns)
        assert background.mood_ns > t_ns
        means.add(background._mean_ns)

    assert len(means) == 4
    assert max(means) > 5 * min(means)


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_are_as_large_as_those_of_es(seed: int) -> None:
    levels = seen(seed, *NORMAL_S).levels

    for share, size in LEVELS.items():
        assert quantile(levels, share) == pytest.approx(size, rel=0.15), share


@pytest.mark.parametrize("seed", SEEDS)
def test_trades_are_as_large_as_those_of_es(seed: int) -> None:
    trades = seen(seed, *NORMAL_S).trades

    assert mean(trades) == pytest.approx(TRADE_MEAN, rel=0.15)
    for share, size in TRADES.items():
        assert quantile(trades, share) == pytest.approx(size, rel=0.15), share


@pytest.mark.parametrize("seed", SEEDS)
def test_the_spread_is_that_of_es(seed: int) -> None:
    spreads = seen(seed, *NORMAL_S).spreads

    assert mean(spreads) == pytest.approx(SPREAD_MEAN, rel=0.15)
    assert spreads.count(1) / len(spreads) == pytest.approx(TIGHT, rel=0.15)

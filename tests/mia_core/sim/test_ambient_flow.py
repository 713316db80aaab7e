"""Labels of flow patterns that nobody planted."""

from __future__ import annotations

from collections import Counter

import pytest

from mia_core.sim.ambient_flow import AmbientFlow
from mia_core.sim.events import Aggressor, MarketEvent, TapeTrade
from mia_core.sim.market import SimMarket
from mia_core.sim.truth import FLOW_PATTERNS, Episode, PlantedPattern, TruthLog
from tests.mia_core.sim.market_replay import MINUTE, MS, SECOND, START, Day

SIDES: dict[Aggressor, str] = {"buy": "bid", "sell": "ask"}


def tape(*, until_ns: int) -> list[TapeTrade]:
    """Small trades of both sides in turn, ten a second."""
    found = []
    for k in range(until_ns // (100 * MS)):
        aggressor: Aggressor = "buy" if (k * 7 // 3) % 2 else "sell"
        found.append(trade(k * 100 * MS, 100 + (aggressor == "buy"), 1 + k * 5 % 7, aggressor))
    return found


def trade(t_ns: int, price: int, size: int, aggressor: Aggressor) -> TapeTrade:
    return TapeTrade(t_ns, price, size, aggressor, price - 1, price + 1, 60, 60)


def rush(at_ns: int, aggressor: Aggressor) -> list[TapeTrade]:
    """Two seconds in which one side trades a lot."""
    return [trade(at_ns + k * 25 * MS, 101, 9, aggressor) for k in range(80)]


def labels(truth: TruthLog, pattern: str) -> list[PlantedPattern]:
    return [e for e in truth.patterns(1 << 62) if e.pattern == pattern and e.kind == "background"]


@pytest.mark.parametrize("aggressor", ["buy", "sell"])
def test_a_burst_that_nobody_planted_is_labelled_on_its_side(aggressor: Aggressor) -> None:
    truth = TruthLog(0.25)
    ambient = AmbientFlow(truth, start_ns=0)
    at = 120 * SECOND
    ambient.see(sorted([*tape(until_ns=130 * SECOND), *rush(at, aggressor)], key=when), at * 2)

    found = labels(truth, "delta_burst")

    assert {label.side for label in found} == {SIDES[aggressor]}
    assert found[0].t_start_ns <= at + SECOND
    assert at + SECOND <= found[-1].t_end_ns <= at + 6 * SECOND
    assert found[0].name == "background_delta_burst"


@pytest.mark.parametrize("kind", ["planted", "decoy"])
def test_where_an_act_plays_the_pattern_nothing_is_labelled(kind: str) -> None:
    truth = TruthLog(0.25)
    at = 120 * SECOND
    act = truth.open(
        Episode("delta_burst", kind, name="act", side="bid", price_ticks=101, t_start_ns=at)  # type: ignore[arg-type]
    )
    act.close(at + 2 * SECOND, "over")

    ambient = AmbientFlow(truth, start_ns=0)
    ambient.see(sorted([*tape(until_ns=130 * SECOND), *rush(at, "buy")], key=when), 2 * at)

    assert labels(truth, "delta_burst") == []
    assert labels(truth, "trade_spike") != []


def when(trade: MarketEvent) -> int:
    return trade.t_ns


def test_labels_do_not_depend_on_how_far_a_market_is_advanced_at_once() -> None:
    whole, steps = (SimMarket(7, start_ns=START, programme="flow") for _ in range(2))
    whole.advance(START + 10 * MINUTE)
    for k in range(1, 601):
        steps.advance(START + k * SECOND)

    assert whole.truth == steps.truth


def test_what_is_labelled_is_rare_in_a_plain_market() -> None:
    market = Day(7, minutes=30, plants=False)

    lasted: Counter[str] = Counter()
    for episode in market.truth:
        assert episode.kind == "background"
        lasted[episode.pattern] += episode.t_end_ns - episode.t_start_ns
    for pattern in FLOW_PATTERNS:
        assert lasted[pattern] <= 0.2 * market.minutes * MINUTE, pattern


def test_a_book_hour_has_no_labels_of_flow() -> None:
    market = SimMarket(7, start_ns=START, programme="book")
    market.advance(START + 10 * MINUTE)

    assert not {episode.pattern for episode in market.truth} & set(FLOW_PATTERNS)

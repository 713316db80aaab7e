"""Battle Navale through the wire against its rules: every bar, every episode from its report to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import pytest

from mia_core._native import Market
from tests.mia_core.bar_chart import MINUTE, Chart, mirrored, playing, walk
from tests.mia_core.bar_rules import B
from tests.mia_core.navale_rules import Told, defenders, golden_rule, navale_base, vikings
from tests.mia_core.wire_feed import START_NS, TOKEN

SEEDS = range(24)
RULES = (navale_base, golden_rule, vikings, defenders)
MIRRORED = {"vikings": "defenders", "defenders": "vikings"}
OTHER_SIDE = {"bid": "ask", "ask": "bid"}


def told(chart: Chart) -> list[Told]:
    """Every episode that the chart's bars gave, and how it ended."""
    ends = {item.id: item for item in chart.closed}
    found = []
    for item in chart.found(rule.__name__ for rule in RULES):
        report = chart.report_of(item)
        end = ends.get(item.id)
        ended = None if end is None else (end.t_end_ns - START_NS) // MINUTE - 1
        found.append(Told(*report, ended, "" if end is None else end.reason))
    return sorted(found, key=str)


def expected(bars: Sequence[B]) -> list[Told]:
    return sorted((it for rule in RULES for it in rule(bars)), key=str)


@cache
def usual_walk(seed: int) -> tuple[B, ...]:
    return tuple(walk(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_bar_is_judged_as_the_rule_judges_it(seed: int) -> None:
    bars = usual_walk(seed)

    assert told(playing(bars)) == expected(bars)


@pytest.mark.parametrize("seed", [2, 9])
def test_every_parameter_is_that_of_the_rule(seed: int) -> None:
    bars = usual_walk(seed)
    given: dict[str, dict[str, float]] = {
        "navale_base": {"bars": 5, "width_percent": 300},
        "golden_rule": {"bars": 6, "width_percent": 200, "quality_min": 0.3, "tolerance_ticks": 4},
        "vikings": {"share": 0.8, "keep_share": 0.5},
        "defenders": {"share": 0.6, "keep_share": 0.6},
    }
    wanted = [
        *navale_base(bars, 5, 300),
        *golden_rule(bars, 6, 200, 0.3, 4),
        *vikings(bars, 0.8, 0.5),
        *defenders(bars, 0.6, 0.6),
    ]

    assert told(playing(bars, detectors=given)) == sorted(wanted, key=str)


def test_every_pattern_is_met_often_enough_to_say_so() -> None:
    met = Counter(
        (it.pattern, it.side, it.reason) for seed in SEEDS for it in expected(usual_walk(seed))
    )

    for side in ("bid", "ask"):
        for reason in ("left-with", "left-against"):
            assert met["navale_base", side, reason] >= 50, met
        assert met["golden_rule", side, "violated"] >= 50, met
        assert met["golden_rule", side, "renewed"] >= 5, met
    assert met["vikings", "bid", "passed"] >= 50
    assert met["defenders", "ask", "passed"] >= 50


@pytest.mark.parametrize("seed", [3, 17])
def test_bars_upside_down_give_the_patterns_upside_down(seed: int) -> None:
    there = told(playing(usual_walk(seed)))
    here = told(playing(mirrored(usual_walk(seed))))

    assert here == sorted(
        (
            it._replace(
                pattern=MIRRORED.get(it.pattern, it.pattern),
                side=OTHER_SIDE[it.side],
                price=-it.price,
            )
            for it in there
        ),
        key=str,
    )


def test_the_signal_speaks_both_ways() -> None:
    signs = {
        (item.side, item.evidence["signal"] > 0)
        for seed in SEEDS
        for item in playing(usual_walk(seed)).opened
        if item.pattern == "golden_rule" and abs(item.evidence["continuation"]) == 1.0
    }

    assert signs >= {("bid", True), ("ask", False)}
    for seed in SEEDS[:4]:
        for item in playing(usual_walk(seed)).opened:
            if item.pattern == "golden_rule":
                assert -1.0 <= item.evidence["signal"] <= 1.0


def test_nothing_is_known_of_bars_to_come() -> None:
    bars = usual_walk(5)[:400]
    whole = told(playing(bars))

    for cut in range(0, len(bars), 41):
        known = [
            it if it.ended is not None and it.ended < cut else it._replace(ended=None, reason="")
            for it in whole
            if it.at < cut
        ]
        assert told(playing(bars[:cut])) == sorted(known, key=str)


def test_a_missing_bar_ends_what_is_open_and_starts_anew() -> None:
    bars = usual_walk(12)[:900]
    chart = playing(bars[:400])
    open_before = [it for it in told(chart) if it.ended is None]
    assert {it.pattern for it in open_before} >= {"golden_rule"}
    chart.told = 401
    for bar in bars[401:]:
        chart.close([bar])

    ended = {(it.pattern, it.at): (it.ended, it.reason) for it in told(chart)}
    assert {ended[it.pattern, it.at] for it in open_before} == {(401, "bars-missing")}
    fresh = [
        it._replace(
            at=it.at + 401,
            began=it.began + 401,
            ended=None if it.ended is None else it.ended + 401,
        )
        for it in expected(bars[401:])
    ]
    assert [it for it in told(chart) if it.at > 401] == sorted(fresh, key=str)


def test_a_gap_ends_what_is_open() -> None:
    bars = usual_walk(12)[:400]
    chart = Chart(Market(token=TOKEN))
    chart.start()
    for bar in bars:
        chart.close([bar])
    assert any(it.ended is None for it in told(chart))
    chart.feed.sequence += 5  # lost on the way
    chart.closed += chart.market.ingest(chart.feed.heartbeat()).closed

    assert {it.reason for it in told(chart) if it.ended == 399} >= {"gap"}
    assert all(it.ended is not None for it in told(chart))

"""The compiled patterns of bars against their formulas, through the wire: every bar, both directions, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import pytest

from mia_core._native import Market
from mia_core.frames import CONSTANTS
from tests.mia_core.bar_chart import MINUTE, Chart, Report, mirrored, playing, walk
from tests.mia_core.bar_rules import (
    RULES,
    B,
    Rule,
    color_down,
    color_up,
    engulfing,
    headfake,
    long_down_up_bar,
    long_up_down_bar,
    range_break,
)
from tests.mia_core.wire_feed import START_NS, TOKEN

SEEDS = range(40)
MIRRORED = {
    "long_down_up_bar": "long_up_down_bar",
    "long_up_down_bar": "long_down_up_bar",
    "color_down": "color_up",
    "color_up": "color_down",
}
OTHER_SIDE = {"bid": "ask", "ask": "bid"}


def expected(bars: Sequence[B], rules: Mapping[str, Rule] = RULES) -> list[Report]:
    return [
        Report(at, at - found[2], pattern, found[0], found[1])
        for at in range(len(bars))
        for pattern, rule in rules.items()
        if (found := rule(bars[max(0, at - 30) : at + 1]))
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_bar_is_judged_as_the_formula_judges_it(seed: int) -> None:
    bars = walk(seed)

    assert sorted(playing(bars).reports(RULES)) == sorted(expected(bars))


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_every_parameter_is_that_of_the_formula(seed: int) -> None:
    bars = walk(seed)
    given: dict[str, dict[str, float]] = {
        "long_down_up_bar": {"reach_ticks": 5},
        "long_up_down_bar": {"reach_ticks": 10},
        "color_down": {"reach_ticks": 0},
        "color_up": {"reach_ticks": 4},
        "engulfing": {"body_ticks": 3, "body_percent": 170},
        "range_break": {"lookback": 25, "width_percent": 450, "beyond_ticks": 4},
        "headfake": {"lookback": 4, "beyond_ticks": 2, "flow_ratio": 3.25},
    }
    rules: dict[str, Rule] = {
        "long_down_up_bar": partial(long_down_up_bar, reach=5),
        "long_up_down_bar": partial(long_up_down_bar, reach=10),
        "color_down": partial(color_down, reach=0),
        "color_up": partial(color_up, reach=4),
        "engulfing": partial(engulfing, body=3, percent=170),
        "range_break": partial(range_break, lookback=25, width_percent=450, beyond=4),
        "headfake": partial(headfake, lookback=4, beyond=2, flow_ratio=3.25),
    }

    wanted = expected(bars, rules)

    assert {it.pattern for it in wanted} == set(rules)
    assert sorted(playing(bars, detectors=given).reports(RULES)) == sorted(wanted)


def test_every_pattern_is_met_often_enough_to_say_so() -> None:
    met = Counter((it.pattern, it.side) for seed in SEEDS for it in expected(walk(seed)))

    assert {pattern for pattern, _ in met} == set(RULES)
    assert len(met) == 10  # four go one way, three both
    assert min(met.values()) >= 50, met


@pytest.mark.parametrize("seed", [3, 17])
def test_bars_upside_down_give_the_patterns_upside_down(seed: int) -> None:
    bars = walk(seed)
    there = playing(bars)
    here = playing(mirrored(bars))

    assert sorted(here.reports(RULES)) == sorted(
        Report(at, began, MIRRORED.get(pattern, pattern), OTHER_SIDE[side], -price)
        for at, began, pattern, side, price in there.reports(RULES)
    )
    assert Counter(str(item.evidence) for item in here.found(RULES)) == Counter(
        str(item.evidence) for item in there.found(RULES)
    )


def test_nothing_is_known_of_bars_to_come() -> None:
    bars = walk(5, 300)
    whole = playing(bars).reports(RULES)

    for cut in range(0, len(bars), 7):
        assert playing(bars[:cut]).reports(RULES) == [it for it in whole if it.at < cut]


def test_how_many_bars_come_in_a_batch_makes_no_difference() -> None:
    bars = walk(6, 600)
    one_by_one = [it[1:] for it in playing(bars).reports(RULES)]

    for at_once in (2, 7, 600):
        assert [it[1:] for it in playing(bars, at_once=at_once).reports(RULES)] == one_by_one


def test_a_forming_bar_is_no_bar() -> None:
    bars = walk(7, 400)
    wild = B(0, 10**6, -(10**6), 0, 10**6, 0)
    chart = Chart(Market(token=TOKEN))
    chart.start()
    for at, bar in enumerate(bars):
        chart.feed.now_ns = START_NS + at * MINUTE + 1
        chart.tell(chart.frame(at, wild, closed=0))
        chart.close([bar])

    assert sorted(chart.reports(RULES)) == sorted(expected(bars))


def test_an_episode_lasts_until_the_next_bar_closes() -> None:
    bars = walk(8)
    chart = playing(bars)

    found = chart.found(RULES)
    closed = [item for item in chart.closed if item.pattern in RULES]

    assert [item.id for item in found][: len(closed)] == [item.id for item in closed]
    for item in closed:
        assert (item.reason, item.t_end_ns - item.t_open_ns) == ("passed", MINUTE)
        assert item.confidence == 1.0
    open_still = {item.id for item in found} - {item.id for item in closed}
    assert open_still == {i.id for i in found if chart.report_of(i).at == len(bars) - 1}


def history(chart: Chart, bars: Sequence[B]) -> Iterator[bytes]:
    return (chart.frame(at, bar) for at, bar in enumerate(bars))


def test_bars_that_a_snapshot_tells_are_history_and_no_news() -> None:
    bars = walk(9, 500)
    chart = Chart(Market(token=TOKEN))
    chart.feed.now_ns = START_NS + 400 * MINUTE
    chart.start(*history(chart, bars[:400]))
    assert chart.opened == []

    chart.told = 400
    for bar in bars[400:]:
        chart.close([bar])

    assert sorted(chart.reports(RULES)) == sorted(it for it in expected(bars) if it.at >= 400)


def test_bars_told_again_or_corrected_are_no_second_episode() -> None:
    bars = walk(10, 500)
    chart = playing(bars)
    before = chart.reports(RULES)
    assert before == playing(bars).reports(RULES)

    chart.start(*history(chart, bars))
    chart.tell(*history(chart, mirrored(bars)))

    assert chart.reports(RULES) == before


def test_after_a_gap_the_bars_go_on_and_what_closed_in_it_is_no_news() -> None:
    bars = walk(11, 700)
    chart = Chart(Market(token=TOKEN))
    chart.start()
    for bar in bars[:300]:
        chart.close([bar])
    chart.feed.sequence += 5  # lost on the way
    chart.feed.now_ns = START_NS + 320 * MINUTE
    assert chart.market.ingest(chart.feed.heartbeat()).needs_snapshot
    chart.start(*history(chart, bars[:320]))
    chart.told = 320
    for bar in bars[320:]:
        chart.close([bar])

    wanted = [it for it in expected(bars) if not 300 <= it.at < 320]
    assert sorted(chart.reports(RULES)) == sorted(wanted)


def test_a_missing_bar_makes_the_bars_before_it_unknown() -> None:
    bars = walk(12, 800)
    chart = playing(bars[:400])
    before = chart.reports(RULES)
    chart.told = 401
    for bar in bars[401:]:
        chart.close([bar])

    fresh = [it._replace(at=it.at + 401, began=it.began + 401) for it in expected(bars[401:])]
    assert sorted(chart.reports(RULES)) == sorted(before + fresh)


@pytest.mark.parametrize("fields", [{"flags": 3}, {"high_ticks": -(10**6)}, {"flags": 0}])
def test_a_bar_that_is_not_sound_makes_the_bars_before_it_unknown(fields: dict[str, int]) -> None:
    assert CONSTANTS["bar_flag"] == {"closed": 1, "off_grid": 2}
    bars = walk(13, 800)
    chart = playing(bars[:400])
    before = chart.reports(RULES)
    chart.feed.now_ns = START_NS + 401 * MINUTE
    assert chart.tell(chart.frame(400, bars[400], **fields)).opened == ()
    chart.told = 401
    for bar in bars[401:]:
        chart.close([bar])

    fresh = [it._replace(at=it.at + 401, began=it.began + 401) for it in expected(bars[401:])]
    assert sorted(chart.reports(RULES)) == sorted(before + fresh)


def test_only_the_own_chart_of_the_source_counts() -> None:
    bars = walk(14, 300)
    market = Market(token=TOKEN)
    source, second = Chart(market), Chart(market, publisher=2, instance=12, chart=4)
    source.start()
    second.start()
    for bar in bars:
        source.close([bar])
        foreign = second.frame(source.told - 1, bar)
        source.tell(foreign)
        second.close([bar])

    assert second.opened == second.closed == []
    assert sorted(source.reports(RULES)) == sorted(expected(bars))


def test_the_same_bars_give_the_same_reports() -> None:
    def told() -> list[tuple[object, ...]]:
        chart = playing(walk(15, 300))
        return [(d.id, d.pattern, d.side, d.t_open_ns, d.evidence) for d in chart.opened]

    assert told() == told()


def test_another_chart_that_takes_over_is_as_good_as_a_first_one() -> None:
    bars = walk(16, 300)
    chart = playing(walk(17, 200))
    chart.feed.sequence += 5
    assert chart.market.ingest(chart.feed.heartbeat()).needs_snapshot
    again = Chart(chart.market, publisher=2, instance=12)
    again.feed.now_ns = chart.feed.now_ns + MINUTE  # the first one is given up
    again.start()
    again.told = 1_000
    for bar in bars:
        again.close([bar])

    shifted = [it._replace(at=it.at + 1_000, began=it.began + 1_000) for it in expected(bars)]
    assert sorted(again.reports(RULES)) == sorted(shifted)

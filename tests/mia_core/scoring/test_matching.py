from __future__ import annotations

import random
from collections import Counter
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.scoring.matching import Report, Verdict, is_wanted, judge
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.scoring.made import PRICE, S, episode, report


def verdicts(truth: list[PlantedPattern], reports: list[Report]) -> list[str]:
    """Verdicts in the order in which the reports were opened."""
    return [item.verdict.value for item in judge(truth, reports)]


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({}, "hit"),
        ({"t_s": 10}, "hit"),
        ({"t_s": 20}, "hit"),
        ({"t_s": 22}, "hit"),
        ({"t_s": 22.001}, "false"),
        ({"t_s": 9.999}, "false"),
        ({"price_ticks": PRICE + 1}, "hit"),
        ({"price_ticks": PRICE - 1}, "hit"),
        ({"price_ticks": PRICE + 2}, "false"),
        ({"price_ticks": PRICE - 2}, "false"),
        ({"side": "ask"}, "false"),
        ({"pattern": "iceberg"}, "false"),
    ],
)
def test_hit_has_pattern_side_price_and_time(fields: dict[str, Any], verdict: str) -> None:
    assert verdicts([episode()], [report(**fields)]) == [verdict]


@pytest.mark.parametrize("pattern", ["sweep", "squeeze"])
def test_some_patterns_are_no_level(pattern: str) -> None:
    truth = [episode(pattern=pattern)]

    assert verdicts(truth, [report(pattern=pattern, price_ticks=PRICE + 30)]) == ["hit"]
    assert verdicts(truth, [report(pattern=pattern, side="ask")]) == ["false"]


def test_a_pattern_that_nobody_has_heard_of_is_matched_alike() -> None:
    truth = [episode(pattern="delta_burst", side="both")]

    assert verdicts(truth, [report(pattern="delta_burst", side="both")]) == ["hit"]


def test_one_report_for_one_episode_the_first_one() -> None:
    assert verdicts([episode()], [report(14), report(12), report(13)]) == [
        "hit",
        "repeat",
        "repeat",
    ]


def test_one_report_is_no_two_hits() -> None:
    judged = judge([episode(), episode(11)], [report()])

    assert [item.verdict for item in judged] == [Verdict.HIT]


def test_as_many_hits_as_can_be_had() -> None:
    # The first report fits both episodes, the second only the one that begins earlier.
    early, late = episode(10, 20), episode(11, 30, price_ticks=PRICE + 1)

    judged = judge(
        [early, late], [report(12, price_ticks=PRICE), report(13, price_ticks=PRICE - 1)]
    )

    assert [item.verdict for item in judged] == [Verdict.HIT, Verdict.HIT]
    assert [item.episode for item in judged] == [late, early]


@pytest.mark.parametrize(
    ("planted", "reported"),
    [
        ("iceberg", "absorption"),
        ("wall", "absorption"),
        ("wall", "spoofing"),
        ("ladder", "wall"),
        ("ladder", "spoofing"),
        ("sweep", "squeeze"),
    ],
)
def test_other_readings_of_the_same_orders_are_neutral_both_ways(
    planted: str, reported: str
) -> None:
    for pattern, other in ((planted, reported), (reported, planted)):
        assert verdicts([episode(pattern=pattern)], [report(pattern=other)]) == ["neutral"]
        assert verdicts([episode(pattern=pattern)], [report(pattern=other, t_s=5)]) == ["false"]
        assert verdicts([episode(pattern=pattern)], [report(pattern=other, side="ask")]) == [
            "false"
        ]


@pytest.mark.parametrize(
    ("planted", "reported"), [("iceberg", "wall"), ("absorption", "spoofing"), ("sweep", "wall")]
)
def test_readings_that_exclude_each_other_are_not(planted: str, reported: str) -> None:
    assert verdicts([episode(pattern=planted)], [report(pattern=reported)]) == ["false"]


def test_what_the_background_made_is_neutral_once() -> None:
    truth = [episode(kind="background")]

    assert verdicts(truth, [report()]) == ["neutral"]
    assert verdicts(truth, [report(12), report(15)]) == ["neutral", "repeat"]
    assert verdicts(truth, [report(pattern="absorption")]) == ["neutral"]


def test_what_was_not_played_to_its_end_is_neither_wanted_nor_wrong() -> None:
    unfinished = episode(outcome="under-way")

    assert not is_wanted(unfinished)
    assert verdicts([unfinished], [report()]) == ["neutral"]


def test_decoys_are_wrong_every_time() -> None:
    truth = [episode(kind="decoy")]

    assert not is_wanted(truth[0])
    assert verdicts(truth, [report(12), report(13)]) == ["decoy", "decoy"]
    assert verdicts(truth, [report(t_s=30)]) == ["false"]


def test_decoy_of_another_reading_excuses_nothing() -> None:
    assert verdicts([episode(pattern="absorption", kind="decoy")], [report()]) == ["false"]


def test_a_hit_goes_before_neutral_and_neutral_before_wrong() -> None:
    planted, background = episode(), episode(kind="background")
    decoy, other = episode(kind="decoy"), episode(pattern="absorption")

    reports = [report(12), report(13), report(14), report(15)]
    truth = [decoy, other, background, planted]

    assert verdicts(truth, reports) == ["hit", "neutral", "neutral", "repeat"]
    assert verdicts([decoy, background], reports[:2]) == ["neutral", "repeat"]


def test_the_order_of_what_is_given_makes_no_difference() -> None:
    truth = [episode(), episode(11, 13, price_ticks=PRICE + 1), episode(kind="background")]
    reports = [report(12), report(13), report(14.5, price_ticks=PRICE + 2)]
    expected = judge(truth, reports)

    for mixed in permutations(truth):
        for shuffled in permutations(reports):
            assert judge(mixed, shuffled) == expected


SIDES = st.sampled_from(["bid", "ask"])
PATTERNS = st.sampled_from(["wall", "absorption", "spoofing", "squeeze"])
PRICES = st.integers(PRICE, PRICE + 4)
EPISODES = st.builds(
    lambda start, lasts, kind, outcome, pattern, side, price: episode(
        start,
        start + lasts,
        kind=kind,
        outcome=outcome,
        pattern=pattern,
        side=side,
        price_ticks=price,
    ),
    st.integers(0, 30),
    st.integers(0, 10),
    st.sampled_from(["planted", "planted", "decoy", "background"]),
    st.sampled_from(["cancelled", "cancelled", "under-way"]),
    PATTERNS,
    SIDES,
    PRICES,
)
REPORTS = st.builds(
    lambda t, pattern, side, price: report(t, pattern=pattern, side=side, price_ticks=price),
    st.integers(0, 45),
    PATTERNS,
    SIDES,
    PRICES,
)
TRUTHS = st.lists(EPISODES, max_size=14)
MANY_REPORTS = st.lists(REPORTS, max_size=20)


@given(TRUTHS, MANY_REPORTS)
def test_every_report_is_judged_once_and_no_episode_is_hit_twice(
    truth: list[PlantedPattern], reports: list[Report]
) -> None:
    judged = judge(truth, reports)

    assert [item.report for item in judged] == sorted(reports)
    hits = [item for item in judged if item.verdict == Verdict.HIT]
    assert len(hits) <= min(sum(map(is_wanted, truth)), len(reports))
    assert len({id(item.episode) for item in hits}) == len(hits)
    for item in hits:
        found = item.episode
        assert found is not None
        assert is_wanted(found)
        assert (found.pattern, found.side) == (item.report.pattern, item.report.side)
        assert found.t_start_ns <= item.report.t_open_ns <= found.t_end_ns + 2 * S


@given(TRUTHS, MANY_REPORTS, st.integers(0, 2**32))
def test_no_order_gives_other_verdicts(
    truth: list[PlantedPattern], reports: list[Report], seed: int
) -> None:
    expected = judge(truth, reports)
    rng = random.Random(seed)
    rng.shuffle(truth)
    rng.shuffle(reports)

    assert judge(truth, reports) == expected


@given(TRUTHS, MANY_REPORTS, REPORTS)
def test_one_more_report_never_takes_a_hit_away(
    truth: list[PlantedPattern], reports: list[Report], extra: Report
) -> None:
    def hits(of: list[Report]) -> int:
        return Counter(item.verdict for item in judge(truth, of))[Verdict.HIT]

    assert hits(reports) <= hits([*reports, extra]) <= hits(reports) + 1


@given(TRUTHS, MANY_REPORTS)
def test_mirrored_sides_give_mirrored_verdicts(
    truth: list[PlantedPattern], reports: list[Report]
) -> None:
    other = {"bid": "ask", "ask": "bid"}
    turned = judge(
        [episode_on(item, other[item.side]) for item in truth],
        [report_on(item, other[item.side]) for item in reports],
    )

    assert Counter(item.verdict for item in turned) == Counter(
        item.verdict for item in judge(truth, reports)
    )


def episode_on(item: PlantedPattern, side: str) -> PlantedPattern:
    fields = {name: getattr(item, name) for name in item.__struct_fields__}
    return PlantedPattern(**(fields | {"side": side}))


def report_on(item: Report, side: str) -> Report:
    return Report(item.t_open_ns, item.pattern, side, item.price_ticks, item.confidence)

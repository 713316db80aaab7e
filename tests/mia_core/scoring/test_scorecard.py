from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mia_core.scoring.hours import Hour
from mia_core.scoring.matching import Report
from mia_core.scoring.scorecard import PatternScore, Played, score_patterns, wilson_low
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.scoring.made import S, episode, report

HOUR = 3600 * S


def played(
    truth: list[PlantedPattern], reports: list[Report], *, seed: int = 1, hour: Hour = "book"
) -> Played:
    return Played(seed=seed, hour=hour, lasted_ns=HOUR, events=10, truth=truth, reports=reports)


def wall_of(*markets: Played) -> PatternScore:
    return score_patterns(markets, ("wall",))["wall"]


def test_shares_are_of_what_counts() -> None:
    truth = [
        episode(10, 20),
        episode(40, 50),
        episode(70, 80, outcome="under-way"),
        episode(100, 110, kind="decoy"),
        episode(130, 140, kind="background"),
    ]
    reports = [report(t) for t in (12, 13, 72, 102, 132, 200)]

    score = wall_of(played(truth, reports))

    assert (score.truth, score.found, score.hits) == (2, 4, 1)
    assert (score.decoys, score.decoy_hits) == (1, 1)
    assert (score.repeats, score.false, score.neutral) == (1, 1, 2)
    assert (score.precision, score.recall) == (0.25, 0.5)
    assert (score.precision_low, score.recall_low) == (wilson_low(1, 4), wilson_low(1, 2))


def test_seeds_are_judged_apart_and_summed_up() -> None:
    score = wall_of(
        played([episode()], []), played([], [report()], seed=2), played([episode()], [report()])
    )

    assert (score.truth, score.found, score.hits) == (2, 2, 1)


def test_what_nothing_stands_behind_is_unknown_and_not_zero() -> None:
    score = wall_of(played([], []))

    for name in ("precision", "recall", "precision_low", "recall_low", "delay_ms"):
        assert getattr(score, name) is None
    assert score.false_per_hour is None
    assert score.calibration == []


def test_nothing_found_of_what_was_planted_is_a_recall_of_zero() -> None:
    score = wall_of(played([episode()], []))

    assert (score.precision, score.recall, score.recall_low) == (None, 0.0, 0.0)


def test_delay_runs_from_the_evidence_and_from_the_start() -> None:
    truth = [
        episode(10, 20, t_evident_ns=12 * S),
        episode(40, 50, t_evident_ns=42 * S),
        episode(70, 80, t_evident_ns=None),
    ]

    score = wall_of(played(truth, [report(12.5), report(42.1), report(73)]))

    assert score.hits == 3
    assert score.delay_ms == 300.0
    assert score.delay_from_start_ms == 2500.0


def test_false_alarms_an_hour_are_those_of_plain_markets() -> None:
    background = episode(10, 20, kind="background")
    plain = played([background], [report(12), report(100), report(200), report(300)], hour="plain")

    score = wall_of(
        played([episode()], [report(), report(500)]), plain, played([], [], hour="plain")
    )

    assert score.false_per_hour == 1.5
    assert (score.truth, score.found, score.neutral) == (1, 2, 0)


def test_calibration_holds_confidence_against_truth() -> None:
    truth = [episode(10 * k, 10 * k + 5) for k in range(1, 4)]
    reports = [
        report(11, confidence=0.81),
        report(21, confidence=0.89),
        report(99, confidence=0.85),
        report(31, confidence=1.0),
        report(199, confidence=0.0),
    ]

    rows = [msgspec.structs.astuple(row) for row in wall_of(played(truth, reports)).calibration]

    assert rows == [
        (0.0, 0.1, 1, 0.0, 0.0),
        (0.8, 0.9, 3, 0.85, 0.6667),
        (0.9, 1.0, 1, 1.0, 1.0),
    ]


def test_neutral_reports_say_nothing_of_calibration() -> None:
    assert wall_of(played([episode(kind="background")], [report()])).calibration == []


@pytest.mark.parametrize(
    ("hits", "of", "low"),
    [(0, 0, None), (0, 10, 0.0), (10, 10, 0.7225), (95, 100, 0.8882), (1, 2, 0.0945)],
)
def test_wilson_is_as_in_the_tables(hits: int, of: int, low: Any) -> None:
    assert wilson_low(hits, of) == low


def test_only_patterns_that_are_asked_for_are_scored() -> None:
    market = played([episode()], [report(), report(pattern="absorption", t_s=300)])

    assert list(score_patterns([market], ("absorption",))) == ["absorption"]
    assert score_patterns([market], ("absorption",))["absorption"].false == 1

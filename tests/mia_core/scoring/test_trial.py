from __future__ import annotations

from functools import cache

from mia_core._native import detector_catalog
from mia_core.scoring.hours import Hour
from mia_core.scoring.scorecard import Played, score_patterns
from mia_core.scoring.trial import Trial, play
from mia_core.sim.difficulty import DIFFICULTIES
from mia_core.sim.market import DEMO_START_NS

MINUTES = 12
# For the tests alone: nobody tunes by them and nobody reports by them.
SEEDS = (999_001, 999_002)


@cache
def played(seed: int, *, hour: Hour = "book", difficulty: str = "medium") -> Played:
    level = DIFFICULTIES[difficulty]
    found = play(Trial(seed=seed, hour=hour, difficulty=level, minutes=MINUTES))
    assert found is not None
    return found


def test_a_short_scorecard_holds_on_either_side() -> None:
    for side in ("bid", "ask"):
        markets = [
            Played(
                seed=market.seed,
                hour=market.hour,
                lasted_ns=market.lasted_ns,
                events=market.events,
                truth=[episode for episode in market.truth if episode.side == side],
                reports=[report for report in market.reports if report.side == side],
            )
            for market in map(played, SEEDS)
        ]
        scores = score_patterns(markets, [row["name"] for row in detector_catalog()])
        for pattern in ("wall", "absorption"):
            score = scores[pattern]
            assert score.truth >= 5, (pattern, side)
            assert score.hits >= 0.9 * score.truth, (pattern, side)
            assert score.hits >= 0.9 * score.found, (pattern, side)
            assert score.repeats == 0, (pattern, side)


def test_nothing_is_planted_in_a_plain_market_and_little_is_found() -> None:
    market = played(SEEDS[0], hour="plain")

    assert {episode.kind for episode in market.truth} == {"background"}
    for score in score_patterns([market], ("wall", "absorption")).values():
        assert score.truth == score.found == 0
        assert score.false_per_hour is not None
        assert score.false_per_hour * MINUTES / 60 <= 1


def test_reports_lie_in_the_time_that_was_played() -> None:
    market = played(SEEDS[0])

    assert market.lasted_ns == MINUTES * 60_000_000_000
    assert market.events > 1000
    assert market.reports
    for report in market.reports:
        assert DEMO_START_NS < report.t_open_ns <= DEMO_START_NS + market.lasted_ns
        assert 0 <= report.confidence <= 1


def test_the_same_trial_gives_the_same_reports() -> None:
    trial = Trial(seed=SEEDS[0], hour="book", minutes=2)

    assert play(trial) == play(trial)


def test_difficulty_reaches_the_market() -> None:
    sizes = {}
    for difficulty in ("easy", "hard"):
        walls = [e for e in played(SEEDS[0], difficulty=difficulty).truth if e.name == "wall"]
        sizes[difficulty] = max(wall.evidence["size"] for wall in walls)

    assert sizes["hard"] <= 585 < sizes["easy"]


def test_it_is_asked_after_each_minute_whether_it_is_enough() -> None:
    answers = iter([False, False, True])
    asked: list[bool] = []

    def minute_over() -> bool:
        asked.append(next(answers))
        return asked[-1]

    assert play(Trial(seed=1, hour="book", minutes=5), minute_over=minute_over) is None
    assert asked == [False, False, True]

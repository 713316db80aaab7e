from __future__ import annotations

import pytest

from mia_core.scoring.hours import HOURS, Hour, hours_of, is_judged
from mia_core.scoring.scorecard import Played, score_patterns
from mia_core.sim.truth import BOOK_PATTERNS, FLOW_PATTERNS
from tests.mia_core.scoring.made import S, episode, report


@pytest.mark.parametrize(
    ("patterns", "hours"),
    [
        (BOOK_PATTERNS, ("book", "plain")),
        (FLOW_PATTERNS, ("flow", "plain")),
        (("engulfing",), HOURS),
        (("wall", "delta_burst"), HOURS),
    ],
)
def test_a_pattern_is_played_where_it_is_judged(
    patterns: tuple[str, ...], hours: tuple[Hour, ...]
) -> None:
    assert hours_of(patterns) == hours
    for pattern in patterns:
        assert is_judged(pattern, "plain")


@pytest.mark.parametrize(
    ("pattern", "own", "other"), [("wall", "book", "flow"), ("delta_burst", "flow", "book")]
)
def test_what_is_found_in_the_hour_of_others_says_nothing(
    pattern: str, own: Hour, other: Hour
) -> None:
    truth, reports = [episode(pattern=pattern)], [report(pattern=pattern)]
    markets = [
        Played(seed=1, hour=own, lasted_ns=S, events=1, truth=truth, reports=reports),
        Played(
            seed=1, hour=other, lasted_ns=S, events=1, truth=truth, reports=[*reports, *reports]
        ),
    ]

    score = score_patterns(markets, (pattern,))[pattern]

    assert (score.truth, score.found, score.hits) == (1, 1, 1)

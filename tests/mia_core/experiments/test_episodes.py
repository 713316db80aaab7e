from __future__ import annotations

import math
from typing import Any

import pytest

from mia_core.experiments.episodes import Episodes, Numbers
from mia_core.experiments.pattern import Pattern


def made() -> Episodes:
    pattern = Pattern(name="idea", evidence=("size",), parameters={})
    episodes = Episodes(pattern, "ESH26-CME", Numbers())
    episodes.now_ns = 1000
    return episodes


def test_open_and_close_are_told_once() -> None:
    episodes = made()
    number = episodes.open("bid", 100, confidence=0.5, t_start_ns=900, evidence={"size": 3})
    ((opened,), closed) = episodes.take()
    assert (opened.id, opened.t_start_ns, opened.t_open_ns, closed) == (number, 900, 1000, [])

    episodes.now_ns = 2000
    episodes.close(number, "over")
    (opened_again, (ended,)) = episodes.take()

    assert (opened_again, ended.t_end_ns, ended.reason) == ([], 2000, "over")
    assert ended.evidence == {"size": 3.0}
    with pytest.raises(ValueError, match="no open episode"):
        episodes.close(number, "again")


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": "both"},
        {"confidence": 1.1},
        {"confidence": math.nan},
        {"t_start_ns": 1001},
        {"evidence": {"sise": 1.0}},
        {"evidence": {"size": math.inf}},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    episodes = made()
    given: dict[str, Any] = {"side": "ask", "confidence": 0.5} | wrong

    with pytest.raises(ValueError, match=r"expected|is none of those"):
        episodes.open(given.pop("side"), 100, **given)

    assert episodes.take() == ([], [])

from __future__ import annotations

import pytest

from mia_core.decision import Decision
from mia_core.journal.digest import DigestChain
from mia_core.replay import Comparison


def compared(expected: str, made: str) -> Comparison:
    """Compare a run that noted some letters with one that noted others."""
    comparison, chain = Comparison(), DigestChain()
    for note in expected:
        comparison.expect(chain.add(Decision(t_ns=1, note=note)))
    for note in made:
        comparison.made(Decision(t_ns=1, note=note))
    return comparison


@pytest.mark.parametrize(
    ("expected", "made", "whole", "cut"),
    [
        ("abc", "abc", None, None),
        ("", "", None, None),
        ("abc", "axc", 2, 2),
        ("abc", "ab", 3, 3),
        ("ab", "abc", 3, None),
        ("ab", "abcd", 3, 3),
        ("abc", "xbcd", 1, 1),
    ],
)
def test_first_difference_is_found_and_a_cut_may_cost_one(
    expected: str, made: str, whole: int | None, cut: int | None
) -> None:
    comparison = compared(expected, made)

    assert comparison.first_difference(cut=False) == whole
    assert comparison.first_difference(cut=True) == cut


def test_digest_is_that_of_what_was_made() -> None:
    assert compared("abc", "abc").digest == compared("", "abc").digest
    assert compared("abc", "abc").digest != compared("abc", "ab").digest

from __future__ import annotations

import pytest

from mia_core.sim.liquidity import NORMAL, THIN, mixed


def test_figures_are_written_for_a_normal_market() -> None:
    assert [NORMAL.sized(contracts) for contracts in (1, 7, 400)] == [1, 7, 400]


def test_a_thin_market_has_a_quarter_to_a_third_and_never_nothing() -> None:
    assert 100 <= THIN.sized(400) <= 134
    assert THIN.sized(1) == 1
    assert THIN.pace_pct < NORMAL.pace_pct
    assert THIN.refill_ns > NORMAL.refill_ns


@pytest.mark.parametrize(("part", "same"), [(0, NORMAL), (9, THIN)])
def test_the_way_from_one_to_the_other_has_both_ends(part: int, same: object) -> None:
    assert mixed(NORMAL, THIN, part=part, of=9) == same


def test_on_the_way_everything_is_between() -> None:
    sizes = [mixed(NORMAL, THIN, part=part, of=9).size_pct for part in range(10)]

    assert sizes == sorted(sizes, reverse=True)

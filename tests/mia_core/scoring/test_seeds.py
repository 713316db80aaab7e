from __future__ import annotations

import pytest

from mia_core.errors import ConfigError
from mia_core.scoring.seeds import LAST_TUNING_SEED, SeedKind, kind_of, read_seeds


@pytest.mark.parametrize(
    ("text", "seeds"),
    [("1001-1006", range(1001, 1007)), ("7", range(7, 8)), (" 3-3 ", range(3, 4))],
)
def test_seeds_are_read_with_both_ends(text: str, seeds: range) -> None:
    assert read_seeds(text) == seeds


@pytest.mark.parametrize(
    "text", ["", "0", "0-5", "6-5", "-1", "1-", "a-b", "1.5", "1-1001", "1000000", "1,2"]
)
def test_anything_else_is_refused_with_what_was_found(text: str) -> None:
    with pytest.raises(ConfigError, match="expected seeds as 1001-1006") as refusal:
        read_seeds(text)

    assert repr(text) in str(refusal.value)


def test_seeds_are_for_tuning_or_for_reporting() -> None:
    assert kind_of(range(1, LAST_TUNING_SEED + 1)) == SeedKind.TUNING
    assert kind_of(range(LAST_TUNING_SEED + 1, LAST_TUNING_SEED + 41)) == SeedKind.REPORTING


def test_both_kinds_at_once_are_refused() -> None:
    with pytest.raises(ConfigError, match="some of both in 1000-1001"):
        kind_of(range(LAST_TUNING_SEED, LAST_TUNING_SEED + 2))

from __future__ import annotations

import pytest

from mia_core.errors import ConfigError
from mia_core.strategies.card import Card, load_card, parse_card

CARD = """\
name = "small"
quantity = 1

[entry]
threshold = 0.5
rearm = 0.25
cooldown_s = 2

[exit]
target_ticks = 4
stop_ticks = 4
hold_s = 10
retry_s = 1

[[input]]
feature = "book.imbalance"
weight = 0.75
max_age_s = 2
required = true

[[input]]
feature = "flow.delta_10s"
weight = 0.25
scale = 2
max_age_s = 1.5
required = false
"""


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_card(text, where="card.toml")
    return str(caught.value)


def test_card_is_read() -> None:
    card = parse_card(CARD, where="card.toml")

    assert [given.feature for given in card.inputs] == ["book.imbalance", "flow.delta_10s"]
    assert [given.weight for given in card.inputs] == [0.75, 0.25]
    assert [given.scale for given in card.inputs] == [1.0, 2.0]
    assert [given.max_age_ns for given in card.inputs] == [2_000_000_000, 1_500_000_000]
    assert (card.entry.threshold, card.exit.stop_ticks) == (0.5, 4)


def test_shipped_card_needs_only_book_and_tape() -> None:
    card = load_card("orderflow")

    assert isinstance(card, Card)
    assert card.name == "orderflow"
    assert {given.feature.split(".")[0] for given in card.inputs} == {"pattern", "book", "flow"}


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("weight = 0.25", "weight = 0.35", 17, "the weights must sum to 1, their sum was 1.1"),
        ("weight = 0.25", "weight = -0.25", 23, ">= 0.0"),
        ("weight = 0.25", "weight = nan", 23, ">= 0.0"),
        ("weight = 0.25", "wieght = 0.25", 23, "unknown field `wieght`"),
        ("flow.delta_10s", "delta", 22, "unknown feature 'delta'; there are: book.imbalance"),
        ("flow.delta_10s", "book.imbalance", 22, "book.imbalance was expected once"),
        ("scale = 2", "scale = 0", 24, "> 0.0"),
        ("max_age_s = 1.5", "max_age_s = inf", 25, "<= 86400.0"),
        ("max_age_s = 1.5\n", "", 21, "missing required field `max_age_s`"),
        ("rearm = 0.25", "rearm = 0.75", 6, "rearm must not exceed threshold"),
        ("rearm = 0.25", "rearm = 0", 6, "> 0.0"),
        ("threshold = 0.5", "threshold = 1.5", 5, "<= 1.0"),
        ("quantity = 1", "quantity = 0", 2, ">= 1"),
        ("stop_ticks = 4", "stop_ticks = -4", 11, ">= 1"),
        ("cooldown_s = 2", "cooldown_s = -2", 7, ">= 0.0"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    message = refusal(CARD.replace(old, new))

    assert message.startswith(f"card.toml:{line}: ")
    assert words in message


def test_card_without_inputs_is_refused() -> None:
    head = CARD.split("[[input]]", maxsplit=1)[0]

    assert "missing required field `input`" in refusal(head)
    assert "length >= 1" in refusal("input = []\n" + head)


def test_weights_that_are_not_exact_in_binary_may_sum_to_one() -> None:
    text = CARD.replace("weight = 0.75", "weight = 0.7").replace("weight = 0.25", "weight = 0.3")

    assert len(parse_card(text, where="card.toml").inputs) == 2

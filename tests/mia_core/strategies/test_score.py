from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core._native import Market
from mia_core.features.board import FeatureBoard
from mia_core.strategies.card import Card, Entry, Exit, Input
from mia_core.strategies.score import Score, score
from tests.mia_core.wire_feed import MS, WireFeed

SYMBOL = "ESH26-CME"


def card_of(*inputs: Input) -> Card:
    return Card(
        name="test",
        quantity=1,
        entry=Entry(threshold=0.5, rearm=0.25, cooldown_s=0),
        exit=Exit(target_ticks=4, stop_ticks=4, hold_s=10, retry_s=1),
        inputs=inputs,
    )


def input_of(
    feature: str,
    weight: float,
    *,
    scale: float = 1.0,
    max_age_s: float = 2.0,
    required: bool = True,
) -> Input:
    return Input(
        feature=feature, weight=weight, scale=scale, max_age_s=max_age_s, required=required
    )


def rated(card: Card, *, bid: int, ask: int, trades: bool, after_ns: int = 0) -> Score:
    """Score a book with one level a side and, if asked for, a tape of buys alone."""
    market, feed = Market(), WireFeed(token=bytes(32), symbol=SYMBOL)
    feed.set_levels([("bid", 99, bid, 1), ("ask", 100, ask, 1)])
    board = FeatureBoard((given.feature for given in card.inputs), symbol=SYMBOL)
    board.update(market.ingest(feed.snapshot()))
    if trades:
        board.update(market.ingest(feed.step(trades=[{"size": 2}])))
    return score(card, board, feed.now_ns + after_ns)


def test_score_is_the_weighted_sum_of_scaled_values_with_its_reasons() -> None:
    card = card_of(
        input_of("book.imbalance", 0.75, scale=2), input_of("flow.delta_10s", 0.25, scale=4)
    )

    told = rated(card, bid=30, ask=10, trades=True, after_ns=7 * MS)

    assert told.value == pytest.approx(0.75 * 0.5 / 2 + 0.25 * 1 / 4)
    assert told.coverage == 1.0
    assert [item.feature for item in told.contributions] == ["book.imbalance", "flow.delta_10s"]
    assert [item.value for item in told.contributions] == [0.5, 1.0]
    assert [item.share for item in told.contributions] == pytest.approx([0.1875, 0.0625])
    assert [item.age_ns for item in told.contributions] == [7 * MS, 7 * MS]


def test_unknown_required_input_means_no_score_and_still_the_reasons() -> None:
    card = card_of(input_of("book.imbalance", 0.5), input_of("flow.delta_10s", 0.5))

    told = rated(card, bid=30, ask=10, trades=False)

    assert (told.value, told.coverage) == (None, 0.5)
    assert [item.value for item in told.contributions] == [0.5, None]


def test_unknown_optional_input_lowers_the_coverage_alone() -> None:
    card = card_of(input_of("book.imbalance", 0.5), input_of("flow.delta_10s", 0.5, required=False))

    told = rated(card, bid=30, ask=10, trades=False)

    assert (told.value, told.coverage) == (0.25, 0.5)


def test_input_that_is_too_old_is_unknown() -> None:
    card = card_of(input_of("book.imbalance", 1.0, max_age_s=0.1))

    assert rated(card, bid=30, ask=10, trades=False, after_ns=100 * MS).value == 0.5
    assert rated(card, bid=30, ask=10, trades=False, after_ns=101 * MS).value is None


def test_an_input_counts_no_more_than_its_weight() -> None:
    card = card_of(input_of("book.imbalance", 1.0, scale=0.1))

    assert rated(card, bid=30, ask=10, trades=False).value == 1.0
    assert rated(card, bid=10, ask=30, trades=False).value == -1.0


@given(
    bid=st.integers(1, 10_000),
    ask=st.integers(1, 10_000),
    weight=st.integers(0, 10).map(lambda tenths: tenths / 10),
    scale=st.floats(0.01, 100),
)
def test_score_lies_between_minus_one_and_one_and_turns_with_the_book(
    bid: int, ask: int, weight: float, scale: float
) -> None:
    card = card_of(
        input_of("book.imbalance", weight, scale=scale),
        input_of("pattern.wall", 1 - weight, scale=scale),
    )

    one, other = (rated(card, bid=a, ask=b, trades=False) for a, b in ((bid, ask), (ask, bid)))

    assert one.value is not None
    assert other.value is not None
    assert -1 <= one.value <= 1
    assert one.value == -other.value
    assert one.value == pytest.approx(sum(item.share for item in one.contributions))

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mia_core.journal.digest import DIGEST_BYTES, DigestChain


class Choice(msgspec.Struct, frozen=True):
    t_ns: int
    size: float = 0.0
    why: str = ""
    evidence: dict[str, Any] = {}


choices = st.builds(
    Choice,
    st.integers(0, 2**63 - 1),
    st.floats(),
    st.text(max_size=8),
    st.dictionaries(st.text(max_size=3), st.floats(), max_size=4),
)


def head_of(*made: Choice) -> str:
    chain = DigestChain()
    for choice in made:
        chain.add(choice)
    return chain.head


def test_a_new_chain_has_a_head_of_zeros() -> None:
    assert DigestChain().head == "00" * DIGEST_BYTES


@settings(deadline=None)
@given(st.lists(choices, max_size=5))
def test_the_same_decisions_have_the_same_digests_one_by_one(made: list[Choice]) -> None:
    left, right = DigestChain(), DigestChain()

    assert [left.add(choice) for choice in made] == [right.add(choice) for choice in made]
    assert left.head == right.head


@pytest.mark.parametrize(
    "other",
    [
        Choice(2, 1.5, "why", {"a": 1.0}),
        Choice(1, math.nextafter(1.5, 2), "why", {"a": 1.0}),
        Choice(1, 1.5, "why ", {"a": 1.0}),
        Choice(1, 1.5, "why", {"b": 1.0}),
        Choice(1, 1.5, "why", {}),
    ],
)
def test_any_difference_shows(other: Choice) -> None:
    assert head_of(Choice(1, 1.5, "why", {"a": 1.0})) != head_of(other)


def test_zero_and_minus_zero_are_different_bits() -> None:
    assert head_of(Choice(1, 0.0)) != head_of(Choice(1, -0.0))


def test_the_order_in_which_a_mapping_was_filled_does_not_show() -> None:
    assert head_of(Choice(1, evidence={"a": 1, "b": 2})) == head_of(
        Choice(1, evidence={"b": 2, "a": 1})
    )


def test_the_order_of_decisions_shows() -> None:
    assert head_of(Choice(1), Choice(2)) != head_of(Choice(2), Choice(1))


def test_a_chain_goes_on_from_its_head() -> None:
    first = DigestChain()
    first.add(Choice(1))
    second = DigestChain(first.head)

    assert first.add(Choice(2)) == second.add(Choice(2))


def test_a_digest_stays_the_same_from_version_to_version() -> None:
    made = head_of(Choice(1, 5500.25, "entry", {"size": 300.0}))

    assert made == "59f950c9d6de95cc8fa3e2dc4a527bfa"

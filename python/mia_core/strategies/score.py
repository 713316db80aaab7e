"""Features -> Score: the number, and the reasons that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from mia_core.features.board import FeatureBoard
    from mia_core.strategies.card import Card

__all__ = ["Contribution", "Score", "score"]


class Contribution(msgspec.Struct, frozen=True):
    """What one input gave: its value (None when unknown), its share of the score, its age."""

    feature: str
    value: float | None
    share: float
    age_ns: int


class Score(msgspec.Struct, frozen=True):
    """Between -1 and 1, or None when a required input is unknown. Coverage is the known weight."""

    value: float | None
    coverage: float
    contributions: tuple[Contribution, ...]


def score(card: Card, board: FeatureBoard, now_ns: int) -> Score:
    """Weigh what the board knows now."""
    total = 0.0
    coverage = 0.0
    complete = True
    contributions = []
    for given in card.inputs:
        value, age_ns = board.reading(given.feature, now_ns, max_age_ns=given.max_age_ns)
        share = 0.0
        if value is not None:
            share = given.weight * max(-1.0, min(1.0, value / given.scale))
            coverage += given.weight
            total += share
        elif given.required:
            complete = False
        contributions.append(Contribution(given.feature, value, share, age_ns))
    return Score(total if complete else None, coverage, tuple(contributions))

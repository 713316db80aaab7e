"""A score card: which features count, how much, and what is done with the score. Read from TOML, strictly."""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
from msgspec import Meta

from mia_core.clock import NANOSECONDS
from mia_core.config import decode_toml, line_of, read_preset
from mia_core.errors import ConfigError
from mia_core.features.catalog import FEATURES

__all__ = ["Card", "Entry", "Exit", "Input", "load_card", "parse_card"]

Fraction = Annotated[float, Meta(ge=0, le=1)]
Level = Annotated[float, Meta(gt=0, le=1)]
Seconds = Annotated[float, Meta(ge=0, le=86_400)]
PositiveSeconds = Annotated[float, Meta(gt=0, le=86_400)]


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One feature of a card. `required` means: unknown here is no score at all."""

    feature: str
    weight: Fraction
    scale: Annotated[float, Meta(gt=0, le=1e9)] = 1.0
    max_age_s: PositiveSeconds
    required: bool

    @property
    def max_age_ns(self) -> int:
        """The age from which the feature is unknown to this card."""
        return int(self.max_age_s * NANOSECONDS)


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a score becomes a signal."""

    threshold: Level
    rearm: Level
    cooldown_s: Seconds


class Exit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a position is closed."""

    target_ticks: Annotated[int, Meta(gt=0)]
    stop_ticks: Annotated[int, Meta(gt=0)]
    hold_s: PositiveSeconds
    retry_s: Seconds


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole strategy that needs no code."""

    name: str
    quantity: Annotated[int, Meta(gt=0)]
    entry: Entry
    exit: Exit
    inputs: Annotated[tuple[Input, ...], Meta(min_length=1)] = msgspec.field(name="input")


def load_card(name: str) -> Card:
    """Read one of the shipped cards."""
    return parse_card(read_preset("cards", name), where=f"presets/cards/{name}.toml")


def parse_card(text: str, *, where: str) -> Card:
    """Read a card and check what types cannot say."""
    card = decode_toml(text, Card, where=where)
    seen = set()
    for index, given in enumerate(card.inputs):
        line = line_of(text, ("input", index, "feature"))
        if given.feature not in FEATURES:
            known = ", ".join(FEATURES)
            message = f"{where}:{line}: unknown feature {given.feature!r}; there are: {known}"
            raise ConfigError(message)
        if given.feature in seen:
            message = f"{where}:{line}: {given.feature} was expected once, found again"
            raise ConfigError(message)
        seen.add(given.feature)
    total = math.fsum(given.weight for given in card.inputs)
    if not math.isclose(total, 1.0, abs_tol=1e-9):
        line = line_of(text, ("input", 0, "weight"))
        message = f"{where}:{line}: the weights must sum to 1, their sum was {total:g}"
        raise ConfigError(message)
    if card.entry.rearm > card.entry.threshold:
        line = line_of(text, ("entry", "rearm"))
        message = f"{where}:{line}: rearm must not exceed threshold"
        raise ConfigError(message)
    return card

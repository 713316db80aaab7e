"""What a strategy wants: a signal it saw, an order it would like. Neither is an order."""

from __future__ import annotations

import enum

import msgspec

from mia_core.execution.commands import Side

__all__ = ["Intent", "Purpose", "Signal"]


class Purpose(enum.Enum):
    """Whether an intent opens a position or closes one."""

    ENTRY = "entry"
    EXIT = "exit"


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """A score that crossed its threshold."""

    number: int
    side: Side
    score: float
    price_ticks: int


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """An order that a strategy would like to see."""

    purpose: Purpose
    side: Side
    quantity: int
    why: str

"""The episodes of one detector written in Python: opened, closed with a reason, nothing in between."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import msgspec

from mia_core._native import Detection
from mia_core.experiments.pattern import Pattern

__all__ = ["AnyDetection", "Episodes", "ExperimentDetection", "Numbers"]

_NOTHING: Mapping[str, float] = MappingProxyType({})


class ExperimentDetection(msgspec.Struct, frozen=True, kw_only=True):
    """One episode, as a compiled detector would report it. Its id is negative: those of compiled ones are not."""

    id: int
    pattern: str
    symbol: str
    side: str
    price_ticks: int
    t_start_ns: int
    t_open_ns: int
    t_end_ns: int = 0
    confidence: float
    evidence: dict[str, float]
    reason: str = ""


AnyDetection: TypeAlias = Detection | ExperimentDetection
"""What one batch may report, whoever found it."""


class Numbers:
    """Gives every episode of a run a number of its own."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Give one out."""
        self._last -= 1
        return self._last


class Episodes:
    """What a detector opens and closes for one symbol. The time is that of the batch, never the machine's."""

    def __init__(self, pattern: Pattern, symbol: str, numbers: Numbers) -> None:
        self.now_ns = 0
        self._pattern = pattern
        self._symbol = symbol
        self._numbers = numbers
        self._active: dict[int, ExperimentDetection] = {}
        self._opened: list[ExperimentDetection] = []
        self._closed: list[ExperimentDetection] = []

    def open(
        self,
        side: Literal["bid", "ask"],
        price_ticks: int,
        *,
        confidence: float,
        t_start_ns: int | None = None,
        evidence: Mapping[str, float] = _NOTHING,
    ) -> int:
        """Report an episode, now; its number is for closing it.

        Args:
            side: Of a book pattern that of the resting orders, of any other that of the aggressors.
            price_ticks: Where it is anchored.
            confidence: From 0 to 1.
            t_start_ns: When it began; now when not given.
            evidence: The numbers that made it, by the names that the class was marked with.
        """
        if side not in ("bid", "ask"):
            message = f"side: expected 'bid' or 'ask', found {side!r}"
            raise ValueError(message)
        if not 0.0 <= confidence <= 1.0:
            message = f"confidence: expected 0 to 1, found {confidence!r}"
            raise ValueError(message)
        start_ns = self.now_ns if t_start_ns is None else int(t_start_ns)
        if start_ns > self.now_ns:
            message = f"t_start_ns: expected none after now, {self.now_ns}, found {start_ns}"
            raise ValueError(message)
        detection = ExperimentDetection(
            id=self._numbers.next(),
            pattern=self._pattern.name,
            symbol=self._symbol,
            side=side,
            price_ticks=int(price_ticks),
            t_start_ns=start_ns,
            t_open_ns=self.now_ns,
            confidence=float(confidence),
            evidence=self._evidence(evidence),
        )
        self._active[detection.id] = detection
        self._opened.append(detection)
        return detection.id

    def close(
        self, number: int, reason: str, *, evidence: Mapping[str, float] | None = None
    ) -> None:
        """Report the end of an episode, now, with what is known of it by then."""
        if number not in self._active:
            message = f"there is no open episode {number}"
            raise ValueError(message)
        known = self._active.pop(number)
        self._closed.append(
            msgspec.structs.replace(
                known,
                t_end_ns=self.now_ns,
                reason=str(reason),
                evidence=known.evidence if evidence is None else self._evidence(evidence),
            )
        )

    def close_all(self, reason: str) -> None:
        """Report the end of all that are open."""
        for number in list(self._active):
            self.close(number, reason)

    def take(self) -> tuple[list[ExperimentDetection], list[ExperimentDetection]]:
        """Hand over what was opened and closed since the last time."""
        told = self._opened, self._closed
        self._opened, self._closed = [], []
        return told

    def _evidence(self, given: Mapping[str, float]) -> dict[str, float]:
        unknown = sorted(set(given) - set(self._pattern.evidence))
        if unknown:
            message = f"evidence: {unknown[0]!r} is none of those that the class was marked with"
            raise ValueError(message)
        numbers = {name: float(value) for name, value in given.items()}
        for name, value in numbers.items():
            if not math.isfinite(value):
                message = f"evidence: {name}: expected a number, found {value}"
                raise ValueError(message)
        return numbers

"""How a class of the user's becomes a detector: what it has to have, and the mark that says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from mia_core._native import detector_catalog

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mia_core._native import Observation
    from mia_core.experiments.episodes import Episodes

__all__ = ["LEVEL", "RESET", "TRADE", "Detector", "Pattern", "experimental", "pattern_of"]

TRADE, LEVEL, RESET = 1, 2, 3
"""What an event is: its `kind`. A reset is never seen by a detector: it is told by `reset()`."""

_MARK = "__mia_pattern__"


class Detector(Protocol):
    """What a marked class has to have. One is made for each symbol."""

    def __init__(self, parameters: Mapping[str, float]) -> None:
        """Begin knowing nothing."""

    def on_batch(self, seen: Observation, events: NDArray[np.void], episodes: Episodes) -> None:
        """Look at one batch. `seen` and `events` are to be looked at in this call only."""

    def reset(self) -> None:
        """Forget everything: the book was lost. Open episodes are closed for it."""


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """What a detector finds, and what can be set on it."""

    name: str
    evidence: tuple[str, ...]
    parameters: dict[str, float]


D = TypeVar("D", bound=Detector)


def experimental(
    name: str,
    *,
    evidence: tuple[str, ...] = (),
    parameters: Mapping[str, float] = MappingProxyType({}),
) -> Callable[[type[D]], type[D]]:
    """Mark a class as the detector of a pattern.

    Args:
        name: Of the pattern: small letters, digits and _; none of a compiled detector.
        evidence: Names of the numbers that come with a detection.
        parameters: What can be set, with the value that is used otherwise.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        message = f"expected a name of small letters, digits and _, found {name!r}"
        raise ValueError(message)
    if any(name == row["name"] for row in detector_catalog()):
        message = f"there is a compiled detector {name!r}: expected another name"
        raise ValueError(message)
    pattern = Pattern(
        name=name,
        evidence=tuple(evidence),
        parameters={key: float(value) for key, value in parameters.items()},
    )

    def mark(kind: type[D]) -> type[D]:
        for method in ("on_batch", "reset"):
            if not callable(getattr(kind, method, None)):
                message = f"{kind.__name__}: expected a method {method}"
                raise TypeError(message)
        setattr(kind, _MARK, pattern)
        return kind

    return mark


def pattern_of(item: object) -> Pattern | None:
    """Tell what a marked class finds; None for anything else, a class that inherits from one included."""
    found = vars(item).get(_MARK) if isinstance(item, type) else None
    return found if isinstance(found, Pattern) else None

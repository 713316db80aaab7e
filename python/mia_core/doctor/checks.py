"""A check: what was looked at, what was found, and what to do about it. Nothing is claimed that was not seen.

Checks come in areas, each about one thing. Where that thing is not there, the area's first check
says so and the others are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

import msgspec

from mia_core.errors import MiaError

__all__ = ["Absent", "Area", "Check", "Fault", "Finding", "attempt", "bad", "good", "unseen"]

T = TypeVar("T")


class Finding(msgspec.Struct, frozen=True):
    """`ok` is None for what was not seen; `found` tells why then, and `remedy` where to look."""

    ok: bool | None
    found: str
    remedy: str = ""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with its name."""

    area: str
    name: str
    ok: bool | None
    found: str
    remedy: str


class Absent(msgspec.Struct, frozen=True):
    """Stands for something that was not looked for."""

    why: str


class Fault(msgspec.Struct, frozen=True):
    """Stands for something that was looked for and cannot be used."""

    why: str
    remedy: str


Look = Callable[[T], Finding | Mapping[str, Finding]]


def good(found: str) -> Finding:
    """Tell what is as it must be."""
    return Finding(True, found)


def bad(found: str, remedy: str) -> Finding:
    """Tell what is not, and what to do."""
    return Finding(False, found, remedy)


def unseen(why: str, look: str = "") -> Finding:
    """Tell why nothing can be said, and where a person may look."""
    return Finding(None, why, look)


def attempt(read: Callable[[], T], remedy: str) -> T | Fault:
    """Read something; what is wrong with it becomes a fault."""
    try:
        return read()
    except MiaError as error:
        return Fault(str(error), remedy)


class Area(Generic[T]):
    """Some checks of one thing, in order. One that is about several things at once gives a finding for each."""

    def __init__(self, name: str, checks: Mapping[str, Look[T]]) -> None:
        self.name = name
        self._checks = checks

    def examine(self, subject: T | Fault | Absent) -> list[Check]:
        """Make every check."""
        if isinstance(subject, Absent):
            return [self._named(name, unseen(subject.why)) for name in self._checks]
        if isinstance(subject, Fault):
            first, *others = self._checks
            left_out = unseen(f"left out: {first} failed")
            failed = self._named(first, bad(subject.why, subject.remedy))
            return [failed, *(self._named(name, left_out) for name in others)]
        checks: list[Check] = []
        for name, look in self._checks.items():
            found = look(subject)
            each = {"": found} if isinstance(found, Finding) else found
            checks += [self._named(f"{name} {of}".strip(), item) for of, item in each.items()]
        return checks

    def _named(self, name: str, found: Finding) -> Check:
        return Check(area=self.name, name=name, ok=found.ok, found=found.found, remedy=found.remedy)

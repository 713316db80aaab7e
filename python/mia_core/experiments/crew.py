"""All detectors of a run that are written in Python, behind the compiled ones: one call a batch."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mia_core.experiments.episodes import AnyDetection, Episodes, ExperimentDetection, Numbers
from mia_core.experiments.pattern import RESET, Detector, Pattern
from mia_core.experiments.source import Experiment, load

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mia_core._native import Observation

__all__ = ["Crew", "Found"]


class Found(NamedTuple):
    """What one batch opened and closed, compiled detectors first, and what there is to say of it."""

    opened: tuple[AnyDetection, ...]
    closed: tuple[AnyDetection, ...]
    note: str


class _Member:
    """One detector at work on one symbol."""

    def __init__(self, detector: Detector, episodes: Episodes) -> None:
        self.detector = detector
        self.episodes = episodes


class Crew:
    """Runs them, each on every symbol. One that raises is stopped for the rest of the run."""

    def __init__(self, experiments: Sequence[Experiment]) -> None:
        self._kinds: dict[str, tuple[Pattern, type[Detector], dict[str, float]]] = {}
        for item in experiments:
            pattern, kind = load(item)
            self._kinds[item.pattern] = (pattern, kind, item.parameters)
        self._numbers = Numbers()
        self._symbols: dict[str, dict[str, _Member]] = {}

    def take(self, seen: Observation) -> Found:
        """Show one batch to all of them."""
        if not self._kinds or not seen.accepted or not seen.symbol:
            return Found(seen.opened, seen.closed, seen.note)
        opened: list[AnyDetection] = list(seen.opened)
        closed: list[AnyDetection] = list(seen.closed)
        notes = [seen.note]
        members = self._symbols.setdefault(seen.symbol, {})
        for name in tuple(self._kinds):
            member, trouble = self._play(name, members, seen)
            notes.append(trouble)
            if member is not None:
                own_opened, own_closed = member.episodes.take()
                opened += own_opened
                closed += own_closed
            if trouble:
                closed += self._stop(name)
        return Found(tuple(opened), tuple(closed), "; ".join(filter(None, notes)))

    def _play(
        self, name: str, members: dict[str, _Member], seen: Observation
    ) -> tuple[_Member | None, str]:
        """Let one look at a batch; its member and, when it failed, how."""
        pattern, kind, parameters = self._kinds[name]
        member = members.get(name)
        try:
            if member is None:
                episodes = Episodes(pattern, seen.symbol, self._numbers)
                member = members[name] = _Member(kind(dict(parameters)), episodes)
            member.episodes.now_ns = max(member.episodes.now_ns, seen.time_ns)
            events = self._since_reset(member, seen)
            if seen.book_valid:
                member.detector.on_batch(seen, events, member.episodes)
        except Exception as error:  # noqa: BLE001 - whatever the user's code raises is said, and it is out
            return member, f"experiment {name!r} was stopped: {_where(error)}"
        return member, ""

    @staticmethod
    def _since_reset(member: _Member, seen: Observation) -> NDArray[np.void]:
        """Tell a detector of a reset in the batch; what came before it is void."""
        events = seen.event_records
        resets = np.flatnonzero(events["kind"] == RESET)
        if not resets.size:
            return events
        member.episodes.close_all("book-lost")
        member.episodes.now_ns = seen.time_ns
        member.detector.reset()
        return events[resets[-1] + 1 :]

    def _stop(self, name: str) -> list[ExperimentDetection]:
        """Take a detector out on every symbol; what it had open ends."""
        del self._kinds[name]
        closed: list[ExperimentDetection] = []
        for members in self._symbols.values():
            member = members.pop(name, None)
            if member is not None:
                member.episodes.close_all("failed")
                closed += member.episodes.take()[1]
        return closed


def _where(error: Exception) -> str:
    """Say what was raised, and where in the user's file."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({frame.filename}:{frame.lineno})"

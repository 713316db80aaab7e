"""What each report of a detector was worth, held against the truth: a pure function.

A hit is a report of the same pattern and side, at a price within one tick, opened between the
start of a planted episode and two seconds after its end; one report for one episode, and as many
hits as can be had. What is left is neutral where another reading of the same orders is as true, or
where the background made it; else it is wrong, and the verdict says how.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from mia_core.sim.truth import FLOW_PATTERNS, PlantedPattern

__all__ = ["LATE_NS", "Judgement", "Report", "Verdict", "is_wanted", "judge"]

LATE_NS = 2_000_000_000
"""How long after the end of an episode a report of it still counts."""

PRICE_TICKS = 1
"""How far from the planted price a report may lie."""

ANY_PRICE = frozenset({"sweep", "squeeze"})
"""Patterns that are no level: nobody asks for their price."""

NEUTRAL_PAIRS = frozenset(
    frozenset(pair)
    for pair in (
        ("iceberg", "absorption"),
        ("wall", "absorption"),
        ("wall", "spoofing"),
        ("ladder", "wall"),
        ("ladder", "spoofing"),
        ("sweep", "squeeze"),
    )
)
"""Patterns that may be two readings of the same orders: where they coincide, neither is wrong."""


class Report(msgspec.Struct, frozen=True, order=True):
    """One detection, as it was when it was opened."""

    t_open_ns: int
    pattern: str
    side: str
    price_ticks: int
    confidence: float


class Verdict(StrEnum):
    HIT = "hit"
    NEUTRAL = "neutral"
    REPEAT = "repeat"  # of an episode that had its report already
    DECOY = "decoy"
    FALSE = "false"  # there was nothing at all


class Judgement(msgspec.Struct, frozen=True):
    """A report, what it was worth, and the episode that says so."""

    report: Report
    verdict: Verdict
    episode: PlantedPattern | None = None


def is_wanted(episode: PlantedPattern) -> bool:
    """Whether a detector should report it: planted, and played to its end."""
    return episode.kind == "planted" and episode.outcome != "under-way"


def judge(truth: Iterable[PlantedPattern], reports: Iterable[Report]) -> list[Judgement]:
    """Judge every report once. The order of what is given makes no difference."""
    episodes = sorted(truth, key=_order)
    judged: list[Judgement] = []
    by_pattern: dict[str, list[Report]] = {}
    for report in sorted(reports):
        by_pattern.setdefault(report.pattern, []).append(report)
    for pattern, own in by_pattern.items():
        judged += _judge_pattern(pattern, episodes, own)
    return sorted(judged, key=lambda judgement: judgement.report)


def _order(episode: PlantedPattern) -> tuple[object, ...]:
    times = episode.t_start_ns, episode.t_end_ns, episode.t_evident_ns or 0
    what = episode.pattern, episode.kind, episode.side, episode.price_ticks
    return *times, *what, episode.name, episode.outcome


def _judge_pattern(
    pattern: str, episodes: Sequence[PlantedPattern], reports: Sequence[Report]
) -> list[Judgement]:
    own = [episode for episode in episodes if episode.pattern == pattern]
    wanted = [episode for episode in own if is_wanted(episode)]
    neutral = [episode for episode in episodes if _is_neutral(episode, pattern)]
    hits = _pair(wanted, reports)
    rest = [k for k in range(len(reports)) if k not in hits]
    excused = {rest[k]: e for k, e in _pair(neutral, [reports[k] for k in rest]).items()}
    decoys = [episode for episode in own if episode.kind == "decoy"]
    judged = []
    for k, report in enumerate(reports):
        if k in hits:
            judged.append(Judgement(report, Verdict.HIT, hits[k]))
        elif k in excused:
            judged.append(Judgement(report, Verdict.NEUTRAL, excused[k]))
        elif (known := _first(report, [*wanted, *neutral])) is not None:
            judged.append(Judgement(report, Verdict.REPEAT, known))
        elif (decoy := _first(report, decoys)) is not None:
            judged.append(Judgement(report, Verdict.DECOY, decoy))
        else:
            judged.append(Judgement(report, Verdict.FALSE))
    return judged


def _is_neutral(episode: PlantedPattern, pattern: str) -> bool:
    """Whether a report of a pattern where this episode is says nothing for or against it."""
    if episode.pattern == pattern:
        return episode.kind != "decoy" and not is_wanted(episode)
    is_other_reading = frozenset((episode.pattern, pattern)) in NEUTRAL_PAIRS
    return is_other_reading and episode.kind != "decoy"


def _coincide(episode: PlantedPattern, report: Report) -> bool:
    return (
        episode.side == report.side
        and episode.t_start_ns <= report.t_open_ns <= episode.t_end_ns + LATE_NS
        and (
            report.pattern in ANY_PRICE
            or _is_without_price(episode)
            or abs(episode.price_ticks - report.price_ticks) <= PRICE_TICKS
        )
    )


def _is_without_price(episode: PlantedPattern) -> bool:
    """Whether it is a label of the background's own flow, which began nowhere in particular."""
    return episode.kind == "background" and episode.pattern in FLOW_PATTERNS


def _first(report: Report, episodes: Sequence[PlantedPattern]) -> PlantedPattern | None:
    return next((episode for episode in episodes if _coincide(episode, report)), None)


def _pair(
    episodes: Sequence[PlantedPattern], reports: Sequence[Report]
) -> dict[int, PlantedPattern]:
    """Pair as many as can be, one to one, the earliest report first; by the report's place."""
    near = [
        [k for k, report in enumerate(reports) if _coincide(episode, report)]
        for episode in episodes
    ]
    taken: dict[int, int] = {}

    def find(episode: int, seen: set[int]) -> bool:
        """Take a report, if need be from an episode that can have another one."""
        for k in near[episode]:
            if k in seen:
                continue
            seen.add(k)
            if k not in taken or find(taken[k], seen):
                taken[k] = episode
                return True
        return False

    for episode in range(len(episodes)):
        find(episode, set())
    return {k: episodes[episode] for k, episode in taken.items()}

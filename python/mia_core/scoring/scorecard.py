"""From judged reports to figures: precision, recall, their bounds, delay, calibration.

A figure that nothing stands behind is None: no report, no precision; nothing planted, no recall.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import mean, median

import msgspec

from mia_core.scoring.hours import Hour, is_judged
from mia_core.scoring.matching import Judgement, Report, Verdict, is_wanted, judge
from mia_core.sim.truth import PlantedPattern

__all__ = ["Bin", "PatternScore", "Played", "score_patterns", "wilson_low"]

_Z_95 = 1.959963984540054
_BINS = 10
_HOUR_NS = 3_600_000_000_000
_MS_NS = 1_000_000
_DIGITS = 4


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """One market that was played: what it held and what was reported. A plain one held no plants."""

    seed: int
    hour: Hour
    lasted_ns: int
    events: int
    truth: list[PlantedPattern]
    reports: list[Report]

    @property
    def plain(self) -> bool:
        """Whether nothing was planted: every report in it is wrong."""
        return self.hour == "plain"


class Bin(msgspec.Struct, frozen=True):
    """Reports of about one confidence, and what part of them was true."""

    low: float
    high: float
    n: int
    confidence: float
    share_true: float


class PatternScore(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one pattern.

    `found` are the reports that count, `hits` those of them that were true; `neutral` ones do not
    count. `delay_ms` runs from the moment the evidence was complete, `delay_from_start_ms` from
    the beginning; both are medians. `false_per_hour` is from markets without plants.
    """

    precision: float | None
    recall: float | None
    precision_low: float | None
    recall_low: float | None
    delay_ms: float | None
    delay_from_start_ms: float | None
    truth: int
    found: int
    hits: int
    decoys: int
    decoy_hits: int
    repeats: int
    false: int
    neutral: int
    false_per_hour: float | None
    calibration: list[Bin]


def score_patterns(played: Sequence[Played], patterns: Iterable[str]) -> dict[str, PatternScore]:
    """Sum up what was played, pattern by pattern."""
    judged = [(market, judge(market.truth, market.reports)) for market in played]
    return {
        pattern: _score(pattern, [pair for pair in judged if is_judged(pattern, pair[0].hour)])
        for pattern in patterns
    }


def wilson_low(hits: int, of: int) -> float | None:
    """Lower bound of a share, 95 % sure, by Wilson; None of nothing."""
    if of == 0:
        return None
    share, z2 = hits / of, _Z_95 * _Z_95
    middle = share + z2 / (2 * of)
    spread = _Z_95 * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return round(max(0.0, (middle - spread) / (1 + z2 / of)), _DIGITS)


def _score(pattern: str, judged: Sequence[tuple[Played, list[Judgement]]]) -> PatternScore:
    episodes = [
        episode
        for market, _ in judged
        for episode in market.truth
        if episode.pattern == pattern and not market.plain
    ]
    truth = sum(map(is_wanted, episodes))
    own = [item for market, items in judged if not market.plain for item in _of(pattern, items)]
    counts = Counter(item.verdict for item in own)
    hits, found = counts[Verdict.HIT], len(own) - counts[Verdict.NEUTRAL]
    return PatternScore(
        precision=_share(hits, found),
        recall=_share(hits, truth),
        precision_low=wilson_low(hits, found),
        recall_low=wilson_low(hits, truth),
        delay_ms=_delay_ms(own, from_start=False),
        delay_from_start_ms=_delay_ms(own, from_start=True),
        truth=truth,
        found=found,
        hits=hits,
        decoys=sum(episode.kind == "decoy" for episode in episodes),
        decoy_hits=counts[Verdict.DECOY],
        repeats=counts[Verdict.REPEAT],
        false=counts[Verdict.FALSE],
        neutral=counts[Verdict.NEUTRAL],
        false_per_hour=_false_per_hour(pattern, judged),
        calibration=_calibrate(own),
    )


def _of(pattern: str, judged: Iterable[Judgement]) -> list[Judgement]:
    return [item for item in judged if item.report.pattern == pattern]


def _share(part: int, of: int) -> float | None:
    return round(part / of, _DIGITS) if of else None


def _false_per_hour(pattern: str, judged: Sequence[tuple[Played, list[Judgement]]]) -> float | None:
    """Count everything that is not neutral: where nothing is planted, nothing can be true."""
    plain = [(market, _of(pattern, items)) for market, items in judged if market.plain]
    lasted_ns = sum(market.lasted_ns for market, _ in plain)
    wrong = sum(item.verdict != Verdict.NEUTRAL for _, items in plain for item in items)
    return round(wrong * _HOUR_NS / lasted_ns, _DIGITS) if lasted_ns else None


def _delay_ms(judged: Iterable[Judgement], *, from_start: bool) -> float | None:
    """Take the median; an episode that never became evident has no delay after its evidence."""
    delays = []
    for item in judged:
        if item.verdict == Verdict.HIT and item.episode is not None:
            episode = item.episode
            since_ns = episode.t_start_ns if from_start else episode.t_evident_ns
            if since_ns is not None:
                delays.append(item.report.t_open_ns - since_ns)
    return round(median(delays) / _MS_NS, 1) if delays else None


def _calibrate(judged: Iterable[Judgement]) -> list[Bin]:
    """Hold confidence against truth, in bins of a tenth; empty ones are left out."""
    bins: dict[int, list[Judgement]] = {}
    for item in judged:
        if item.verdict != Verdict.NEUTRAL:
            place = min(_BINS - 1, int(item.report.confidence * _BINS))
            bins.setdefault(place, []).append(item)
    return [
        Bin(
            low=place / _BINS,
            high=(place + 1) / _BINS,
            n=len(items),
            confidence=round(mean(item.report.confidence for item in items), _DIGITS),
            share_true=round(
                sum(item.verdict == Verdict.HIT for item in items) / len(items), _DIGITS
            ),
        )
        for place, items in sorted(bins.items())
    ]

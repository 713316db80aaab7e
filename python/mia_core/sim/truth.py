"""What the generator planted, as it really happened, for whoever scores a detector."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

import msgspec

from mia_core.sim.events import SideName

__all__ = [
    "BOOK_PATTERNS",
    "FLOW_PATTERNS",
    "BookPattern",
    "Episode",
    "FlowPattern",
    "Pattern",
    "PlantKind",
    "PlantedPattern",
    "TruthLog",
    "write_truth",
]

BookPattern = Literal["iceberg", "wall", "ladder", "spoofing", "absorption", "sweep", "squeeze"]
FlowPattern = Literal[
    "delta_divergence",
    "delta_burst",
    "delta_flip",
    "stacked_imbalance",
    "exhaustion",
    "trade_spike",
    "smart_money",
    "volume_profile_imbalance",
    "microstructure_anomaly",
]
Pattern = BookPattern | FlowPattern
BOOK_PATTERNS: tuple[BookPattern, ...] = get_args(BookPattern)
FLOW_PATTERNS: tuple[FlowPattern, ...] = get_args(FlowPattern)
PlantKind = Literal["planted", "decoy", "background"]
_PLAYED_NS = 2_000_000_000  # so long after an act its traces are still its own


class PlantedPattern(msgspec.Struct, frozen=True, kw_only=True):
    """One episode of the truth.

    `kind` says whether a detector should report it: planted yes, decoy no, background either way.
    `name` says what it was made as, `outcome` how it ended, `evidence` holds its measures.
    `t_evident_ns` is when everything had happened that tells it from its decoys; None for one
    that never came so far, and for what is not planted.
    """

    pattern: Pattern
    kind: PlantKind
    name: str
    side: SideName
    price_ticks: int
    price: float
    t_start_ns: int
    t_end_ns: int
    t_evident_ns: int | None = None
    outcome: str
    evidence: dict[str, int]


class Episode:
    """An episode under way; whoever plays it closes it."""

    __slots__ = (
        "closed",
        "evidence",
        "kind",
        "name",
        "outcome",
        "pattern",
        "price_ticks",
        "side",
        "t_end_ns",
        "t_evident_ns",
        "t_start_ns",
    )

    def __init__(
        self,
        pattern: Pattern,
        kind: PlantKind,
        *,
        name: str,
        side: SideName,
        price_ticks: int,
        t_start_ns: int,
    ) -> None:
        self.pattern: Pattern = pattern
        self.kind: PlantKind = kind
        self.name = name
        self.side: SideName = side
        self.price_ticks = price_ticks
        self.t_start_ns = t_start_ns
        self.t_end_ns = t_start_ns
        self.t_evident_ns: int | None = None
        self.outcome = "under-way"
        self.evidence: dict[str, int] = {}
        self.closed = False

    def close(self, t_ns: int, outcome: str, **evidence: int) -> None:
        """Fix when and how it ended."""
        self.t_end_ns = t_ns
        self.outcome = outcome
        self.evidence.update(evidence)
        self.closed = True


class TruthLog:
    """All episodes so far, in the order they began."""

    def __init__(self, tick_size: float) -> None:
        self._tick_size = tick_size
        self._episodes: list[Episode] = []
        self._acted: dict[tuple[Pattern, SideName], list[Episode]] = {}

    def open(self, episode: Episode) -> Episode:
        """Take up an episode that begins now."""
        self._episodes.append(episode)
        if episode.kind != "background":
            self._acted.setdefault((episode.pattern, episode.side), []).append(episode)
        return episode

    def has_planted(self, pattern: Pattern, side: SideName, from_ns: int, to_ns: int) -> bool:
        """Whether one was planted that had to do with this span; of one under way, until now."""
        return any(
            episode.kind == "planted"
            and (episode.pattern, episode.side) == (pattern, side)
            and episode.t_start_ns <= to_ns
            and (from_ns <= episode.t_end_ns or not episode.closed)
            for episode in reversed(self._episodes)
        )

    def is_played(self, pattern: Pattern, side: SideName, t_ns: int) -> bool:
        """Whether an act was at it then, or shortly before, as a plant or as a decoy."""
        return any(
            episode.t_start_ns <= t_ns
            and (not episode.closed or t_ns <= episode.t_end_ns + _PLAYED_NS)
            for episode in self._acted.get((pattern, side), ())
        )

    def patterns(self, now_ns: int) -> list[PlantedPattern]:
        """Every episode, as they began; one still under way ends, so far, now."""
        begun = sorted(self._episodes, key=lambda e: (e.t_start_ns, e.pattern, e.side))
        return [self._frozen(episode, now_ns) for episode in begun]

    def _frozen(self, episode: Episode, now_ns: int) -> PlantedPattern:
        return PlantedPattern(
            pattern=episode.pattern,
            kind=episode.kind,
            name=episode.name,
            side=episode.side,
            price_ticks=episode.price_ticks,
            price=episode.price_ticks * self._tick_size,
            t_start_ns=episode.t_start_ns,
            t_end_ns=episode.t_end_ns if episode.closed else now_ns,
            t_evident_ns=episode.t_evident_ns,
            outcome=episode.outcome,
            evidence=dict(episode.evidence),
        )


def write_truth(path: Path, patterns: Iterable[PlantedPattern]) -> int:
    """Write one JSON object a line; return how many."""
    lines = [json.dumps(msgspec.to_builtins(pattern)) for pattern in patterns]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="ascii", newline="\n")
    return len(lines)

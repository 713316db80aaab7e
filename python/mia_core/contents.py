"""What a recording holds: instruments, kinds of frames, gaps, studies and what they mean. Looks, decides nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from mia_core._native import Market, decode
from mia_core.clock import NANOSECONDS
from mia_core.config import StudiesConfig
from mia_core.frames import LAYOUTS
from mia_core.journal.reader import BatchRecord, DecisionRecord, NoteRecord
from mia_core.studymap.listing import MapRow, map_rows
from mia_core.studymap.rows import Row, load_rows
from mia_core.studymap.study_map import StudyMap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mia_core._native import Observation, PublisherRow
    from mia_core.journal.reader import Record, Recording

__all__ = ["Contents", "Gap", "Instrument", "utc_text"]

GAPS_KEPT = 1000


class Instrument(msgspec.Struct, kw_only=True):
    """One symbol: when it was told of, by which charts, and how much."""

    symbol: str
    tick_size: float = 0.0
    first_ns: int = 0
    last_ns: int = 0
    batches: int = 0
    trades: int = 0
    charts: list[int] = []


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Batches that a publisher numbered and that never came."""

    t_ns: int
    symbol: str
    chart: int
    missed: int
    before: int


class _Recorded(msgspec.Struct):
    """The parts of a recorded setup that are looked at here; an older one may lack them."""

    studies: tuple[Row, ...] = ()
    config: dict[str, Any] = {}


class Contents:
    """One pass over a recording."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._market = Market()
        self.studies, self.map_origin = _study_map(recording)
        self.instruments: dict[str, Instrument] = {}
        self.gaps: list[Gap] = []
        self.missed = 0
        self.batches = 0
        self.frames = 0
        self.decisions = 0
        self.notes: list[str] = []
        self.rejected: Counter[str] = Counter()
        self._kinds: Counter[tuple[int, int]] = Counter()

    def read(self) -> Iterator[int]:
        """Take record after record and tell its time; whoever iterates may stop at any."""
        for record in self._recording:
            self._take(record)
            yield record.t_ns

    def figures(self) -> dict[str, Any]:
        """Tell all of it, in the names that `mia inspect --json` promises."""
        opening = self._recording.opening
        return {
            "path": str(self._recording.path),
            "versions": opening.versions,
            "mode": opening.setup.get("mode"),
            "decides": opening.decides,
            "instruments": [_with_times(item) for item in self.instruments.values()],
            "kinds": self.kinds,
            "gaps": self.missed,
            "gap_list": [msgspec.to_builtins(gap) for gap in self.gaps],
            "publishers": self.publishers,
            "studies": [msgspec.to_builtins(row) for row in self.rows],
            "study_map": self.map_origin,
            "batches": self.batches,
            "frames": self.frames,
            "decisions": self.decisions,
            "rejected": dict(sorted(self.rejected.items())),
            "notes": self.notes,
            "end": self._recording.end,
            "cut": self._recording.cut,
        }

    @property
    def kinds(self) -> dict[str, int]:
        """Frames by the name of their kind; one that this build does not know by its number."""
        counts: Counter[str] = Counter()
        for (kind, revision), count in self._kinds.items():
            layout = LAYOUTS.get((kind, revision))
            counts[f"{kind}.{revision}" if layout is None else layout.name] += count
        return dict(sorted(counts.items()))

    @property
    def publishers(self) -> list[PublisherRow]:
        """Each study that introduced itself, with what it said last of its own work."""
        return self._market.publishers()

    @property
    def rows(self) -> tuple[MapRow, ...]:
        """What the studies were mapped to, as it stood at the end."""
        return map_rows(self.studies)

    def _take(self, record: Record) -> None:
        if isinstance(record, BatchRecord):
            self._take_batch(record)
        elif isinstance(record, DecisionRecord):
            self.decisions += 1
        elif isinstance(record, NoteRecord) and record.kind in ("error", "gap", "info"):
            self.notes.append(record.text)

    def _take_batch(self, record: BatchRecord) -> None:
        seen = self._market.ingest(record.data)
        self.studies.take(seen, record.data)
        self.batches += 1
        frames = decode(record.data).frames
        self.frames += len(frames)
        self._kinds.update((kind, revision) for kind, revision, _, _ in frames)
        if not seen.accepted:
            self.rejected[seen.outcome] += 1
        if seen.missed:
            self._add_gap(seen)
        if seen.symbol:
            self._add_instrument(seen)

    def _add_gap(self, seen: Observation) -> None:
        self.missed += seen.missed
        if len(self.gaps) < GAPS_KEPT:
            self.gaps.append(
                Gap(
                    t_ns=seen.time_ns,
                    symbol=seen.symbol,
                    chart=seen.chart,
                    missed=seen.missed,
                    before=seen.sequence,
                )
            )

    def _add_instrument(self, seen: Observation) -> None:
        item = self.instruments.get(seen.symbol)
        if item is None:
            item = Instrument(symbol=seen.symbol, first_ns=seen.time_ns, last_ns=seen.time_ns)
            self.instruments[seen.symbol] = item
        item.tick_size = seen.tick_size
        item.first_ns = min(item.first_ns, seen.time_ns)
        item.last_ns = max(item.last_ns, seen.time_ns)
        item.batches += 1
        item.trades += seen.trades
        if seen.chart not in item.charts:
            item.charts.append(seen.chart)


def utc_text(t_ns: int) -> str:
    """Write a time as people and programs read it, to the microsecond."""
    seconds, rest = divmod(t_ns, NANOSECONDS)
    moment = dt.datetime.fromtimestamp(seconds, tz=dt.UTC).replace(microsecond=rest // 1000)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _with_times(item: Instrument) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(item)
    return {**told, "first": utc_text(item.first_ns), "last": utc_text(item.last_ns)}


def _study_map(recording: Recording) -> tuple[StudyMap, str]:
    """Map studies as they were when it was recorded; one from before there was a map, by the shipped one."""
    try:
        recorded = msgspec.convert(recording.opening.setup, _Recorded)
        config = msgspec.convert(recorded.config.get("studies", {}), StudiesConfig)
    except msgspec.ValidationError:
        recorded, config = _Recorded(), StudiesConfig()
    if recorded.studies:
        return StudyMap(recorded.studies, config), "recorded"
    return StudyMap(load_rows(StudiesConfig().maps)), "shipped"

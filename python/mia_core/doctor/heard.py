"""What a doctor heard of the studies: who spoke, of which charts, how regularly, and who was refused."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from mia_core.frames import CONSTANTS, read_frames, text_of
from mia_core.monitor.latency import LatencyHistogram
from mia_core.studymap.study_map import StudyMap

if TYPE_CHECKING:
    from mia_core._native import Observation, PublisherRow
    from mia_core.doctor.configuration import Settings
    from mia_core.frames import Frame

__all__ = ["Chart", "Heard", "Refusal", "Speaker"]

_KINDS = frozenset({"Hello", "Instrument", "Status", "ChartState"})
_LET_IN = frozenset({"gap", "stale", "late"})
_PASSING = frozenset({"unknown-publisher", "replaced"})
_INSTRUMENT_FLAGS = CONSTANTS["instrument_flag"]


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """What one chart shows, as its publisher tells it."""

    number: int
    symbol: str
    tick_size: float
    period_s: int
    flags: int

    @property
    def has_book(self) -> bool:
        """Whether its book is sent."""
        return bool(self.flags & _INSTRUMENT_FLAGS["has_depth"])

    @property
    def has_tape(self) -> bool:
        """Whether its tape is sent."""
        return bool(self.flags & _INSTRUMENT_FLAGS["has_tape"])

    def __str__(self) -> str:
        period = f"bars of {self.period_s} s" if self.period_s else "bars not of time"
        return f"{self.symbol}, {period}"


class Speaker:
    """One MIA Feed that was let in."""

    def __init__(self, publisher: int, chart: int) -> None:
        self.publisher = publisher
        self.chart = chart
        self.version = ""
        self.header_version = 0
        self.update_interval_ms = 0
        self.charts: dict[int, Chart] = {}
        self.conditions: dict[int, int] = {}
        self.state = ""
        self.connection = CONSTANTS["connection"]["unknown"]
        self.delay_s: int | None = None
        self.is_replay = False
        self.is_delayed = False
        self.last_error = ""
        self.lost_before: tuple[int, int] | None = None  # by the study itself, as `lost`
        self.lost = (0, 0)  # batches, and times the tape's buffer was overrun
        self.sent = 0
        self.values_refused = 0
        self.call_cost_us = (0.0, 0.0)  # median and 99th percentile; 0 until it says so
        self.batches = 0
        self.missed = 0
        self.behind_ns = 0
        self.longest_pause_ns = 0
        self._last_ns: int | None = None

    @property
    def own(self) -> Chart | None:
        """The chart that the study is on."""
        return self.charts.get(self.chart)

    def take(self, seen: Observation, data: bytes, *, now_ns: int, passed_ns: int) -> None:
        """Take one batch that counts, or that would but for a gap; the times are of the wall and of a stopwatch."""
        self.batches += 1
        self.missed += seen.missed
        self.behind_ns = now_ns - seen.time_ns
        self.is_replay = self.is_replay or seen.replay
        self.is_delayed = self.is_delayed or seen.delayed
        self.pause(passed_ns)
        self._last_ns = passed_ns
        for frame in read_frames(data, only=_KINDS):
            self._take_frame(frame)

    def pause(self, passed_ns: int) -> None:
        """Note how long it has been silent by now."""
        if self._last_ns is not None:
            self.longest_pause_ns = max(self.longest_pause_ns, passed_ns - self._last_ns)

    def update(self, row: PublisherRow) -> None:
        """Take over what the market state knows."""
        self.state = row["state"]
        self.connection = row["connection"]
        self.delay_s = row["data_delay_s"] if row["data_delay_s"] >= 0 else None
        self.last_error = row["last_error"]
        self.lost = row["batches_dropped"], row["tape_missed"]
        self.lost_before = self.lost_before or self.lost
        self.sent, self.values_refused = row["batches_sent"], row["values_invalid"]
        self.call_cost_us = row["call_cost_median_ns"] / 1e3, row["call_cost_p99_ns"] / 1e3

    def _take_frame(self, frame: Frame) -> None:
        head = frame.head
        match frame.layout.name:
            case "Hello":
                self.version = text_of(head["mia_version"])
                self.header_version = int(head["header_version"])
                self.update_interval_ms = int(head["update_interval_ms"])
            case "Instrument":
                number = int(head["chart"])
                self.charts[number] = Chart(
                    number=number,
                    symbol=text_of(head["symbol"]),
                    tick_size=float(head["tick_size"]),
                    period_s=int(head["bar_period_s"]),
                    flags=int(head["flags"]),
                )
            case "Status":
                self.is_replay = self.is_replay or bool(head["replay"])
            case "ChartState":
                self.conditions[int(head["chart"])] = int(head["condition"])


class Refusal(msgspec.Struct, kw_only=True):
    """Batches that did not count, of one publisher or of nobody, and the newest reason."""

    outcome: str
    publisher: int
    chart: int
    note: str = ""
    count: int = 0


class Heard:
    """Everything that came in while a doctor listened."""

    def __init__(self, settings: Settings, studies: StudyMap, *, limit_s: float) -> None:
        self.settings = settings
        self.studies = studies
        self.limit_s = limit_s
        self.address = ""
        self.listened_s = 0.0
        self.stopped = False
        self.batches = 0
        self.latency = LatencyHistogram()
        self.trades: Counter[str] = Counter()
        self.books: dict[str, tuple[int, int]] = {}
        self.book_states: dict[str, str] = {}
        self._speakers: dict[int, Speaker] = {}
        self._refused: dict[int | str, Refusal] = {}

    @property
    def speakers(self) -> list[Speaker]:
        """Who was let in and not replaced by a later start, chart by chart."""
        here = [item for item in self._speakers.values() if item.state != "replaced"]
        return sorted(here, key=lambda item: (item.chart, item.publisher))

    @property
    def named(self) -> dict[str, Speaker]:
        """Name each by its chart; where two have one number, by the publisher too."""
        counts = Counter(item.chart for item in self.speakers)
        return {
            f"chart {item.chart}"
            + (f" publisher {item.publisher:016x}" if counts[item.chart] > 1 else ""): item
            for item in self.speakers
        }

    @property
    def charts(self) -> list[Chart]:
        """The charts that carry a study of their own."""
        return [speaker.own for speaker in self.speakers if speaker.own is not None]

    @property
    def refusals(self) -> list[Refusal]:
        """Tell what was refused and stayed so: who came before its hello and was let in then is none of them."""
        return [
            item
            for item in self._refused.values()
            if item.publisher not in self._speakers or item.outcome not in _PASSING
        ]

    @property
    def is_complete(self) -> bool:
        """Whether at least one publisher is there, and all that are have told a whole snapshot."""
        speakers = self.speakers
        is_awaited = any(item.outcome == "unknown-publisher" for item in self.refusals)
        is_told = all(item.state == "synchronised" for item in speakers)
        return bool(speakers) and is_told and not is_awaited

    def take(self, seen: Observation, data: bytes, *, now_ns: int, passed_ns: int) -> None:
        """Take one batch, whatever became of it."""
        self.batches += 1
        self.studies.take(seen, data)
        if not seen.accepted and seen.outcome not in _LET_IN:
            self._refuse(seen)
            return
        speaker = self._speakers.get(seen.publisher)
        if speaker is None:
            speaker = self._speakers[seen.publisher] = Speaker(seen.publisher, seen.chart)
        speaker.take(seen, data, now_ns=now_ns, passed_ns=passed_ns)
        if seen.send_time_ns:
            self.latency.add(now_ns - seen.send_time_ns)
        if seen.symbol:
            self.trades[seen.symbol] += seen.trades
            self.book_states[seen.symbol] = seen.book_state

    def update(self, rows: list[PublisherRow]) -> int:
        """Take over what the market state knows of the publishers; how many there are."""
        for row in rows:
            if row["id"] in self._speakers:
                self._speakers[row["id"]].update(row)
        return len(rows)

    def end(self, *, passed_ns: int) -> None:
        """Note the silence that lasts until now."""
        for speaker in self.speakers:
            speaker.pause(passed_ns)

    def _refuse(self, seen: Observation) -> None:
        refusal = self._refused.setdefault(
            seen.publisher or seen.outcome,
            Refusal(outcome=seen.outcome, publisher=seen.publisher, chart=seen.chart),
        )
        refusal.outcome = seen.outcome
        refusal.note = seen.note or refusal.note
        refusal.count += 1

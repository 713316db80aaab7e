"""What studies a chart has, as its publisher told them in a snapshot: names and subgraphs, no values.

Catalogs come with snapshots and nowhere else, so all other batches are passed over unread.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from mia_core.frames import CONSTANTS, read_frames, text_of

if TYPE_CHECKING:
    from numpy import void

    from mia_core._native import Observation
    from mia_core.frames import Frame

__all__ = [
    "PRICE_GRAPH",
    "CatalogNews",
    "CatalogReader",
    "ChartCatalog",
    "ChartId",
    "Study",
    "normalised",
]

_KINDS = frozenset(
    {"Hello", "Instrument", "SnapshotBegin", "SnapshotEnd", "StudyCatalog", "StudyInput"}
)
_NUMBER = CONSTANTS["input_type"]["number"]


class ChartId(msgspec.Struct, frozen=True, order=True):
    """A chart of one publisher: chart numbers alone repeat between two Sierra Charts."""

    publisher: int
    chart: int


class Study(msgspec.Struct, frozen=True, kw_only=True):
    """One study as the chart shows it. Ids differ between users, names are what a user made them."""

    id: int
    internal_id: int = 0
    original: str = ""
    displayed: str = ""
    short: str = ""
    subgraphs: dict[int, str] = {}
    inputs: dict[str, float | str] = {}

    def __str__(self) -> str:
        return f"study {self.id} {self.displayed or self.original!r}".replace("'", "")


PRICE_GRAPH = Study(id=0, displayed="the chart itself")
"""Sierra counts a chart's own bars as its study 0."""


class ChartCatalog(msgspec.Struct, frozen=True, kw_only=True):
    """All studies of one chart, and what the chart is a chart of; a neighbour may have no study at all."""

    id: ChartId
    symbol: str = ""
    period_s: int = 0
    is_own: bool = True  # told by a study on that very chart, not read from a neighbour
    studies: tuple[Study, ...] = ()


@functools.lru_cache(maxsize=8192)
def normalised(name: str) -> str:
    """Make names comparable: neither case nor the width of a gap says anything."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class _Pending:
    """A snapshot that is still coming in."""

    def __init__(self) -> None:
        self.instruments: dict[int, tuple[str, int]] = {}
        self.studies: dict[int, dict[int, Study]] = {}


class CatalogNews:
    """What one batch said of catalogs."""

    def __init__(self) -> None:
        self.begun = False
        self.catalogs: tuple[ChartCatalog, ...] = ()
        self.replaced: tuple[int, ...] = ()


class CatalogReader:
    """Collects the catalogs of every publisher; one counts when its snapshot is complete."""

    def __init__(self) -> None:
        self._pending: dict[int, _Pending] = {}
        self._instances: dict[int, int] = {}

    def take(self, seen: Observation, data: bytes) -> CatalogNews:
        """Read one accepted batch that is part of a snapshot."""
        news = CatalogNews()
        publisher = seen.publisher
        for frame in read_frames(data, only=_KINDS):
            name = frame.layout.name
            if name == "Hello":
                news.replaced += self._introduce(publisher, int(frame.head["instance"]))
                self._pending[publisher] = _Pending()  # it begins to tell everything
            elif name == "SnapshotBegin":
                news.begun = True
                held = self._pending.get(publisher)
                self._pending[publisher] = pending = _Pending()
                if held is not None:  # what a publisher said of its instruments stays true
                    pending.instruments = held.instruments
            elif name == "SnapshotEnd":
                news.catalogs = self._finish(publisher, seen.chart)
            else:
                pending = self._pending.setdefault(publisher, _Pending())
                _add(pending, frame)
        return news

    def _introduce(self, publisher: int, instance: int) -> tuple[int, ...]:
        """Note who this is; the same study started again replaces its earlier self."""
        replaced = tuple(
            other
            for other, known in self._instances.items()
            if known == instance and other != publisher
        )
        for other in replaced:
            del self._instances[other]
            self._pending.pop(other, None)
        self._instances[publisher] = instance
        return replaced

    def _finish(self, publisher: int, chart: int) -> tuple[ChartCatalog, ...]:
        pending = self._pending.setdefault(publisher, _Pending())
        shown = (number for number, (symbol, _) in pending.instruments.items() if symbol)
        numbers = dict.fromkeys((chart, *shown, *pending.studies))
        charts = {number: pending.studies.get(number, {}) for number in numbers}
        pending.studies = {}
        catalogs = []
        for number, studies in charts.items():
            symbol, period_s = pending.instruments.get(number, ("", 0))
            catalogs.append(
                ChartCatalog(
                    id=ChartId(publisher, number),
                    symbol=symbol,
                    period_s=period_s,
                    is_own=number == chart,
                    studies=tuple(studies.values()),
                )
            )
        return tuple(catalogs)


def _add(pending: _Pending, frame: Frame) -> None:
    head = frame.head
    chart = int(head["chart"])
    if frame.layout.name == "Instrument":
        pending.instruments[chart] = (text_of(head["symbol"]), int(head["bar_period_s"]))
        return
    studies = pending.studies.setdefault(chart, {})
    if frame.layout.name == "StudyCatalog":
        study = _study(head, frame)
        studies[study.id] = study
    elif (known := studies.get(int(head["study"]))) is not None:
        studies[known.id] = msgspec.structs.replace(known, inputs=_inputs(frame))


def _study(head: void, frame: Frame) -> Study:
    return Study(
        id=int(head["study"]),
        internal_id=int(head["internal_id"]),
        original=text_of(head["name_original"]),
        displayed=text_of(head["name_displayed"]),
        short=text_of(head["name_short"]),
        subgraphs={int(row["subgraph"]): text_of(row["name"]) for row in frame.entries},
    )


def _inputs(frame: Frame) -> dict[str, float | str]:
    """Read what a user set, by the names of the inputs; two of one name cannot be told apart and are left out."""
    rows = [(normalised(text_of(row["name"])), row) for row in frame.entries]
    counts = Counter(name for name, _ in rows)
    return {
        name: float(row["number"]) if row["type"] == _NUMBER else text_of(row["text"])
        for name, row in rows
        if name and counts[name] == 1
    }

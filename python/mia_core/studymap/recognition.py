"""What was recognised in the charts of each publisher, in the few words that its panel on the chart has room for."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from mia_core.frames import KINDS
from mia_core.studymap.mapping import State, standing
from mia_core.studymap.match import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mia_core.studymap.mapping import ChartMapping
    from mia_core.studymap.match import Match
    from mia_core.studymap.study_map import StudyMap

__all__ = ["recognition_texts"]

WIDTH = 72
ROOM = KINDS["Recognition"].head["text"].itemsize
NAMES_ROOM = 120  # characters for the names of one state; the rest is counted
MORE = "and more: `mia doctor` names everything"
TITLES = {
    State.FAILED: "wrong",
    State.AMBIGUOUS: "ambiguous",
    State.VERIFIED: "recognised",
    State.NAMED: "known by name",
    State.MATCHED: "found, not proved yet",
    State.SEEN: "to be seen only",
    State.MISSING: "not recognised",
}


def recognition_texts(studies: StudyMap) -> dict[int, str]:
    """Say it by publisher, as it stands since the numbers were last held against each other."""
    charts: dict[int, list[ChartMapping]] = {}
    for _, chart in sorted(studies.charts.items()):
        charts.setdefault(chart.catalog.id.publisher, []).append(chart)
    return {publisher: _fitted(list(_lines_of(own))) for publisher, own in charts.items()}


def _lines_of(charts: list[ChartMapping]) -> Iterator[str]:
    """Say what is wrong or in doubt anywhere before what is well, and of the publisher's own chart first."""
    ordered = sorted(charts, key=lambda chart: not chart.catalog.is_own)
    named = [(chart, _names_of(chart)) for chart in ordered]
    for state, title in TITLES.items():
        for chart, names in named:
            if names[state]:
                place = "" if chart.catalog.is_own else f"chart {chart.catalog.id.chart}: "
                said = f"{place}{title} {len(names[state])}: {_listed(names[state])}"
                yield from textwrap.wrap(
                    said, WIDTH, subsequent_indent="  ", break_on_hyphens=False
                )


def _names_of(chart: ChartMapping) -> dict[State, list[str]]:
    """Name the meanings in each state, in the order of the map: Sierra's studies first; then strangers."""
    names: dict[State, list[str]] = {state: [] for state in TITLES}
    for match in chart.matches:
        state = _state_of(chart, match)
        if state is not State.MISSING:
            names[state].append(match.row.meaning)
    taken = {match.study.id for match in chart.matches if match.study is not None}
    names[State.MISSING] = [
        f"{study.displayed} ({study.id})"
        for study in chart.catalog.studies
        if study.id not in taken
    ]
    return names


def _state_of(chart: ChartMapping, match: Match) -> State:
    """Say how a row came out; a study without lines is only to be seen."""
    if match.found is not Found.MATCHED:
        return State.AMBIGUOUS if match.found is Found.AMBIGUOUS else State.MISSING
    if not match.row.lines:
        return State.SEEN
    found = (chart.lines.get(f"{match.row.meaning}.{line.name}") for line in match.row.lines)
    return standing({line.state for line in found if line is not None})


def _listed(names: list[str]) -> str:
    """List as many names as there is room for, the first one always."""
    shown = 1
    while shown < len(names) and len(", ".join(names[: shown + 1])) <= NAMES_ROOM:
        shown += 1
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {rest} more" if rest else "")


def _fitted(lines: list[str]) -> str:
    """Keep as many whole lines as there is room for, and say when that is not all."""
    text = "\n".join(lines)
    if len(text.encode()) <= ROOM:
        return text
    kept = list(lines)
    while len("\n".join([*kept, MORE]).encode()) > ROOM:
        kept.pop()
    return "\n".join([*kept, MORE])

"""The study map as a table for people: every chart, what was found, and what was not, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.studymap.mapping import State
from mia_core.studymap.match import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mia_core.studymap.catalog import Study
    from mia_core.studymap.mapping import ChartMapping, MappedLine
    from mia_core.studymap.match import Match
    from mia_core.studymap.study_map import StudyMap

__all__ = ["MapRow", "map_rows"]


class MapRow(msgspec.Struct, frozen=True, kw_only=True):
    """One meaning on one chart; or a study without a meaning, or a meaning without a study.

    A meaning that no chart has stands once, with chart 0.
    """

    chart: int = 0
    symbol: str = ""
    period_s: int = 0
    meaning: str = ""
    state: State
    reason: str = ""
    study: int | None = None
    name: str = ""
    subgraph: int | None = None
    unit: str = ""
    value: float | None = None


def map_rows(studies: StudyMap) -> tuple[MapRow, ...]:
    """List everything, chart by chart."""
    studies.verify()
    rows: list[MapRow] = []
    found: set[str] = set()
    for id_ in sorted(studies.charts):
        chart = studies.charts[id_]
        why_not = studies.why_not_told(chart)
        rows += (
            msgspec.structs.replace(row, value=None, reason=why_not)
            if why_not and row.value is not None
            else row
            for row in _rows_of(chart)
        )
        found |= {match.row.meaning for match in chart.matches if match.found is not Found.MISSING}
    rows += [
        MapRow(meaning=row.meaning, state=State.MISSING, reason=_why_missing(studies, row.meaning))
        for row in studies.rows
        if row.meaning not in found
    ]
    return tuple(rows)


def _rows_of(chart: ChartMapping) -> Iterator[MapRow]:
    taken: set[int] = set()
    for match in chart.matches:
        if match.found is Found.AMBIGUOUS:
            meaning, reason = match.row.meaning, match.reason
            yield _row(chart, meaning=meaning, state=State.AMBIGUOUS, reason=reason)
        elif match.study is not None:
            taken.add(match.study.id)
            yield from _rows_of_match(chart, match, match.study)
    for study in chart.catalog.studies:
        if study.id not in taken:
            yield _row(
                chart,
                state=State.MISSING,
                reason="no row of the study map fits",
                study=study.id,
                name=study.displayed,
            )


def _rows_of_match(chart: ChartMapping, match: Match, study: Study) -> Iterator[MapRow]:
    if not match.row.lines:
        yield _row(
            chart,
            meaning=match.row.meaning,
            state=State.SEEN,
            reason="to be seen only, it has no numbers",
            study=study.id,
            name=study.displayed,
        )
    for line in match.row.lines:
        mapped = chart.lines.get(f"{match.row.meaning}.{line.name}")
        if mapped is not None:
            yield _row(
                chart,
                meaning=mapped.meaning,
                state=mapped.state,
                reason=_reason(mapped, match),
                study=study.id,
                name=study.displayed,
                subgraph=mapped.subgraph,
                unit=line.unit,
                value=mapped.value,
            )


def _reason(line: MappedLine, match: Match) -> str:
    if line.reason:
        return line.reason
    if line.has_held:
        return f"by its {match.by}"
    if line.value is not None and line.state is State.NAMED:
        return f"by its {match.by} alone; no relation could prove it"
    nothing = "it shows no value" if line.value is None else line.why_unproved
    return f"by its {match.by}; {nothing}"


def _row(chart: ChartMapping, **fields: object) -> MapRow:
    catalog = chart.catalog
    row = MapRow(
        chart=catalog.id.chart,
        symbol=catalog.symbol,
        period_s=catalog.period_s,
        state=State.MISSING,
    )
    return msgspec.structs.replace(row, **fields)


def _why_missing(studies: StudyMap, meaning: str) -> str:
    reasons = {
        match.reason: None
        for chart in studies.charts.values()
        for match in chart.matches
        if match.row.meaning == meaning
    }
    return "; ".join(reasons) or "no chart has told its studies"

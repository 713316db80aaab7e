"""Which study of a chart is which row of the map: by identity first, then by names, never by chance.

The keys in their order: an id the user gave, Sierra's identifier of the kind, the original name, the
displayed name, the short name, the names of the lines. Twins are told apart by inputs that a row names and by what their user called
them; of a kind that exists in variants only a name that a row knows is taken. What stays undecided is no match, and says between which.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence

import msgspec

from mia_core.studymap.catalog import PRICE_GRAPH, ChartCatalog, Study, normalised
from mia_core.studymap.identity import (
    are_twins,
    fits,
    is_named,
    is_of_kind,
    is_other_kind,
    set_otherwise,
)
from mia_core.studymap.rows import BAR_LINES, Line, Row
from mia_core.studymap.variants import Variants

__all__ = ["Found", "Match", "match_chart"]


class Found(enum.Enum):
    """How the search for a row ended."""

    MATCHED = "matched"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """One row on one chart: the study and its subgraphs, or why there is none. `by` names the key."""

    row: Row
    found: Found
    study: Study | None = None
    subgraphs: dict[str, int] = {}
    by: str = ""
    reason: str = ""


class _Candidate(msgspec.Struct, frozen=True):
    """A study that may be the row's, and all that speaks for it."""

    study: Study
    subgraphs: dict[str, int]
    by: str
    named: bool
    lines_named: int

    @property
    def strength(self) -> tuple[bool, int]:
        """What decides between two rows that want one study: more names that agree."""
        return self.named, self.lines_named


_BY_ID, _BY_KIND, _BY_ORIGINAL = "id in the configuration", "internal identifier", "original name"
_BY_DISPLAYED, _BY_SHORT, _BY_LINES = "displayed name", "short name", "names of its lines"


def match_chart(catalog: ChartCatalog, rows: Sequence[Row], ids: Mapping[str, int]) -> list[Match]:
    """Find every row on one chart; `ids` are those that the user gave for it, by meaning."""
    given = {ids[row.meaning]: row for row in rows if row.meaning in ids}
    drawn: list[tuple[Row, _Candidate | Match]] = []
    for row in rows:
        if row.symbols:
            drawn.append((row, _match_symbol(catalog, row)))
        elif row.meaning in ids:
            drawn.append((row, _given(catalog, row, ids[row.meaning])))
        else:
            studies = _left_to(row, catalog.studies, given)
            drawn.append((row, _search(Variants.of(row, rows), studies)))
    claims: dict[int, list[tuple[Row, _Candidate]]] = {}
    for row, result in drawn:
        if isinstance(result, _Candidate) and row.meaning not in ids:
            claims.setdefault(result.study.id, []).append((row, result))
    return [
        result
        if isinstance(result, Match)
        else _settle(row, result, claims.get(result.study.id, []))
        for row, result in drawn
    ]


def _match_symbol(catalog: ChartCatalog, row: Row) -> Match:
    """Take the bars of the chart itself, when it is a chart of the wanted symbol."""
    if not fits(catalog.symbol, row.symbols):
        reason = f"no chart of {' or '.join(row.symbols)}"
        return Match(row=row, found=Found.MISSING, reason=reason)
    places = {line.name: BAR_LINES.index(line.name) for line in row.lines}
    return Match(row=row, found=Found.MATCHED, study=PRICE_GRAPH, subgraphs=places, by="symbol")


def _left_to(row: Row, studies: Sequence[Study], given: Mapping[int, Row]) -> list[Study]:
    """Leave out what the user gave to a twin of this row; what he gave to others may be this too."""
    return [
        study for study in studies if study.id not in given or not are_twins(row, given[study.id])
    ]


def _settle(row: Row, mine: _Candidate, claims: list[tuple[Row, _Candidate]]) -> Match:
    """Give a study that several rows want to the one for which more speaks."""
    rivals = (
        []
        if mine.by == _BY_ID
        else [(other, theirs) for other, theirs in claims if other.meaning != row.meaning]
    )
    stronger = [other for other, theirs in rivals if theirs.strength > mine.strength]
    if stronger:
        reason = f"{mine.study} is {stronger[0].meaning}"
        return Match(row=row, found=Found.MISSING, reason=reason)
    equal = [other.meaning for other, theirs in rivals if theirs.strength == mine.strength]
    if equal:
        reason = f"{mine.study} could be {' or '.join([row.meaning, *equal])}: nothing in its names tells"
        return Match(row=row, found=Found.AMBIGUOUS, reason=reason)
    return Match(
        row=row, found=Found.MATCHED, study=mine.study, subgraphs=mine.subgraphs, by=mine.by
    )


def _given(catalog: ChartCatalog, row: Row, id_: int) -> _Candidate | Match:
    """Take the study that the user named, if it has the lines."""
    for study in catalog.studies:
        if study.id == id_:
            resolved = _resolve(row, study, _BY_ID)
            if isinstance(resolved, _Candidate):
                return resolved
            return Match(row=row, found=Found.MISSING, reason=f"{study}: {resolved}")
    reason = f"the configuration names study {id_}, which this chart has not"
    return Match(row=row, found=Found.MISSING, reason=reason)


def _search(variants: Variants, studies: Sequence[Study]) -> _Candidate | Match:
    """Find a row's study; one whose name nobody knows puts all in doubt that nothing else tells apart."""
    row, strangers = variants.row, variants.strangers(studies)
    found = _search_known(row, [study for study in studies if study not in strangers])
    if not strangers or (isinstance(found, _Candidate) and variants.says(found.study)):
        return found
    return Match(row=row, found=Found.AMBIGUOUS, reason=variants.doubt(strangers))


def _search_known(row: Row, studies: Sequence[Study]) -> _Candidate | Match:
    by, alike = _identify(row, studies)
    if not alike:
        return Match(row=row, found=Found.MISSING, reason=_why_none(row, studies))
    candidates, faults = [], []
    for study in alike:
        resolved = _resolve(row, study, by)
        if isinstance(resolved, str):
            faults.append(f"{study}: {resolved}")
        else:
            candidates.append(resolved)
    if not candidates:
        return Match(row=row, found=Found.MISSING, reason="; ".join(faults))
    for tells in _TELLING:
        if len(candidates) == 1:
            break
        left = [item for item in candidates if tells(row, item)]
        candidates = left or candidates
    if len(candidates) == 1:
        return candidates[0]
    twins = ", ".join(str(item.study) for item in candidates)
    reason = (
        f"twins: {twins}{_differences([item.study for item in candidates])}; "
        "give one of them a name of its own, or its id in the configuration"
    )
    return Match(row=row, found=Found.AMBIGUOUS, reason=reason)


def _differences(studies: Sequence[Study]) -> str:
    """Name the inputs in which twins differ: a row that names one of them tells them apart."""
    names = dict.fromkeys(name for study in studies for name in study.inputs)
    different = [
        f"{name!r} is {' or '.join(str(study.inputs.get(name, 'not told')) for study in studies)}"
        for name in names
        if len({study.inputs.get(name) for study in studies}) > 1
    ]
    return f" (input {', '.join(different)})" if different else ""


def _identify(row: Row, studies: Sequence[Study]) -> tuple[str, Sequence[Study]]:
    """Find the studies by the first key that knows any."""
    likely = [
        study for study in studies if not (is_other_kind(row, study) or set_otherwise(row, study))
    ]
    keys: tuple[tuple[str, Callable[[Study], bool]], ...] = (
        (_BY_KIND, lambda study: row.internal_id is not None and is_of_kind(row, study)),
        (_BY_ORIGINAL, lambda study: fits(study.original, row.original)),
        (_BY_DISPLAYED, lambda study: fits(study.displayed, row.names)),
        (_BY_SHORT, lambda study: fits(study.short, row.names)),
        (_BY_LINES, lambda study: row.signature and _has_all_lines(row, study)),
    )
    for by, knows in keys:
        found = [study for study in likely if knows(study)]
        if found:
            return by, found
    return "", []


def _why_none(row: Row, studies: Sequence[Study]) -> str:
    for study in studies:
        if is_named(row, study) and is_other_kind(row, study):
            return f"{study} has the name, but it is {_kind_of(study)}"
        if fits(study.original, row.original) and (other := set_otherwise(row, study)):
            return f"{study} is set otherwise: {other}"
    return "no study of this name"


def _kind_of(study: Study) -> str:
    return f"a {study.original!r}" if study.original else f"of Sierra's kind {study.internal_id}"


def _has_all_lines(row: Row, study: Study) -> bool:
    resolved = _resolve(row, study, _BY_LINES)
    return isinstance(resolved, _Candidate) and resolved.lines_named > 0


def _resolve(row: Row, study: Study, by: str) -> _Candidate | str:
    """Find the lines of a row among a study's subgraphs, or say which is not there."""
    names = {index: normalised(name) for index, name in study.subgraphs.items()}
    placed: dict[str, int] = {}
    for line in row.lines:
        wanted = {normalised(name) for name in line.subgraphs}
        hits = [index for index, name in names.items() if name in wanted]
        if len(hits) > 1 and line.at in hits:
            hits = [index for index in hits if index == line.at]
        if len(hits) > 1:
            return f"subgraphs {', '.join(map(str, hits))} are all called {names[hits[0]]!r}"
        if hits:
            placed[line.name] = hits[0]
    lines_named = len(placed)
    if by in (_BY_ID, _BY_KIND, _BY_ORIGINAL):
        _place_by_position(row.lines, names, placed)
    absent = [line for line in row.lines if line.name not in placed and not line.optional]
    if absent:
        return f"has no subgraph called {' or '.join(absent[0].subgraphs)}"
    if row.lines and not placed:
        return "has none of the subgraphs"
    return _Candidate(study, placed, by, is_named(row, study), lines_named)


def _place_by_position(
    lines: Sequence[Line], names: Mapping[int, str], placed: dict[str, int]
) -> None:
    """Find lines that a user renamed where their kind of study has them, unless another is there."""
    taken = set(placed.values())
    for line in lines:
        if line.at is None or line.name in placed:
            continue
        if line.at in names and line.at not in taken:
            placed[line.name] = line.at
            taken.add(line.at)


def _has_inputs(row: Row, item: _Candidate) -> bool:
    return bool(row.inputs) and all(normalised(name) in item.study.inputs for name in row.inputs)


def _has_displayed_name(row: Row, item: _Candidate) -> bool:
    return fits(item.study.displayed, row.names)


def _has_short_name(row: Row, item: _Candidate) -> bool:
    return fits(item.study.short, row.names)


def _has_line_names(_: Row, item: _Candidate) -> bool:
    return item.lines_named == len(item.subgraphs) > 0


_TELLING = (_has_inputs, _has_displayed_name, _has_short_name, _has_line_names)
"""What tells twins apart, the surest first."""

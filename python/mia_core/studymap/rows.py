"""The rows of a study map, read from TOML, strictly: what a study is called and what its lines mean.

A row has no study id: ids differ between users. What lines must hold to each other stands with them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from mia_core.config import decode_toml, line_of, read_preset
from mia_core.errors import ConfigError
from mia_core.studymap.relations import RELATIONS

__all__ = ["BAR_LINES", "Check", "Line", "Row", "load_rows", "parse_rows"]

Name = Annotated[str, Meta(min_length=1)]
Unit = Literal["price", "points", "contracts", "trades", "share", "ratio", "count", "seconds"]
NUMBER = "{n}"
BAR_LINES = ("open", "high", "low", "last")


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One subgraph: what it means and what it may be called. Zero is no value unless said otherwise.

    `at` is where the kind of study has it, whatever the user called it; it counts only for a study
    known by its identifier or its original name. A `series` stands for that many lines, numbered from 1.
    """

    name: Name
    unit: Unit
    subgraphs: Annotated[tuple[Name, ...], Meta(min_length=1)]
    at: Annotated[int, Meta(ge=0, lt=60)] | None = None
    optional: bool = False
    zero: bool = False
    series: Annotated[int, Meta(ge=1, le=60)] | None = None

    def spread(self) -> tuple[Line, ...]:
        """Make a series the lines it stands for."""
        if self.series is None:
            return (self,)
        return tuple(
            msgspec.structs.replace(
                self,
                name=self.name.replace(NUMBER, str(number)),
                subgraphs=tuple(name.replace(NUMBER, str(number)) for name in self.subgraphs),
                at=None if self.at is None else self.at + number - 1,
                optional=True,
                series=None,
            )
            for number in range(1, self.series + 1)
        )


class Check(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A relation that must hold. `against` names meanings of other rows on the same chart.

    When it fails, `doubts` are taken out. Where it names none, that is the line itself, or the whole
    study when several lines contradict each other: numbers do not say which of them is wrong.
    """

    relation: Name
    lines: Annotated[tuple[Name, ...], Meta(min_length=1)]
    against: tuple[Name, ...] = ()
    doubts: tuple[Name, ...] = ()
    tolerance: Annotated[float, Meta(ge=0, le=1e9)] = 0.0
    low: float = 0.0
    high: float = 0.0


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A study to read, resolved: `vwap` with its lines `main`, `up_1` and so on means `vwap.main`.

    A row with `symbols` is no study but the chart of such a symbol itself: its own bars.
    """

    meaning: str
    internal_id: int | None = None
    original: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    inputs: dict[str, float | str] = {}
    signature: bool = False
    lines: tuple[Line, ...] = ()
    checks: tuple[Check, ...] = ()

    def spread(self) -> Row:
        """Make series the lines and checks they stand for."""
        checks: list[Check] = []
        by_name = {line.name: line for line in self.lines}
        for check in self.checks:
            series = by_name[check.lines[0]].series
            numbers = range(1, (series or 0) + 1)
            checks += [
                msgspec.structs.replace(
                    check,
                    lines=tuple(name.replace(NUMBER, str(n)) for name in check.lines),
                    doubts=tuple(name.replace(NUMBER, str(n)) for name in check.doubts),
                )
                for n in numbers
            ] or [check]
        lines = tuple(item for line in self.lines for item in line.spread())
        return msgspec.structs.replace(self, lines=lines, checks=tuple(checks))


class _Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What studies of one kind have in common: Sierra's identifier of it, and the name their author gave them."""

    name: Name
    internal_id: Annotated[int, Meta(ge=1, lt=1 << 32)] | None = None
    original: tuple[Name, ...] = ()
    signature: bool = False
    lines: tuple[Line, ...] = ()
    checks: tuple[Check, ...] = ()


class _Study(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    meaning: Annotated[str, Meta(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")]
    kind: Name
    names: tuple[Name, ...] = ()
    symbols: tuple[Name, ...] = ()
    inputs: dict[str, float | str] = {}


class _Map(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: tuple[_Kind, ...] = ()
    study: tuple[_Study, ...] = ()


def load_rows(maps: tuple[str, ...]) -> tuple[Row, ...]:
    """Read maps by the names they ship under, or by their paths; each meaning may stand once."""
    rows: dict[str, Row] = {}
    for name in maps:
        is_file = name.endswith(".toml")
        where = name if is_file else f"presets/studies/{name}.toml"
        for row in parse_rows(
            _read(name) if is_file else read_preset("studies", name), where=where
        ):
            if row.meaning in rows:
                message = f"{where}: {row.meaning} was expected once, found again"
                raise ConfigError(message)
            rows[row.meaning] = row
    return tuple(rows.values())


def parse_rows(text: str, *, where: str) -> tuple[Row, ...]:
    """Read one map and check what types cannot say."""
    content = decode_toml(text, _Map, where=where)
    kinds: dict[str, _Kind] = {}
    for index, kind in enumerate(content.kind):
        _refuse(_fault_of(kind, kinds), text, ("kind", index), where)
        kinds[kind.name] = kind
    rows: dict[str, Row] = {}
    for index, study in enumerate(content.study):
        _refuse(_fault_of_study(study, kinds, rows), text, ("study", index), where)
        kind = kinds[study.kind]
        rows[study.meaning] = Row(
            meaning=study.meaning,
            internal_id=kind.internal_id,
            original=kind.original,
            names=study.names,
            symbols=study.symbols,
            inputs=study.inputs,
            signature=kind.signature,
            lines=kind.lines,
            checks=kind.checks,
        )
    return tuple(rows.values())


def _refuse(fault: str, text: str, path: tuple[str | int, ...], where: str) -> None:
    if fault:
        message = f"{where}:{line_of(text, path)}: {fault}"
        raise ConfigError(message)


def _fault_of_study(study: _Study, kinds: dict[str, _Kind], rows: dict[str, Row]) -> str:
    if study.meaning in rows:
        return f"{study.meaning} was expected once, found again"
    if study.kind not in kinds:
        return f"{study.meaning}: unknown kind {study.kind!r}; there are: {', '.join(kinds)}"
    kind = kinds[study.kind]
    is_known = kind.internal_id is not None or kind.original or kind.signature
    if not (study.names or study.symbols or is_known):
        return f"{study.meaning}: nothing says how to find it"
    if study.symbols and any(line.name not in BAR_LINES for line in kind.lines):
        return f"{study.meaning}: a chart itself has the lines {', '.join(BAR_LINES)}"
    return ""


def _fault_of(kind: _Kind, known: dict[str, _Kind]) -> str:
    """Say what is wrong with a kind; empty for nothing."""
    fault = "was expected once, found again" if kind.name in known else _fault_of_lines(kind)
    return f"kind {kind.name!r}: {fault}" if fault else ""


def _fault_of_lines(kind: _Kind) -> str:
    lines = {line.name: line for line in kind.lines}
    if len(lines) != len(kind.lines):
        return "each line was expected once"
    for line in kind.lines:
        numbered = [NUMBER in name for name in (line.name, *line.subgraphs)]
        if any(numbered) != (line.series is not None) or (any(numbered) and not all(numbered)):
            return f"line {line.name!r}: {NUMBER} belongs into every name of a series, and into no other"
    for check in kind.checks:
        fault = _fault_of_check(check, lines)
        if fault:
            return fault
    unchecked = set(lines).difference(*(check.lines for check in kind.checks))
    if unchecked:
        return f"nothing checks {', '.join(sorted(unchecked))}: nothing could refuse a wrong number"
    if kind.signature and any(line.optional for line in kind.lines if line.series is None):
        return "a kind found by its lines alone has no optional ones"
    return ""


def _fault_of_check(check: Check, lines: dict[str, Line]) -> str:
    relation = RELATIONS.get(check.relation)
    if relation is None:
        return f"unknown relation {check.relation!r}; there are: {', '.join(RELATIONS)}"
    unknown = [name for name in (*check.lines, *check.doubts) if name not in lines]
    if unknown:
        return f"{check.relation}: unknown line {unknown[0]!r}; there are: {', '.join(lines)}"
    if not relation.takes(len(check.lines), len(check.against)):
        return f"{check.relation}: expected {relation.wants}, found {len(check.lines)} lines"
    if len({lines[name].series for name in check.lines}) > 1:
        return f"{check.relation}: lines of one series were expected, or of none"
    return ""


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{name}: a study map was expected, it cannot be read: {error}"
        raise ConfigError(message) from error

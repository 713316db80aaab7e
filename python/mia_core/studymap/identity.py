"""What of a study says what it is: the identity of its kind, the names on the chart, and what its inputs are set to."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from mia_core.studymap.catalog import Study, normalised
from mia_core.studymap.rows import Row

__all__ = ["are_twins", "fits", "is_named", "is_of_kind", "is_other_kind", "set_otherwise"]


def are_twins(row: Row, other: Row) -> bool:
    """Whether two rows are about one kind of study."""
    if row.internal_id is not None and row.internal_id == other.internal_id:
        return True
    return not set(row.original).isdisjoint(other.original)


def is_of_kind(row: Row, study: Study) -> bool:
    return study.internal_id == row.internal_id


def is_other_kind(row: Row, study: Study) -> bool:
    """Whether its identity says that it is something else, whatever the user calls it.

    A recording may hold the displayed name for the original one; that contradicts nothing.
    """
    if row.internal_id is not None and study.internal_id:
        return not is_of_kind(row, study)
    told = bool(row.original and study.original)
    return told and not fits(study.original, (*row.original, *row.names))


def set_otherwise(row: Row, study: Study) -> str:
    """Name an input that the row wants set to something else; one that was not told says nothing."""
    for name, wanted in row.inputs.items():
        told = study.inputs.get(normalised(name), wanted)
        if told != wanted:
            return f"its input {name!r} is {_shown(told)}, not {_shown(wanted)}"
    return ""


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def is_named(row: Row, study: Study) -> bool:
    return fits(study.displayed, row.names) or fits(study.short, row.names)


def fits(name: str, patterns: Sequence[str]) -> bool:
    """Compare a name; `*` in a pattern stands for any characters, everything else for itself."""
    wanted = normalised(name)
    return bool(wanted) and any(_pattern(pattern).fullmatch(wanted) for pattern in patterns)


@functools.lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in normalised(text).split("*")))

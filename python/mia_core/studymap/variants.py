"""Kinds of study that exist in variants: of today and of yesterday, of a day and of a week.

The numbers of two variants look alike, so no relation tells them apart. What does are the names that
a row knows and the inputs that it names. A name of the user's own that no row knows may mean any of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from mia_core.studymap.catalog import Study, normalised
from mia_core.studymap.identity import are_twins, fits, is_of_kind, is_other_kind, set_otherwise
from mia_core.studymap.rows import Row

__all__ = ["Variants"]


class Variants(msgspec.Struct, frozen=True):
    """All rows about one kind of study, seen from one of them."""

    row: Row
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, row: Row, rows: Sequence[Row]) -> Variants:
        """Pick the rows that are about the kind of this one."""
        return cls(row, tuple(other for other in rows if other is row or are_twins(row, other)))

    def strangers(self, studies: Sequence[Study]) -> list[Study]:
        """List the studies of this kind whose names do not say which variant they are."""
        if len(self.rows) == 1 and not self.row.inputs:
            return []
        return [study for study in studies if self._is_stranger(study)]

    def doubt(self, strangers: Sequence[Study]) -> str:
        """Say what stands in the way of a match."""
        named = ", ".join(map(str, strangers))
        known = " or ".join(repr(row.names[0]) for row in self.rows if row.names)
        meanings = ", ".join(row.meaning for row in self.rows)
        return (
            f"{named} could be {meanings} or none: no row knows the name; say which it is with"
            f" [[studies.ids]], or call it {known}"
        )

    def says(self, study: Study) -> bool:
        """Whether a study's own name, or what its user set, says that it is this row's variant."""
        own = [name for name in _names(study) if fits(name, self.row.names)]
        if any(not _is_default(name, self.row, study) for name in own):
            return True
        wanted = self.row.inputs
        return bool(wanted) and all(normalised(name) in study.inputs for name in wanted)

    def _is_stranger(self, study: Study) -> bool:
        of_kind = any(_is_known_kind(row, study) for row in self.rows)
        if not of_kind or all(set_otherwise(row, study) for row in self.rows):
            return False
        return not all(
            any(fits(name, row.names) or _is_default(name, row, study) for row in self.rows)
            for name in _names(study)
        )


def _names(study: Study) -> list[str]:
    return [name for name in (study.displayed, study.short) if name]


def _is_default(name: str, row: Row, study: Study) -> bool:
    """Whether it is what Sierra calls a study of the kind that nobody has given a name."""
    return fits(name, row.original) or normalised(name) == normalised(study.original)


def _is_known_kind(row: Row, study: Study) -> bool:
    if is_other_kind(row, study):
        return False
    by_number = row.internal_id is not None and is_of_kind(row, study)
    return by_number or fits(study.original, row.original)

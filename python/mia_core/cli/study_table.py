"""The table of studies that commands share: what each was mapped to, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from mia_core.studymap.mapping import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mia_core.studymap.listing import MapRow

__all__ = ["make_study_table", "plain_table"]

STYLES = {
    State.VERIFIED: "green",
    State.MATCHED: "yellow",
    State.SEEN: "dim",
    State.FAILED: "red",
    State.AMBIGUOUS: "red",
}


def make_study_table(rows: Iterable[MapRow], *, show_all: bool) -> Table:
    """List lines, or else one row for all lines of a study that stand alike."""
    table = plain_table("Studies", ("chart", "study", "means", "state", "why"))
    groups: dict[tuple[int, int | None, str, State, str], list[MapRow]] = {}
    for row in rows:
        if row.chart:
            whole = row.meaning if row.subgraph is None else row.meaning.rpartition(".")[0]
            means = row.meaning if show_all or row.state == State.FAILED else whole
            key = row.chart, row.study, means, row.state, row.reason
            groups.setdefault(key, []).append(row)
    for (chart, study, means, state, reason), lines in groups.items():
        first = lines[0]
        period = f"{first.period_s} s" if first.period_s else "no time"
        table.add_row(
            f"{chart} {first.symbol} {period}",
            Text(f"{first.name} ({study})" if study else first.name),
            f"{means} ({len(lines)} lines)" if len(lines) > 1 else first.meaning or "nothing",
            Text(state, style=STYLES.get(state, "")),
            Text(reason),
        )
    return table


def plain_table(title: str, columns: tuple[str, ...]) -> Table:
    """Begin a table whose texts are folded and never cut."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table

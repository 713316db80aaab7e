from __future__ import annotations

import io

from rich.console import Console
from rich.table import Table

from mia_core.cli.study_table import make_study_table, plain_table
from mia_core.studymap.listing import MapRow
from mia_core.studymap.mapping import State


def line(name: str, *, state: State = State.VERIFIED, reason: str = "by its name") -> MapRow:
    return MapRow(
        chart=3,
        symbol="ESH26-CME",
        period_s=60,
        meaning=f"vwap.{name}",
        state=state,
        reason=reason,
        study=22,
        subgraph=0,
        name="VWAP [mine]",
    )


def drawn(table: Table) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=150).print(table)
    return [" ".join(text.replace("\u2502", " ").split()) for text in out.getvalue().splitlines()]


ROWS = [line("main"), line("up_1"), line("down_1", state=State.FAILED, reason="not symmetric")]
NOWHERE = MapRow(meaning="menthorq.gamma", state=State.MISSING, reason="no study of this name")


def test_lines_that_stand_alike_share_a_row_and_a_contradiction_has_its_own() -> None:
    told = drawn(make_study_table([*ROWS, NOWHERE], show_all=False))

    assert "3 ESH26-CME 60 s VWAP [mine] (22) vwap (2 lines) verified by its name" in told
    assert "3 ESH26-CME 60 s VWAP [mine] (22) vwap.down_1 failed not symmetric" in told
    assert not any("menthorq" in text for text in told)


def test_all_of_them_have_a_row_each() -> None:
    told = drawn(make_study_table(ROWS, show_all=True))

    assert sum("vwap." in text for text in told) == 3


def test_a_table_has_its_columns() -> None:
    assert [column.header for column in plain_table("Gaps", ("time", "missed")).columns] == [
        "time",
        "missed",
    ]

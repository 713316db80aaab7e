"""The minute of 2025-09-16: through the engine, and its facts against the recording they were taken from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from mia_core.studymap.catalog import Study
from mia_core.studymap.rows import load_rows
from tests.mia_core.line import Line, setup_of
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.charts import Charts
from tests.mia_core.studymap.recorded import (
    AREA_VALUES,
    NBCV,
    NBCV_VALUES,
    SESSION,
    SESSION_VALUES,
    VALUES,
    VWAP,
    VWAP_VALUES,
)
from tests.mia_core.wire_feed import values_frame

SHARED = Path(
    os.environ.get("MIA_TEST_SHARED", Path(__file__).parents[3].parent / "shared"),
    "data",
    "esz25-20250916",
)


def test_the_engine_reads_it_and_says_once_what_contradicts_itself() -> None:
    studies = [inventory.study(item) for item in inventory.MINUTE]
    wrong = {**VALUES, (NBCV, 0): 14.0}
    told = values_frame([(study, subgraph, value) for (study, subgraph), value in wrong.items()])
    line = Line(msgspec.structs.replace(setup_of(), studies=load_rows(("sierra", "author"))))
    line.feed.add_trade(price_ticks=26_774)
    line.receive(line.feed.snapshot(*inventory.catalog_frames(studies), told))

    said, again = line.tick(after_s=0.5), line.tick(after_s=1.0)

    assert said.decision is not None
    assert said.decision.note == (
        "chart 3: nbcv has no value: expected that the first is the second less the third; "
        "found delta 14, ask_volume 30, bid_volume 15, tolerance 0.5"
    )
    assert again.decision is None
    assert line.engine.studies.reading("vwap.main").value == 6675.0


@pytest.fixture(scope="module")
def recorded() -> Mapping[str, dict[str, float]]:
    """The first line of each kind in the recording of 2025-09-16, which is no part of MIA."""
    if not SHARED.is_dir():
        pytest.skip(f"the recording of 2025-09-16 is not in {SHARED} (MIA_TEST_SHARED says where)")
    lines = {}
    for kind in ("vwap", "vva", "nbcv"):
        with (SHARED / f"chart_3_{kind}_20250916.jsonl").open(encoding="utf-8") as file:
            *_, last = file if kind == "vwap" else [next(file)]
        lines[kind] = json.loads(last)
    return lines


def test_the_facts_are_those_of_the_recording(recorded: Mapping[str, dict[str, float]]) -> None:
    vwap, area, nbcv = (recorded[kind] for kind in ("vwap", "vva", "nbcv"))
    shifted = [vwap[key] for key in ("v", "up1", "dn1", "up2", "dn2", "up3", "dn3")]

    assert [VWAP_VALUES[VWAP, index] for index in range(1, 8)] == shifted
    assert [AREA_VALUES[1, index] for index in range(3)] == [
        area[key] for key in ("vpoc", "vah", "val")
    ]
    assert [SESSION_VALUES[SESSION, index] for index in range(3)] == [
        area[key] for key in ("ppoc", "pvah", "pval")
    ]
    assert [NBCV_VALUES[NBCV, index] for index in (0, 5, 6, 12, 11, 9)] == [
        nbcv[key]
        for key in (
            *("delta", "ask_volume", "bid_volume", "total_volume"),
            *("trades", "cumulative_delta"),
        )
    ]
    assert nbcv["delta_ratio"] == pytest.approx(NBCV_VALUES[NBCV, 10] / 100, abs=1e-6)


def test_the_recorded_inventory_is_mapped_whole() -> None:
    path = SHARED / "study_inventory_chart_3_20250916.jsonl"
    if not path.is_file():
        pytest.skip(f"the inventory of 2025-09-16 is not in {SHARED} (MIA_TEST_SHARED says where)")
    studies = [_inventoried(json.loads(line)) for line in path.read_text().splitlines()]
    charts = Charts()
    charts.open(3, studies)

    [chart] = charts.map.charts.values()
    found = {match.study.id for match in chart.matches if match.study}
    assert found == {item.id for item in studies}
    assert len(found) == 48


def _inventoried(row: dict[str, object]) -> Study:
    subgraphs = row["subgraphs"]
    assert isinstance(subgraphs, list)
    return Study(
        id=int(str(row["study_id"])),
        displayed=str(row["name"]),
        short=str(row["short"]),
        subgraphs={item["i"]: item["name"] for item in subgraphs if item["name"]},
    )

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mia_core.assembly import make_setup, opening_of
from mia_core.config import Config, Mode, StudiesConfig, StudyId
from mia_core.contents import Contents, utc_text
from mia_core.events import BatchReceived
from mia_core.execution.ledger import StartingState
from mia_core.frames import make_batch
from mia_core.journal.opening import Opening
from mia_core.journal.reader import read_recording
from mia_core.journal.recording import RecordingWriter
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.recorded import NBCV, VALUES, VWAP
from tests.mia_core.studymap.screen import SYMBOL
from tests.mia_core.wire_feed import START_NS, WireFeed, values_frame

STUDIES = [inventory.study(item) for item in inventory.MINUTE]


WORK: dict[str, Any] = {
    "batches_sent": 1_234,
    "batches_dropped": 1,
    "values_invalid": 2,
    "tape_missed": 7,
    "call_cost_median_ns": 41_300,
    "call_cost_p99_ns": 1_190_000,
    "last_error": b"no room",
}


def opening(config: Config | None = None) -> Opening:
    return opening_of(make_setup(config or Config(), Mode.READ_ONLY, StartingState()))


def session(values: dict[tuple[int, int], float] | None = None) -> list[bytes]:
    """Two charts; one of them loses two batches."""
    es = WireFeed(token=bytes(32), symbol=SYMBOL)
    es.status |= WORK
    vix = WireFeed(2, instance=22, chart=8, symbol="VIX_CGI", token=bytes(32))
    told = [(study, subgraph, value) for (study, subgraph), value in (values or VALUES).items()]
    es.add_trade(price_ticks=26_774)
    batches = [
        es.snapshot(*inventory.catalog_frames(STUDIES), values_frame(told)),
        vix.snapshot(),
        es.step(trades=[{"price_ticks": 26_775}, {"price_ticks": 26_776}]),
    ]
    es.sequence += 2
    return [*batches, es.heartbeat(), es.snapshot(*inventory.catalog_frames(STUDIES))]


def recorded(path: Path, batches: Iterable[bytes], first: Opening | None = None) -> Path:
    writer = RecordingWriter(path, first or opening())
    for number, batch in enumerate(batches):
        writer.write(BatchReceived(START_NS + number, batch))
    writer.note("info", "somebody said something")
    writer.close("the test is over")
    return path


def read(path: Path) -> Contents:
    contents = Contents(read_recording(path))
    for _ in contents.read():
        pass
    return contents


def test_it_tells_instruments_with_their_spans(tmp_path: Path) -> None:
    es, vix = read(recorded(tmp_path / "a.mcap", session())).figures()["instruments"]

    assert (es["symbol"], es["tick_size"], es["charts"]) == (SYMBOL, 0.25, [3])
    assert (es["first_ns"], es["last_ns"]) == (START_NS, START_NS + 50_000_000)
    assert (es["first"], es["last"]) == (
        "2026-03-11T14:35:00.000000Z",
        "2026-03-11T14:35:00.050000Z",
    )
    assert (es["batches"], es["trades"]) == (4, 3)
    assert (vix["symbol"], vix["charts"], vix["batches"], vix["trades"]) == ("VIX_CGI", [8], 1, 0)


def test_it_counts_frames_by_kind_and_names_gaps(tmp_path: Path) -> None:
    unknown = b"\x63\x00\x07\x00\x08\x00\x00\x00"
    stranger = make_batch({"publisher": 9, "sequence": 1, "call_time_ns": START_NS}, [unknown])

    figures = read(recorded(tmp_path / "a.mcap", [*session(), stranger])).figures()

    assert figures["kinds"]["StudyCatalog"] == 96
    assert figures["kinds"]["Trade"] == 6  # three, and again in the second snapshot
    assert figures["kinds"]["Hello"] == 3
    assert figures["kinds"]["99.7"] == 1
    assert sum(figures["kinds"].values()) == figures["frames"]
    assert (figures["batches"], figures["gaps"]) == (6, 2)
    assert figures["rejected"] == {"unknown-publisher": 1}
    assert figures["gap_list"] == [
        {"t_ns": START_NS + 50_000_000, "symbol": SYMBOL, "chart": 3, "missed": 2, "before": 5}
    ]
    assert figures["notes"] == ["somebody said something"]
    assert (figures["end"], figures["cut"]) == ("the test is over", None)


def test_it_tells_what_each_publisher_said_last_of_its_own_work(tmp_path: Path) -> None:
    es, vix = read(recorded(tmp_path / "a.mcap", session())).figures()["publishers"]

    assert {name: es[name] for name in WORK} == WORK | {"last_error": "no room"}
    assert (es["chart"], es["symbol"], es["state"]) == (3, SYMBOL, "synchronised")
    assert {name: vix[name] for name in WORK} == dict.fromkeys(WORK, 0) | {"last_error": ""}


def test_it_tells_what_studies_were_mapped_to(tmp_path: Path) -> None:
    batches = session(VALUES | {(NBCV, 0): 14.0})[:3]

    figures = read(recorded(tmp_path / "a.mcap", batches)).figures()

    assert figures["study_map"] == "recorded"
    rows = {row["meaning"]: row for row in figures["studies"]}
    assert rows["vwap.main"]["state"] == "verified"
    assert (rows["vwap.main"]["study"], rows["vwap.main"]["value"]) == (VWAP, 6675.0)
    assert rows["nbcv.delta"]["state"] == "failed"
    assert "found delta 14, ask_volume 30, bid_volume 15" in rows["nbcv.delta"]["reason"]
    assert rows["menthorq.gamma"]["state"] == "missing"
    assert msgspec.json.encode(figures)


def test_it_goes_by_the_map_that_was_recorded(tmp_path: Path) -> None:
    ids = (StudyId(meaning="value_area.previous", chart=3, study=8),)
    config = Config(studies=StudiesConfig(maps=("sierra",), ids=ids))

    path = recorded(tmp_path / "a.mcap", session()[:3], opening(config))

    rows = {row.meaning: row for row in read(path).rows}
    assert rows["value_area.previous.high"].study == 8
    assert "menthorq.gamma" not in rows


@pytest.mark.parametrize("setup", [{}, {"mode": "paper", "studies": 3}])
def test_a_recording_from_before_there_was_a_map_is_mapped_by_the_shipped_one(
    tmp_path: Path, setup: dict[str, object]
) -> None:
    older = msgspec.structs.replace(opening(), setup=setup)

    contents = read(recorded(tmp_path / "a.mcap", session()[:3], older))

    assert contents.figures()["study_map"] == "shipped"
    assert {row.meaning: row.state for row in contents.rows}["vwap.main"] == "verified"


def test_times_are_written_to_the_microsecond() -> None:
    assert utc_text(START_NS + 1_999) == "2026-03-11T14:35:00.000001Z"
    assert utc_text(0) == "1970-01-01T00:00:00.000000Z"


def test_reading_tells_the_time_of_each_record(tmp_path: Path) -> None:
    contents = Contents(read_recording(recorded(tmp_path / "a.mcap", session()[:3])))

    times = list(contents.read())

    assert times[:3] == [START_NS, START_NS + 1, START_NS + 2]
    assert contents.batches == 3

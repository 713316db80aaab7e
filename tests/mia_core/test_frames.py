from __future__ import annotations

import numpy as np
import pytest

from mia_core import _native
from mia_core.frames import (
    BATCH_HEADER,
    CONSTANTS,
    FRAME_HEADER,
    KINDS,
    LAYOUTS,
    layouts_of,
    make_batch,
    make_frame,
    make_hello,
    newest_of,
    read_frames,
)


def test_every_kind_of_the_schema_has_a_dtype_of_its_exact_size() -> None:
    rows = _native.schema()["kinds"]

    assert {(row["kind"], row["revision"]) for row in rows} == set(LAYOUTS)
    assert {row["name"] for row in rows} == set(KINDS)
    for row in rows:
        layout = LAYOUTS[row["kind"], row["revision"]]
        assert layout.head.itemsize == row["head_size"]
        assert (layout.entry.itemsize if layout.entry else 0) == row["entry_size"]
        for field in row["fields"]:
            dtype, offset = layout.head.fields[field["name"]][:2]  # type: ignore[index]
            assert (dtype.itemsize, offset) == (field["size"], field["offset"])


def test_a_kind_keeps_its_earlier_revisions_and_is_written_in_the_newest() -> None:
    trade = next(row for row in _native.schema()["kinds"] if row["name"] == "Trade")
    wider = {"name": "venue", "offset": 72, "size": 8, "type": "u64", "unit": "", "meaning": "x"}
    fields = [*trade["fields"], wider]
    second = trade | {"revision": 2, "head_size": 80, "fields": fields, "hash": 7}

    for rows in ([trade, second], [second, trade]):
        layouts = layouts_of(rows)  # type: ignore[arg-type]
        newest = newest_of(layouts)
        first = layouts[trade["kind"], 1]
        assert (first.revision, first.head.itemsize, first.hash) == (1, 72, trade["hash"])
        assert list(newest) == ["Trade"]
        assert (newest["Trade"].revision, newest["Trade"].head.itemsize) == (2, 80)


def test_the_headers_are_tiled_by_their_fields() -> None:
    for dtype in (BATCH_HEADER, FRAME_HEADER):
        assert dtype.fields is not None
        assert sum(field[0].itemsize for field in dtype.fields.values()) == dtype.itemsize


def test_frames_come_back_as_they_were_made() -> None:
    level = {
        "price_ticks": -7,
        "price_raw": -1.75,
        "size": 60,
        "side": CONSTANTS["book_side"]["bid"],
    }
    frames = [
        make_frame("Trade", {"price_ticks": 26800, "time_ns": 5, "size": 3}),
        make_frame("DepthDelta", {"bid_count": 2}, entries=[level, level | {"size": 61}]),
    ]

    trade, delta = read_frames(make_batch({"sequence": 9}, frames))

    assert trade.layout.name == "Trade"
    assert (trade.head["price_ticks"], trade.head["size"]) == (26800, 3)
    assert len(trade.entries) == 0
    assert delta.head["bid_count"] == 2
    assert delta.entries["size"].tolist() == [60, 61]
    assert delta.entries[1]["price_ticks"] == -7


def test_frames_of_other_kinds_can_be_passed_over() -> None:
    frames = [make_frame("Trade"), make_frame("Heartbeat", {"calls": 3}), make_frame("Trade")]
    batch = make_batch({"sequence": 1}, frames)

    [heartbeat] = read_frames(batch, only={"Heartbeat", "Status"})

    assert heartbeat.head["calls"] == 3
    assert list(read_frames(batch, only=())) == []


def test_entries_may_be_given_as_an_array() -> None:
    entry = KINDS["DepthSnapshot"].entry
    assert entry is not None
    levels = np.zeros(3, dtype=entry)
    levels["size"] = [1, 2, 3]

    (frame,) = read_frames(make_batch({}, [make_frame("DepthSnapshot", entries=levels)]))

    assert frame.entries["size"].tolist() == [1, 2, 3]


def test_a_frame_without_a_tail_takes_no_entries() -> None:
    with pytest.raises(ValueError, match="no entries were expected in a frame Trade, found: 1"):
        make_frame("Trade", entries=[{}])


def test_a_hello_lists_every_layout_of_this_build() -> None:
    token = bytes(range(31)) + b"\0"
    (hello,) = read_frames(make_batch({}, [make_hello(7, token=token, mia_version="1.2.3")]))

    assert hello.head["token"].tobytes() == token
    assert hello.head["mia_version"] == b"1.2.3"
    listed = {(int(row["kind"]), int(row["revision"])): int(row["hash"]) for row in hello.entries}
    assert listed == {key: layout.hash for key, layout in LAYOUTS.items()}


def test_an_unsound_batch_has_no_frames() -> None:
    batch = bytearray(make_batch({}, [make_frame("Heartbeat")]))
    batch[-1] ^= 1

    assert list(read_frames(bytes(batch))) == []


def test_kinds_this_build_does_not_know_are_passed_over() -> None:
    stranger = bytearray(make_frame("Heartbeat"))
    stranger[0] = 250

    batch = make_batch({}, [bytes(stranger), make_frame("Trade")])

    assert [frame.layout.name for frame in read_frames(batch)] == ["Trade"]

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mia_core._native import detector_catalog
from mia_core.assembly import opening_of
from mia_core.decision import Decision, DetectionRecord
from mia_core.errors import RecordingError
from mia_core.journal.digest import DigestChain
from mia_core.journal.reader import Recording
from mia_core.replay import Comparison, DetectionLines, recorded_setup
from tests.mia_core.line import setup_of


def compared(expected: str, made: str) -> Comparison:
    """Compare a run that noted some letters with one that noted others."""
    comparison, chain = Comparison(), DigestChain()
    for note in expected:
        comparison.expect(chain.add(Decision(t_ns=1, note=note)))
    for note in made:
        comparison.made(Decision(t_ns=1, note=note))
    return comparison


@pytest.mark.parametrize(
    ("expected", "made", "whole", "cut"),
    [
        ("abc", "abc", None, None),
        ("", "", None, None),
        ("abc", "axc", 2, 2),
        ("abc", "ab", 3, 3),
        ("ab", "abc", 3, None),
        ("ab", "abcd", 3, 3),
        ("abc", "xbcd", 1, 1),
    ],
)
def test_first_difference_is_found_and_a_cut_may_cost_one(
    expected: str, made: str, whole: int | None, cut: int | None
) -> None:
    comparison = compared(expected, made)

    assert comparison.first_difference(cut=False) == whole
    assert comparison.first_difference(cut=True) == cut


def test_digest_is_that_of_what_was_made() -> None:
    assert compared("abc", "abc").digest == compared("", "abc").digest
    assert compared("abc", "abc").digest != compared("abc", "ab").digest


def test_a_comparison_keeps_only_what_has_no_counterpart_yet() -> None:
    comparison, chain = Comparison(), DigestChain()
    for note in "abcdefgh":
        decision = Decision(t_ns=1, note=note)
        comparison.made(decision)
        comparison.expect(chain.add(decision))
        assert not comparison._made
        assert not comparison._expected

    assert comparison.first_difference(cut=False) is None


def detection(number: int, **fields: Any) -> DetectionRecord:
    given: dict[str, Any] = {
        "id": number,
        "pattern": "wall",
        "symbol": "ES",
        "side": "bid",
        "price_ticks": 8 + number,
        "price": 2.0 + number / 4,
        "t_start_ns": number,
        "t_open_ns": number + 1,
        "t_end_ns": None,
        "confidence": 0.5,
        "evidence": {"size": 3.0},
        "reason": "",
    }
    return DetectionRecord(**given | fields)


def lines_of(*decisions: Decision, finish: bool = True) -> list[dict[str, Any]]:
    file = io.StringIO()
    lines = DetectionLines(file)
    for decision in decisions:
        lines.add(decision)
    if finish:
        lines.finish()
    return [json.loads(line) for line in file.getvalue().splitlines()]


def test_a_detection_that_never_ended_is_written_with_its_end_unknown() -> None:
    (line,) = lines_of(Decision(t_ns=1, opened=(detection(1),)))

    assert list(line)[:9] == [
        *("pattern", "side", "price", "price_ticks", "t_start_ns", "t_open_ns", "t_end_ns"),
        *("confidence", "evidence"),
    ]
    assert line == msgspec.to_builtins(detection(1))


def test_detections_come_in_the_order_of_their_reports_each_once() -> None:
    ended = [detection(1, t_end_ns=9, confidence=0.9), detection(2, t_end_ns=5, symbol="NQ")]

    lines = lines_of(
        Decision(t_ns=1, opened=(detection(1), detection(2, symbol="NQ"))),
        Decision(t_ns=5, closed=(ended[1],)),
        Decision(t_ns=9, closed=(ended[0],), opened=(detection(3),)),
    )

    assert [(item["id"], item["symbol"], item["t_end_ns"]) for item in lines] == [
        (1, "ES", 9),
        (2, "NQ", 5),
        (3, "ES", None),
    ]
    assert lines[0]["confidence"] == 0.9


def test_a_detection_is_written_as_soon_as_it_and_those_before_it_have_ended() -> None:
    opened = Decision(t_ns=1, opened=(detection(1), detection(2)))
    second = Decision(t_ns=5, closed=(detection(2, t_end_ns=5),))
    first = Decision(t_ns=6, closed=(detection(1, t_end_ns=6),))

    assert lines_of(opened, second, finish=False) == []
    assert [item["id"] for item in lines_of(opened, second, first, finish=False)] == [1, 2]


def test_a_price_stays_that_of_the_tick_size_at_the_report() -> None:
    ended = detection(1, t_end_ns=9, price=4.5)

    (line,) = lines_of(
        Decision(t_ns=1, opened=(detection(1, price=2.25),)), Decision(t_ns=9, closed=(ended,))
    )

    assert (line["price"], line["price_ticks"], line["t_end_ns"]) == (2.25, 9, 9)


def test_batches_of_another_wire_are_refused_before_anything_is_played() -> None:
    opening = opening_of(setup_of())
    kinds = opening.schema["kinds"]
    trade: dict[str, Any] = next(row for row in kinds if row["name"] == "Trade")
    cases: dict[str, dict[str, Any]] = {
        "recorded with protocol major 2, this build reads 1": {"protocol_major": 2},
        "recorded with protocol major None": {"protocol_major": None},
        "recorded with another layout of Trade revision 1": {"kinds": [trade | {"hash": 1}]},
    }
    for words, changes in cases.items():
        other = msgspec.structs.replace(opening, schema=opening.schema | changes)
        with pytest.raises(RecordingError, match=f"run.mcap: its batches cannot be read: {words}"):
            recorded_setup(Recording(Path("run.mcap"), other))


def test_a_detector_that_a_recording_does_not_name_did_not_run() -> None:
    setup = setup_of()
    named = {"wall": {"enabled": 1.0, "hold_s": 3.0}}
    config = msgspec.structs.replace(setup.config, detectors=named)
    opening = opening_of(msgspec.structs.replace(setup, config=config))

    detectors = recorded_setup(Recording(Path("run.mcap"), opening)).config.detectors

    assert detectors.pop("wall") == named["wall"]
    assert detectors == {
        row["name"]: {"enabled": 0.0} for row in detector_catalog() if row["name"] != "wall"
    }
    assert "absorption" in detectors


def test_a_wire_that_knows_more_kinds_or_revisions_is_played() -> None:
    opening = opening_of(setup_of())
    later = [row | {"revision": 99, "hash": 1} for row in opening.schema["kinds"]]
    other = msgspec.structs.replace(opening, schema=opening.schema | {"kinds": later})

    assert recorded_setup(Recording(Path("run.mcap"), other)) == setup_of()

from __future__ import annotations

from mia_core._native import Market
from mia_core.events import BatchReceived
from mia_core.frames import make_frame
from mia_core.monitor.notes import KEPT, Notes
from tests.mia_core.line import Line, setup_of
from tests.mia_core.wire_feed import WireFeed, trade_frame


def test_what_trading_did_is_told_once() -> None:
    line, notes = Line(setup_of()), Notes()
    line.open()
    line.enter()
    line.log_off()

    for step in line.steps:
        notes.add(step.observation, step.decision)

    lines = notes.take()
    assert lines[0] == "trading is ready: test, account Sim1, flat"
    assert lines[1].startswith("filled: buy 1 at 25 (T-")
    assert lines[2] == "trading is not possible: the line was cut"
    assert notes.take() == []
    assert list(notes.recent) == lines


def test_first_refused_batch_of_a_kind_is_named_and_placed() -> None:
    line, notes = Line(setup_of()), Notes()
    line.open()
    good = line.feed.step([("bid", 99, 90, 4)])
    bad = good[:-1] + bytes([good[-1] ^ 1])

    for batch in (bad, bad, b"rubbish"):
        step = line.take(BatchReceived(line.feed.now_ns, batch))
        notes.add(step.observation, step.decision)

    lines = notes.take()
    assert len(lines) == 2
    assert lines[0].startswith("feed: a batch was refused: bad-crc (chart 3, batch 2, ")
    assert lines[1] == "feed: a batch was refused: too-short; more are counted"


def test_gap_is_said_once_though_state_and_decision_both_tell() -> None:
    line, notes = Line(setup_of()), Notes()
    line.open()
    line.feed.step([("bid", 99, 90, 4)])

    step = line.show(bids=80)
    notes.add(step.observation, step.decision)

    assert notes.take() == ["feed: ESH26-CME: 1 missing before batch 3"]


def test_refused_values_and_unknown_kinds_are_named_when_they_are_first_counted() -> None:
    market, notes, feed = Market(), Notes(), WireFeed(token=bytes(32))
    feed.show_book()
    market.ingest(feed.snapshot())
    notes.check(market.counters())
    unknown = bytearray(make_frame("Heartbeat"))
    unknown[0:2] = (999).to_bytes(2, "little")
    bad = trade_frame(1, t_ns=feed.now_ns, price_raw=float("nan"))

    for _ in range(2):
        market.ingest(feed.batch([bad, bytes(unknown)]))
        notes.check(market.counters())

    told = notes.take()
    assert len(told) == 2
    assert "refused 1 so far: not-a-number" in told[0] + told[1]
    assert "skipped 1 so far: 999.1" in told[0] + told[1]


def test_a_flood_of_lines_keeps_the_last() -> None:
    notes = Notes()

    for number in range(3 * KEPT):
        notes.say(f"line {number}")

    assert notes.take() == [f"line {number}" for number in range(2 * KEPT, 3 * KEPT)]

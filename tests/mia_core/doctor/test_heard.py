from __future__ import annotations

from mia_core.frames import CONSTANTS
from tests.mia_core.doctor.ears import Ears, study
from tests.mia_core.wire_feed import START_NS, TOKEN


def test_who_speaks_is_told_with_what_its_chart_shows() -> None:
    ears = Ears()
    ears.hear(study(1, chart=8, symbol="VIX_CGI").snapshot(), study(2, chart=3).snapshot())

    heard = ears.end()

    assert list(heard.named) == ["chart 3", "chart 8"]
    assert [str(chart) for chart in heard.charts] == [
        "ESH26-CME, bars of 60 s",
        "VIX_CGI, bars of 60 s",
    ]
    assert heard.speakers[0].version == "0.1.0"
    assert heard.is_complete


def test_two_charts_of_one_number_keep_names_of_their_own() -> None:
    ears = Ears()
    ears.hear(study(1).snapshot(), study(2).snapshot())

    assert list(ears.heard.named) == [
        "chart 3 publisher 0000000000000001",
        "chart 3 publisher 0000000000000002",
    ]


def test_a_study_that_was_started_again_counts_once() -> None:
    ears = Ears()
    first, second = study(1), study(2)
    second.instance = first.instance
    ears.hear(first.snapshot(), second.snapshot(), first.heartbeat())

    assert [speaker.publisher for speaker in ears.heard.speakers] == [2]
    assert ears.heard.refusals == []


def test_who_comes_before_its_hello_is_waited_for_and_then_forgiven() -> None:
    ears = Ears()
    known, early = study(1), study(2, chart=4)
    ears.hear(known.snapshot(), early.heartbeat())
    was_complete = ears.heard.is_complete

    ears.hear(early.snapshot())

    assert not was_complete
    assert ears.heard.is_complete
    assert ears.heard.refusals == []


def test_who_is_refused_is_named_once_with_the_last_reason() -> None:
    ears = Ears()
    stranger = study(2)
    stranger.token = TOKEN
    ears.hear(stranger.heartbeat(), stranger.snapshot(), stranger.heartbeat())

    [refusal] = ears.heard.refusals
    assert (refusal.outcome, refusal.publisher, refusal.count) == ("bad-token", 2, 3)
    assert "token" in refusal.note
    assert not ears.heard.is_complete


def test_bytes_of_nobody_are_counted() -> None:
    ears = Ears()
    ears.hear(b"x" * 100, b"y" * 100)

    [refusal] = ears.heard.refusals
    assert (refusal.outcome, refusal.publisher, refusal.count) == ("bad-magic", 0, 2)


def test_a_snapshot_that_is_under_way_is_not_complete() -> None:
    ears = Ears()
    *parts, last = study(1).snapshot_parts()
    ears.hear(*parts)
    before = ears.heard.is_complete
    ears.hear(last)

    assert (before, ears.heard.is_complete) == (False, True)


def test_silence_lasts_until_the_end() -> None:
    ears = Ears()
    ears.hear(study(1).snapshot(), after_s=1.0)

    heard = ears.end(after_s=3.0)

    assert heard.speakers[0].longest_pause_ns == 3_000_000_000


def test_trades_and_books_are_counted_for_each_symbol() -> None:
    ears = Ears()
    feed = study(1)
    ears.hear(feed.snapshot(), feed.step(trades=[{"size": 2}, {"aggressor": "sell"}]))

    heard = ears.end()

    assert heard.trades["ESH26-CME"] == 2
    assert heard.books == {"ESH26-CME": (10, 10)}
    assert heard.book_states == {"ESH26-CME": "valid"}


def test_latency_is_measured_where_a_batch_tells_when_it_was_sent() -> None:
    ears = Ears()
    feed = study(1)
    ears.hear(feed.snapshot())
    before = ears.heard.latency.count
    ears.hear(feed.step(send_time_ns=START_NS), now_ns=START_NS + 2_000)

    assert (before, ears.heard.latency.count) == (0, 1)


def test_a_status_within_a_gap_counts_for_its_speaker() -> None:
    ears = Ears()
    feed = study(1, chart=5)
    ears.hear(feed.snapshot())
    feed.step()
    feed.status = {"connection": CONSTANTS["connection"]["lost"]}
    ears.hear(feed.batch(feed.introduction()[2:]))

    [speaker] = ears.heard.speakers
    assert speaker.missed == 1
    assert speaker.connection == CONSTANTS["connection"]["lost"]

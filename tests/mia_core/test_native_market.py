from __future__ import annotations

import math
import threading
from typing import Any

import pytest

from mia_core._native import (
    Market,
    build_info,
    crc32c,
    decode,
    detector_catalog,
    encode,
    without_secrets,
)
from mia_core.frames import CONSTANTS, make_batch, make_frame, make_hello
from tests.mia_core.wire_feed import (
    FLAGS,
    MS,
    START_NS,
    TOKEN,
    WireFeed,
    bar_frame,
    trade_frame,
    values_frame,
)


@pytest.fixture
def feed() -> WireFeed:
    feed = WireFeed()
    feed.show_book()
    return feed


@pytest.fixture
def market(feed: WireFeed) -> Market:
    market = Market(token=TOKEN)
    assert market.ingest(feed.snapshot()).accepted
    return market


def test_an_observation_tells_book_and_tape(market: Market, feed: WireFeed) -> None:
    seen = market.ingest(
        feed.step(
            [("bid", 99, 40, 4)],
            trades=[
                {"price_ticks": 100, "size": 3, "aggressor": "buy"},
                {"price_ticks": 99, "size": 20, "aggressor": "sell"},
            ],
        ),
    )

    assert (seen.outcome, seen.accepted, seen.note) == ("ok", True, "")
    assert (seen.symbol, seen.tick_size, seen.chart, seen.publisher) == ("ESH26-CME", 0.25, 3, 1)
    assert (seen.time_ns, seen.sequence, seen.epoch) == (START_NS + 50 * MS, 2, 0)
    assert seen.book_valid
    assert (seen.best_bid_ticks, seen.best_ask_ticks) == (99, 100)
    assert (seen.bid_size, seen.bid_size_5, seen.bid_size_10) == (40, 280, 580)
    assert (seen.ask_size, seen.ask_size_5, seen.ask_size_10) == (60, 300, 600)
    assert (seen.trades, seen.buy_volume, seen.sell_volume) == (2, 3, 20)
    assert (seen.buy_volume_10s, seen.sell_volume_60s, seen.last_trade_ticks) == (3, 20, 99)
    assert (seen.frames, seen.events, seen.skipped, seen.missed) == (3, 3, 0, 0)
    assert (seen.replay, seen.delayed, seen.snapshot, seen.needs_snapshot) == (False,) * 4
    assert (seen.opened, seen.closed, seen.closed_bars, seen.values, seen.bar) == (
        (),
        (),
        (),
        (),
        None,
    )


def test_an_observation_tells_of_the_sierra_behind_it(market: Market, feed: WireFeed) -> None:
    seen = market.ingest(feed.heartbeat())
    assert (seen.connected, seen.data_delay_s, seen.delayed) == (True, 0, False)

    status = {"connection": CONSTANTS["connection"]["unknown"], "data_delay_s": -1}
    seen = market.ingest(feed.step(extra=[make_frame("Status", status)]))

    assert (seen.connected, seen.data_delay_s, seen.book_valid) == (False, None, False)
    assert "connection is unknown; its book is not used" in seen.note
    assert market.ingest(feed.heartbeat()).note == ""


def test_what_does_not_fit_its_layout_is_named_also_when_it_is_masked(feed: WireFeed) -> None:
    hello = make_hello(feed.instance, token=TOKEN)
    longer = bytearray(make_frame("Trade") + bytes(8))
    longer[4:8] = len(longer).to_bytes(4, "little")
    batch = feed.batch([hello, bytes(longer)], flags=FLAGS["hello"])
    kept = without_secrets(batch, TOKEN)

    assert TOKEN not in kept
    assert decode(batch).error == decode(kept).error == "layout-mismatch"
    assert decode(batch).frames == []
    for seen in (Market(token=TOKEN).ingest(batch), Market().ingest(kept)):
        assert (seen.outcome, seen.accepted) == ("layout-mismatch", False)
        assert seen.note == (
            "chart 3: its layout of Trade revision 1 is another one than ours, its data is dropped"
        )


def test_an_observation_cannot_be_changed(market: Market, feed: WireFeed) -> None:
    seen = market.ingest(feed.heartbeat())

    with pytest.raises(AttributeError):
        seen.accepted = False  # type: ignore[misc]


def test_an_observation_outlives_its_market(feed: WireFeed) -> None:
    seen = Market(token=TOKEN).ingest(feed.snapshot())

    assert (seen.symbol, seen.best_bid_ticks) == ("ESH26-CME", 99)


def test_bars_and_values_come_as_objects(market: Market, feed: WireFeed) -> None:
    seen = market.ingest(
        feed.step(
            extra=[
                bar_frame(START_NS, closed=True, close_ticks=99, close_raw=24.75),
                bar_frame(START_NS + 1),
                values_frame([(7, 2, 1.5), (8, 0, math.nan)]),
            ],
        ),
    )

    (closed,) = seen.closed_bars
    assert (closed.closed, closed.close_ticks, closed.close_raw, closed.volume) == (
        True,
        99,
        24.75,
        10,
    )
    assert seen.bar is not None
    assert (seen.bar.closed, seen.bar.start_ns) == (False, START_NS + 1)
    assert seen.values == ((3, 7, 2, 1.5, START_NS, False),)
    assert market.counters()["refused.not-a-number"] == 1


def test_detections_come_as_objects_with_their_evidence(market: Market, feed: WireFeed) -> None:
    for _ in range(200):
        assert market.ingest(feed.step([("ask", 105, 60, 5)])).opened == ()
    market.ingest(feed.step([("ask", 103, 500, 2)]))
    placed_ns = feed.now_ns
    opened = [d for _ in range(60) for d in market.ingest(feed.step([("ask", 105, 60, 5)])).opened]

    (wall,) = opened
    assert (wall.pattern, wall.symbol, wall.side, wall.price_ticks) == (
        "wall",
        "ESH26-CME",
        "ask",
        103,
    )
    assert (wall.t_start_ns, wall.t_end_ns, wall.reason) == (placed_ns, 0, "")
    assert wall.t_open_ns == placed_ns + 2_000 * MS
    assert wall.evidence["size"] == 500
    assert 0.5 < wall.confidence < 1.0
    (closed,) = market.ingest(feed.step([("ask", 103, 60, 5)])).closed
    assert (closed.id, closed.reason, closed.t_end_ns) == (wall.id, "pulled", feed.now_ns)


def test_a_gap_ends_open_episodes(market: Market, feed: WireFeed) -> None:
    for k in range(300):
        market.ingest(feed.step([("bid", 96, 500, 2) if k > 200 else ("bid", 99, 60, 5)]))
    feed.step()

    seen = market.ingest(feed.step())

    (closed,) = seen.closed
    assert (closed.pattern, closed.reason) == ("wall", "gap")
    assert (seen.missed, seen.needs_snapshot, seen.book_valid) == (1, True, False)
    assert (seen.best_bid_ticks, seen.bid_size) == (None, 0)


def test_the_catalog_names_what_a_market_takes() -> None:
    rows = detector_catalog()

    assert [row["name"] for row in rows][:2] == ["iceberg", "wall"]
    values = {
        row["name"]: {parameter["name"]: parameter["default"] for parameter in row["parameters"]}
        for row in rows
    }
    assert values["wall"]["enabled"] == 1.0
    Market(detectors=values)


@pytest.mark.parametrize(
    ("detectors", "message"),
    [
        ({"wal": {}}, "detectors: one of iceberg, wall, .* was expected, found: wal"),
        ({"wall": {"hold": 1.0}}, "was expected, found: hold"),
        ({"wall": {"hold_s": -1.0}}, "a number from 0.1 to 120 was expected, found: -1"),
    ],
)
def test_a_wrong_detector_setting_is_named(detectors: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Market(detectors=detectors)


def test_a_detector_can_be_switched_off(feed: WireFeed) -> None:
    market = Market(token=TOKEN, detectors={"wall": {"enabled": 0.0}})
    market.ingest(feed.snapshot())

    for k in range(300):
        level = ("bid", 96, 500, 2) if k > 200 else ("bid", 99, 60, 5)
        assert market.ingest(feed.step([level])).opened == ()


def test_a_token_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="a token of 32 bytes was expected, found: 5"):
        Market(token=b"short")


def test_a_masked_recording_is_taken_without_the_token(feed: WireFeed) -> None:
    snapshot = feed.snapshot()
    foreign = Market(token=bytes(32)).ingest(snapshot)
    masked = without_secrets(snapshot, TOKEN)

    assert foreign.outcome == "bad-token"
    assert TOKEN not in masked
    assert Market().ingest(masked).accepted
    refused = without_secrets(snapshot, bytes(32))
    assert TOKEN not in refused
    assert Market().ingest(refused).outcome == "bad-token"


@pytest.mark.parametrize("cut", [0, 1, 63, 64, 65, 100])
def test_a_damaged_batch_keeps_its_fault_and_loses_its_secret(feed: WireFeed, cut: int) -> None:
    snapshot = feed.snapshot()
    damaged = bytearray(snapshot)
    damaged[-1] ^= 1

    for bytes_from_outside in (bytes(damaged), snapshot[:-cut] if cut else b""):
        kept = without_secrets(bytes_from_outside, TOKEN)
        assert TOKEN not in kept
        assert Market().ingest(kept).outcome == Market().ingest(bytes_from_outside).outcome


def test_a_batch_without_a_hello_is_passed_on_as_it_is(feed: WireFeed) -> None:
    feed.snapshot()
    batch = feed.heartbeat()

    assert without_secrets(batch, TOKEN) is batch


@pytest.mark.parametrize("junk", [b"", b"MIAWIRE1", bytes(64), bytes(100_000)])
def test_any_bytes_give_an_observation(market: Market, junk: bytes) -> None:
    digest = market.state_digest()

    seen = market.ingest(junk)

    assert not seen.accepted
    assert seen.outcome in {"too-short", "bad-magic"}
    assert market.state_digest() == digest


def test_what_has_no_bytes_is_the_callers_mistake(market: Market) -> None:
    with pytest.raises(TypeError, match="bytes-like"):
        market.ingest("text")  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_buffer_will_do(kind: Any, feed: WireFeed) -> None:
    assert Market(token=TOKEN).ingest(kind(feed.snapshot())).accepted


def test_the_book_is_told_best_first(market: Market) -> None:
    bids, asks = market.book("ESH26-CME")

    assert bids[:2] == [(99, 60, 5), (98, 60, 5)]
    assert asks[0] == (100, 60, 5)
    with pytest.raises(KeyError):
        market.book("NQH26-CME")


def test_publishers_tell_where_they_stand(market: Market, feed: WireFeed) -> None:
    work = {"batches_sent": 5, "batches_dropped": 4, "values_invalid": 3}
    work |= {"call_cost_median_ns": 41_300, "call_cost_p99_ns": 1_190_000}
    status = {"connection": 1, "tape_missed": 2, "last_error": b"caf\xe9", **work}
    market.ingest(feed.step(extra=[make_frame("Status", status)]))

    (row,) = market.publishers()
    assert (row["id"], row["instance"], row["chart"], row["symbol"]) == (1, 11, 3, "ESH26-CME")
    assert (row["state"], row["is_source"], row["sequence"]) == ("synchronised", True, 2)
    assert row.items() >= work.items()
    assert (row["version"], row["tape_missed"], row["last_error"]) == ("0.1.0", 2, "caf\ufffd")

    feed.step()
    market.ingest(feed.step())
    assert market.publishers()[0]["state"] == "stale"
    market.ingest(WireFeed(2).snapshot())
    assert [row["state"] for row in market.publishers()] == ["replaced", "synchronised"]


def test_the_tape_is_whole_again_after_a_gap(market: Market, feed: WireFeed) -> None:
    for size in (1, 2, 4):
        lost = feed.step(trades=[{"size": size}])
        if size != 2:
            market.ingest(lost)
    repaired = market.ingest(feed.snapshot())

    undisturbed = Market(token=TOKEN)
    undisturbed.ingest(feed.snapshot())
    assert repaired.buy_volume_10s == 7
    assert market.state_digest() == undisturbed.state_digest()
    counters = market.counters()
    assert (counters["gaps"], counters["missed"], counters["duplicate_trades"]) == (1, 1, 1)


def test_a_tape_that_starts_anew_is_taken(market: Market, feed: WireFeed) -> None:
    market.ingest(feed.batch([trade_frame(9000, t_ns=START_NS, size=3)]))
    feed.now_ns += MS

    seen = market.ingest(feed.batch([trade_frame(1, t_ns=START_NS + 1, size=4)]))

    assert seen.buy_volume_60s == 7


def test_many_threads_may_ask_while_one_ingests(market: Market, feed: WireFeed) -> None:
    batches = [feed.step([("bid", 99, 40 + k % 20, 4)]) for k in range(2000)]
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            market.state_digest()
            market.counters()
            market.book("ESH26-CME")

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    outcomes = {market.ingest(batch).outcome for batch in batches}
    done.set()
    for thread in threads:
        thread.join()

    assert outcomes == {"ok"}


def test_the_checksum_is_castagnolis() -> None:
    assert crc32c(b"123456789") == 0xE3069283


def test_decode_tells_frames_or_the_reason() -> None:
    batch = make_batch({"sequence": 5, "chart": -3}, [make_frame("Trade"), make_frame("Heartbeat")])
    decoded = decode(batch)

    assert decoded.error == "none"
    assert decoded.header is not None
    assert (decoded.header["sequence"], decoded.header["chart"]) == (5, -3)
    assert [kind for kind, _, _, _ in decoded.frames] == [9, 12]
    assert decode(batch[:-8]).error == "bad-length"
    assert decode(b"").header is None


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ({"sequenze": 1}, "a field of the batch header was expected, found: sequenze"),
        ({"chart": 1 << 40}, "a number that fits chart was expected, found: 1099511627776"),
        ({"flags": -1}, "a number that fits flags was expected, found: -1"),
    ],
)
def test_encode_names_a_wrong_header(header: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        encode(header, [])


def test_encode_refuses_a_batch_that_no_reader_would_take() -> None:
    with pytest.raises(ValueError, match="a batch of at most 262144 bytes was expected"):
        encode({}, [bytes(300_000)])


def test_the_build_says_what_it_is() -> None:
    info = build_info()

    assert set(info) == {"version", "compiler", "build_type", "build_id"}
    assert len(info["build_id"]) == 16

"""Whatever happens to batches on the way: nothing crashes, and a fresh snapshot repairs it."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from mia_core._native import Market, decode, encode
from mia_core.frames import BATCH_HEADER
from tests.mia_core.wire_feed import TOKEN, WireFeed

SYMBOL = "ESH26-CME"
KEPT = ("publisher", "flags", "chart", "epoch", "instrument", "sequence", "call_time_ns")


class Mishap(msgspec.Struct, frozen=True):
    what: Literal["drop", "repeat", "swap", "flip", "cut", "grow"]
    which: int
    where: int
    bit: int


mishaps = st.lists(
    st.builds(
        Mishap,
        what=st.sampled_from(["drop", "repeat", "swap", "flip", "cut", "grow"]),
        which=st.integers(0, 10_000),
        where=st.integers(0, 100_000),
        bit=st.integers(0, 7),
    ),
    max_size=12,
)


def make_day(feed: WireFeed) -> list[bytes]:
    feed.show_book()
    batches = feed.snapshot_parts()
    for k in range(40):
        levels = [("bid", 99 - k % 7, 40 + k, 4), ("ask", 110 + k % 3, 5 if k % 2 else 0, 1)]
        trades = [{"price_ticks": 99 + k % 2, "size": 1 + k % 5} for _ in range(k % 3)]
        extra = [feed.tell_bar(feed.now_ns, closed=bool(k % 2)), feed.tell_value(k % 5, k / 3)]
        batches.append(feed.step(levels, trades=trades, extra=extra if k % 4 == 0 else ()))
        if k == 20:
            feed.epoch += 1
            batches.append(feed.snapshot(reason=3))
    return batches


@cache
def day() -> tuple[list[bytes], list[bytes], str]:
    """Make a short day, the snapshot after it, and the digest of who saw everything."""
    feed = WireFeed()
    batches = make_day(feed)
    last = feed.snapshot_parts()
    undisturbed = Market(token=TOKEN)
    assert {undisturbed.ingest(batch).outcome for batch in [*batches, *last]} == {"ok"}
    return batches, last, undisturbed.state_digest()


def flip(batch: bytes, where: int, bit: int) -> bytes:
    damaged = bytearray(batch or b"\0")
    damaged[where % len(damaged)] ^= 1 << bit
    return bytes(damaged)


def befall(batches: list[bytes], mishap: Mishap) -> list[bytes]:
    at = mishap.which % len(batches)
    to = mishap.where % len(batches)
    batch = batches[at]
    before, after = batches[:at], batches[at + 1 :]
    match mishap.what:
        case "drop":
            return before + after or batches
        case "repeat":
            return [*batches[:to], batch, *batches[to:]]
        case "swap":
            return [*before, *after[:1], batch, *after[1:]]
        case "flip":
            return [*before, flip(batch, mishap.where, mishap.bit), *after]
        case "cut":
            return [*before, batch[: mishap.where % (len(batch) or 1)], *after]
        case "grow":
            return [*before, batch + bytes(1 + mishap.where % 99), *after]


def lie(batch: bytes, where: int, bit: int) -> bytes:
    """Flip a bit behind the header and make the checksum right again."""
    header = decode(batch).header
    size = BATCH_HEADER.itemsize
    if header is None or len(batch) == size:
        return batch
    body = flip(batch[size:], where, bit)
    # Pieces without bytes keep the count of frames what it was.
    pieces = [body, *[b""] * (header["frame_count"] - 1)]
    return encode({name: header[name] for name in KEPT}, pieces)


@settings(deadline=None, max_examples=150)
@given(mishaps)
def test_a_fresh_snapshot_leaves_nothing_of_what_happened_on_the_way(plan: list[Mishap]) -> None:
    batches, last, digest = day()
    for mishap in plan:
        batches = befall(batches, mishap)
    market = Market(token=TOKEN)
    for batch in batches:
        market.ingest(batch)

    seen = [market.ingest(batch) for batch in last]

    assert market.state_digest() == digest
    assert seen[-1].book_valid
    assert not seen[-1].needs_snapshot


@settings(deadline=None, max_examples=150)
@given(mishaps)
def test_every_missing_batch_is_counted(plan: list[Mishap]) -> None:
    batches, last, _ = day()
    first, rest = batches[:4], batches[4:]
    for mishap in plan:
        if mishap.what in {"drop", "repeat", "swap"}:
            rest = befall(rest, mishap)
    market = Market(token=TOKEN)
    passed = missed = 0
    for batch in [*first, *rest, *last]:
        header = decode(batch).header
        assert header is not None
        if header["sequence"] > passed:
            missed += header["sequence"] - passed - 1
            passed = header["sequence"]
        market.ingest(batch)

    assert market.counters()["missed"] == missed


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(*[st.integers(0, 100_000)] * 2, st.integers(0, 7)), max_size=30))
def test_a_publisher_that_lies_does_no_lasting_harm_to_the_book(
    plan: list[tuple[int, int, int]],
) -> None:
    batches = list(day()[0])
    for which, where, bit in plan:
        at = which % len(batches)
        batches[at] = lie(batches[at], where, bit)
    market = Market(token=TOKEN)
    for batch in batches:
        market.ingest(batch)
    restarted = WireFeed(2)
    make_day(restarted)
    restarted.now_ns += 60_000_000_000

    seen = market.ingest(restarted.snapshot())

    assert seen.book_valid
    expected = Market(token=TOKEN)
    expected.ingest(restarted.snapshot())
    assert market.book(SYMBOL) == expected.book(SYMBOL)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_observation(junk: bytes) -> None:
    market = Market(token=TOKEN)

    assert not market.ingest(junk).accepted
    assert decode(junk).error != "none"

"""A simulated market in batches of 64 events, as charts of different depth show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bench.workbench import SYMBOL
from mia_core.frames import CONSTANTS, make_batch, make_frame, make_hello
from mia_core.sim.events import DepthChange, TapeTrade
from mia_core.sim.market import SimMarket

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["EVENTS", "TICK", "Group", "encode", "events", "groups", "make_batches"]

EVENTS = 64
SEED = 7
START_NS = 1_773_180_000_000_000_000
"""2026-03-10T22:00:00Z: a session begins in Chicago, so that 23 hours of one can be played."""
STEP_NS = 50_000_000
DEPTH_MIN = 20  # of the simulated market
TICK = 0.25
SIDES = CONSTANTS["book_side"]
AGGRESSORS = {"buy": CONSTANTS["trade_side"]["at_ask"], "sell": CONSTANTS["trade_side"]["at_bid"]}
EDGE = CONSTANTS["price_flag"]["window_edge"]

Levels = dict[int, tuple[int, int]]
"""Size and orders at each price of a side."""
Book = dict[str, Levels]


class Group(NamedTuple):
    """Events that are told together, and what is shown after them."""

    t_ns: int
    trades: list[TapeTrade]
    changes: list[Change]
    book: Book


class Change(NamedTuple):
    side: str
    ticks: int
    size: int
    orders: int
    is_at_edge: bool = False
    """It came into view or left it at the far end of what is shown."""


def groups(seconds: int, *, depth: int, is_raw: bool = False) -> Iterator[Group]:
    """Cut the market where 64 of its events are together, or a few more where that would cut a move.

    Told is what a chart of that depth sees: how its levels differ in the end. Of a raw group it is each change.
    """
    book: Book = {"bid": {}, "ask": {}}
    shown: Book = {"bid": {}, "ask": {}}
    trades: list[TapeTrade] = []
    raw: list[Change] = []
    held = 0
    for event in events(seconds, max(depth, DEPTH_MIN)):
        if isinstance(event, TapeTrade):
            trades.append(event)
        else:
            _set_level(book[event.side], event)
            raw.append(Change(event.side, event.price_ticks, event.size, event.orders))
        held += 1
        if held < EVENTS or not _is_sound(book):
            continue
        now = {side: _best(side, levels, depth) for side, levels in book.items()}
        seen = [change for side in book for change in _changes(side, shown[side], now[side])]
        yield Group(event.t_ns, trades, raw if is_raw else seen, now)
        shown, trades, raw, held = now, [], [], 0


def make_batches(seconds: int, *, depth: int, is_raw: bool = False) -> list[bytes]:
    """Encode the groups: the first as a snapshot, the others as what changed."""
    return [
        encode(number, group, is_snapshot=number == 1)
        for number, group in enumerate(groups(seconds, depth=depth, is_raw=is_raw), start=1)
    ]


def encode(number: int, group: Group, *, is_snapshot: bool) -> bytes:
    """Make the batch with this number, with the whole book or with what changed; the first one introduces its sender."""
    counts = {f"{side}_count": len(levels) for side, levels in group.book.items()}
    levels = _levels(group.book) if is_snapshot else group.changes
    kind = "DepthSnapshot" if is_snapshot else "DepthDelta"
    book = make_frame(kind, counts, entries=[_entry(level) for level in levels])
    if number > 1:
        trades = (_trade(trade, EVENTS * number + k) for k, trade in enumerate(group.trades))
        return _batch(number, group.t_ns, [*trades, book])
    instrument = {"chart": 1, "symbol": SYMBOL, "tick_size": TICK, "bar_period_s": 60, "flags": 3}
    frames = [
        make_frame("SnapshotBegin", {"snapshot": 1}),
        make_hello(1),
        make_frame("Instrument", instrument),
        make_frame("Status", {"connection": CONSTANTS["connection"]["connected"]}),
        book,
        make_frame("SnapshotEnd", {"snapshot": 1}),
    ]
    flags = ("hello", "snapshot", "snapshot_first", "snapshot_last")
    return _batch(
        number, group.t_ns, frames, flags=sum(CONSTANTS["batch_flag"][it] for it in flags)
    )


def events(seconds: int, depth: int) -> Iterator[DepthChange | TapeTrade]:
    """Play the market."""
    market = SimMarket(SEED, start_ns=START_NS, depth=depth)
    for step in range(1, seconds * 20 + 1):
        for event in market.advance(START_NS + step * STEP_NS):
            if isinstance(event, (DepthChange, TapeTrade)):
                yield event


def _is_sound(book: Book) -> bool:
    bids, asks = book["bid"], book["ask"]
    return bool(bids and asks) and max(bids) < min(asks)


def _set_level(levels: Levels, change: DepthChange) -> None:
    levels.pop(change.price_ticks, None)
    if change.size:
        levels[change.price_ticks] = (change.size, change.orders)


def _best(side: str, levels: Levels, depth: int) -> Levels:
    best = sorted(levels, reverse=side == "bid")[:depth]
    return {ticks: levels[ticks] for ticks in best}


def _changes(side: str, before: Levels, after: Levels) -> Iterator[Change]:
    for ticks in before.keys() - after.keys():
        yield Change(side, ticks, 0, 0, _is_beyond(side, ticks, after))
    for ticks, (size, orders) in after.items():
        if before.get(ticks) != (size, orders):
            is_at_edge = ticks not in before and _is_beyond(side, ticks, before)
            yield Change(side, ticks, size, orders, is_at_edge)


def _is_beyond(side: str, ticks: int, levels: Levels) -> bool:
    if not levels:
        return False
    return ticks < min(levels) if side == "bid" else ticks > max(levels)


def _levels(book: Book) -> Iterator[Change]:
    for side, levels in book.items():
        for ticks, (size, orders) in levels.items():
            yield Change(side, ticks, size, orders)


def _entry(level: Change) -> dict[str, Any]:
    return {
        "price_ticks": level.ticks,
        "price_raw": level.ticks * TICK,
        "size": level.size,
        "order_count": level.orders,
        "side": SIDES[level.side],
        "flags": EDGE if level.is_at_edge else 0,
    }


def _trade(event: TapeTrade, sequence: int) -> bytes:
    return make_frame(
        "Trade",
        {
            "time_ns": event.t_ns,
            "tape_sequence": sequence,
            "price_ticks": event.price_ticks,
            "price_raw": event.price_ticks * TICK,
            "bid_ticks": event.bid_ticks,
            "ask_ticks": event.ask_ticks,
            "bid_size": event.bid_size,
            "ask_size": event.ask_size,
            "size": event.size,
            "side": AGGRESSORS[event.aggressor],
        },
    )


def _batch(number: int, t_ns: int, frames: list[bytes], *, flags: int = 0) -> bytes:
    header = {
        "publisher": 1,
        "chart": 1,
        "epoch": 1,
        "sequence": number,
        "call_time_ns": t_ns,
        "flags": flags,
    }
    return make_batch(header, frames)

"""What a real chart showed, moment by moment: the recording of ESZ25 on 2025-09-16 with the faults of its dumper undone.

The recording is no part of MIA. Where it kept something wrong that can be told from the rest, the
truth is put back; what it lost for good is filled in where it says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from mia_core.clock import NANOSECONDS
from mia_core.studymap.catalog import Study
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.recorded import (
    ATR,
    CORRELATION,
    CURRENT_AREA,
    DELTA_BARS,
    NBCV,
    PREVIOUS_AREA,
    SESSION,
    VWAP,
)

SYMBOL, TICK = "ESZ25_FUT_CME", 0.25
MINUTE_NS = 60 * NANOSECONDS
AT_BID, AT_ASK, QUOTE = 1, 2, 6
PARIS_AHEAD_S = 7200  # in September; only the stand-in for Sierra knows more of time zones
UNIX_EPOCH_DAYS = 25_569  # from the day that Sierra counts from

# The dumper read study 8 in place of study 2, so these three are ours.
PREVIOUS_VALUES = {
    (PREVIOUS_AREA, 0): 6655.25,
    (PREVIOUS_AREA, 1): 6660.5,
    (PREVIOUS_AREA, 2): 6648.75,
}

Line = dict[str, Any]
Values = Mapping[tuple[int, int], float]
"""What studies show, by study and subgraph."""
Shown = dict[tuple[int, int], float]
Prices = tuple[float, float, float, float, float, float, float, float]
Side = tuple[tuple[float, int], ...]
"""Levels as (price, size), best first."""


class TapeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record of time and sales, with the quote that stood beside it."""

    sequence: int
    time_ns: int
    type: int
    price: float = 0.0
    volume: int = 0
    bid: float = 0.0
    ask: float = 0.0
    bid_size: int = 0
    ask_size: int = 0


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """What came to the chart since the moment before, and what it shows now where that changed."""

    time_ns: int
    tape: tuple[TapeRecord, ...] = ()
    bar_start_ns: int = 0
    bar: Prices | None = None
    values: Values = {}
    book: tuple[Side, Side] | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A chart's studies and its moments, and the minutes of which every trade is there."""

    studies: tuple[Study, ...]
    moments: tuple[Moment, ...]
    whole_minutes_ns: tuple[int, ...]

    @property
    def tape(self) -> list[TapeRecord]:
        return [record for moment in self.moments for record in moment.tape]


def read_session(folder: Path) -> Session:
    """Read the recording."""
    tape = _tape(_lines(folder, "trade"), _lines(folder, "quote"))
    moments = [*_of_tape(tape, list(_states(folder))), *_of_books(_lines(folder, "depth"))]
    minutes = sorted({record.time_ns // MINUTE_NS * MINUTE_NS for record in tape})
    listed = (folder / "study_inventory_chart_3_20250916.jsonl").read_text(encoding="utf-8")
    return Session(
        studies=tuple(_study(json.loads(line)) for line in listed.splitlines()),
        moments=tuple(sorted(moments, key=lambda moment: moment.time_ns)),
        whole_minutes_ns=tuple(minutes[1:]),
    )


def _lines(folder: Path, kind: str) -> list[Line]:
    text = (folder / f"chart_3_{kind}_20250916.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _study(row: Line) -> Study:
    names = {item["i"]: item["name"] for item in row["subgraphs"] if item["name"]}
    return inventory.study((row["study_id"], row["name"], names), short=row["short"])


def _utc_ns(days: float, *, ahead_s: int = 0) -> int:
    return (round((days - UNIX_EPOCH_DAYS) * 86_400_000_000) - ahead_s * 1_000_000) * 1000


def _bar_start_ns(row: Line) -> int:
    """Bars were recorded in the chart's own time, rounded to a tenth of a second (T6, T7)."""
    local_ns = _utc_ns(row["t"], ahead_s=PARIS_AHEAD_S)
    return round(local_ns / MINUTE_NS) * MINUTE_NS


def _tape(trades: Sequence[Line], quotes: Sequence[Line]) -> list[TapeRecord]:
    """Each record once, in the tape's own order (T9); its times are in UTC as they stand (T6)."""
    once = {row["seq"]: row for row in (*trades, *quotes)}
    records, beside = [], {}
    for sequence in sorted(once):
        row = once[sequence]
        at = {"sequence": sequence, "time_ns": _utc_ns(row["t"])}
        if row["type"] == "quote":
            names = {"bid": "bid", "ask": "ask", "bid_size": "bq", "ask_size": "aq"}
            beside = {ours: row[theirs] for ours, theirs in names.items()}
            records.append(TapeRecord(**at, **beside, type=QUOTE))
        else:
            trade = {"type": row["tt"], "price": row["px"], "volume": row["vol"]}
            records.append(TapeRecord(**at, **beside, **trade))
    return records


def _states(folder: Path) -> Iterator[tuple[int, Prices, Values]]:
    """Each recorded state of a bar, with what the studies showed then."""
    kinds = ("vwap", "vva", "atr", "correlation")
    waiting = {kind: _by_bar(_lines(folder, kind)) for kind in kinds}
    extremes: dict[int, tuple[float, float]] = {}
    closes: dict[int, list[float]] = {}
    rows = (_lines(folder, kind) for kind in ("basedata", "nbcv", "cumulative_delta"))
    for bar, numbers, delta in zip(*rows, strict=True):
        at = bar["i"]
        closes.setdefault(at, [delta["close"] - numbers["delta"]]).append(delta["close"])
        values = _nbcv(numbers) | _delta_bar(closes[at]) | PREVIOUS_VALUES
        values[SESSION, 3] = bar["c"]
        values[NBCV, 7], values[NBCV, 8] = (most(closes[at]) - closes[at][0] for most in (max, min))
        for kind in ("vwap", "vva", "correlation"):
            if rest := waiting[kind].get(at):
                values |= _SHOWN[kind](rest.pop(0))
        # The range of a bar is all that moves its ATR.
        if extremes.get(at) != (bar["h"], bar["l"]) and (rest := waiting["atr"].get(at)):
            values |= _SHOWN["atr"](rest.pop(0))
        extremes[at] = bar["h"], bar["l"]
        prices = (bar["o"], bar["h"], bar["l"], bar["c"])
        counts = (bar["v"], numbers["trades"], bar["bidvol"], bar["askvol"])
        yield _bar_start_ns(bar), (*prices, *map(float, counts)), values
    assert not any(rest for bars in waiting.values() for rest in bars.values())


def _by_bar(rows: Sequence[Line]) -> dict[int, list[Line]]:
    bars: dict[int, list[Line]] = {}
    for row in rows:
        bars.setdefault(row["i"], []).append(row)
    return bars


def _vwap(row: Line) -> Shown:
    """What was called VWAP was the first band, and each band its neighbour (T1)."""
    bands = [row[key] for key in ("v", "up1", "dn1", "up2", "dn2", "up3", "dn3")]
    main = (bands[0] + bands[1]) / 2
    return dict(_numbered(VWAP, [main, *bands, 2 * main - bands[6]]))


def _areas(row: Line) -> Shown:
    """Study 8 was recorded as the value area of the day before: it is the session (T2)."""
    current = _numbered(CURRENT_AREA, [row["vpoc"], row["vah"], row["val"]])
    session = _numbered(SESSION, [row["ppoc"], row["pvah"], row["pval"]])
    return dict(current) | dict(session)


_SHOWN: Mapping[str, Callable[[Line], Shown]] = {
    "vwap": _vwap,
    "vva": _areas,
    "atr": lambda row: {(ATR, 0): row["atr"]},
    "correlation": lambda row: {(CORRELATION, 0): row["cc"]},
}


def _numbered(study: int, values: Sequence[float]) -> Iterator[tuple[tuple[int, int], float]]:
    """Number the values of one study by subgraph."""
    return (((study, index), value) for index, value in enumerate(values))


def _nbcv(row: Line) -> Shown:
    """Shares were divided by 100 though they were shares already (T12)."""
    told = {
        0: "delta",
        1: "total_volume",
        5: "ask_volume",
        6: "bid_volume",
        9: "cumulative_delta",
        11: "trades",
        12: "total_volume",
    }
    shares = {10: "delta_ratio", 16: "ask_percent", 17: "bid_percent"}
    numbers = {(NBCV, index): float(row[name]) for index, name in told.items()}
    return numbers | {(NBCV, index): row[name] * 100 for index, name in shares.items()}


def _delta_bar(closes: Sequence[float]) -> Shown:
    return dict(_numbered(DELTA_BARS, [closes[0], max(closes), min(closes), closes[-1]]))


def _of_tape(
    tape: Sequence[TapeRecord], states: list[tuple[int, Prices, Values]]
) -> Iterator[Moment]:
    """Cut the tape at each second, and where a recorded state of the bar was reached."""
    held: list[TapeRecord] = []
    minute: list[TapeRecord] = []
    for number, record in enumerate(tape):
        start_ns = record.time_ns // MINUTE_NS * MINUTE_NS
        if minute and minute[0].time_ns < start_ns:
            minute = []
        held.append(record)
        minute += [record] * (record.volume > 0)
        bar = bar_of(minute)
        values: Values = {}
        is_last = number + 1 == len(tape)
        if states and bar is not None and (states[0][0], states[0][1][4]) == (start_ns, bar[4]):
            _, bar, values = states.pop(0)
        elif not is_last and tape[number + 1].time_ns // NANOSECONDS == (
            record.time_ns // NANOSECONDS
        ):
            continue
        yield Moment(
            time_ns=record.time_ns,
            tape=tuple(held),
            bar_start_ns=start_ns,
            bar=bar,
            values=values,
        )
        held = []
    assert not states, f"the tape never comes to {states[0]}"


def bar_of(trades: Sequence[TapeRecord]) -> Prices | None:
    """Make the bar of some trades."""
    if not trades:
        return None
    prices = [trade.price for trade in trades]
    sold, bought = (
        sum(trade.volume for trade in trades if trade.type == type_) for type_ in (AT_BID, AT_ASK)
    )
    ends = prices[0], max(prices), min(prices), prices[-1]
    return (*ends, *map(float, (sold + bought, len(trades), sold, bought)))  # type: ignore[return-value]


def _of_books(rows: Sequence[Line]) -> Iterator[Moment]:
    """Make a moment of each look at the book; they are laid evenly over the bar they are of."""
    looks: dict[int, list[list[Line]]] = {}
    before: tuple[int, bool] | None = None
    for row in rows:
        at = row["lvl"], row["side"] == "ASK"
        bar = looks.setdefault(_bar_start_ns(row), [])
        if before is None or at <= before or not bar:
            bar.append([])
        bar[-1].append(row)
        before = at
    shown: dict[tuple[str, int], tuple[float, int]] = {}
    sizes: dict[tuple[str, float], int] = {}
    for start_ns, bar in looks.items():
        for number, look in enumerate(bar, start=1):
            for row in look:
                shown[row["side"], row["lvl"]] = row["price"], row["size"]
                sizes[row["side"], row["price"]] = row["size"]
            book = _side(shown, sizes, "BID"), _side(shown, sizes, "ASK")
            time_ns = start_ns + number * MINUTE_NS // (len(bar) + 1)
            yield Moment(time_ns=time_ns, book=book)


def _side(
    shown: Mapping[tuple[str, int], tuple[float, int]],
    sizes: Mapping[tuple[str, float], int],
    name: str,
) -> Side:
    """Put back the level behind the best, which was lost (T4), with the size its price had last, or 1."""
    levels = [level for (side, _), level in sorted(shown.items()) if side == name]
    lost = (levels[0][0] + levels[1][0]) / 2
    return (levels[0], (lost, sizes.get((name, lost), 1)), *levels[1:])

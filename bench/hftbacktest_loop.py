"""hftbacktest's loop over the same events: ten levels of each side summed up after every one of them.

It runs in an environment of its own, which `scripts/bench.sh` makes: PYTHON bench/rival_loop.py EVENTS.npy REPEATS.
The file holds rows of kind (0 level, 1 trade), whether it buys, time, price and size. Prints one line of JSON: for each kind
of depth the events it woke for and the processor time, run by run.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
from hftbacktest import (
    BUY_EVENT,
    DEPTH_EVENT,
    EXCH_EVENT,
    LOCAL_EVENT,
    SELL_EVENT,
    TRADE_EVENT,
    BacktestAsset,
    HashMapMarketDepthBacktest,
    ROIVectorMarketDepthBacktest,
    event_dtype,
)
from numba import njit

TICK = 0.25
LEVELS = 10
KINDS = {"hashmap": HashMapMarketDepthBacktest, "roivector": ROIVectorMarketDepthBacktest}


def _imbalance(hbt: Any) -> tuple[int, float]:
    events, total = 0, 0.0
    while hbt.wait_next_feed(False, 3_600_000_000_000) == 2:
        events += 1
        depth = hbt.depth(0)
        bids, asks = 0.0, 0.0
        best_bid, best_ask = depth.best_bid_tick, depth.best_ask_tick
        for level in range(LEVELS):
            bids += depth.bid_qty_at_tick(best_bid - level)
            asks += depth.ask_qty_at_tick(best_ask + level)
        if bids + asks > 0.0:
            total += (bids - asks) / (bids + asks)
    return events, total


imbalance = njit(_imbalance)


def events_of(rows: Any) -> Any:
    events = np.zeros(len(rows), dtype=event_dtype)
    kind = np.where(rows["kind"] == 0, DEPTH_EVENT, TRADE_EVENT)
    side = np.where(rows["buys"], BUY_EVENT, SELL_EVENT)
    events["ev"] = kind | side | EXCH_EVENT | LOCAL_EVENT
    # One nanosecond apart, or several would be taken at once.
    events["exch_ts"] = np.maximum.accumulate(rows["time"]) + np.arange(len(rows))
    events["local_ts"] = events["exch_ts"]
    events["px"] = rows["price"]
    events["qty"] = rows["size"]
    return events


def play(make: Any, events: Any) -> tuple[int, float]:
    asset = (
        BacktestAsset()
        .data(events)
        .linear_asset(50.0)
        .constant_order_latency(0, 0)
        .risk_adverse_queue_model()
        .no_partial_fill_exchange()
        .trading_value_fee_model(0.0, 0.0)
        .tick_size(TICK)
        .lot_size(1.0)
        .roi_lb(float(events["px"].min()) - 100.0)
        .roi_ub(float(events["px"].max()) + 100.0)
        .last_trades_capacity(0)
    )
    hbt = make([asset])
    begin = time.process_time()
    seen, _ = imbalance(hbt)
    took_s = time.process_time() - begin
    hbt.close()
    return seen, took_s


def main() -> None:
    events = events_of(np.load(sys.argv[1]))
    found = {}
    for name, make in KINDS.items():
        play(make, events)  # compiles
        runs = [play(make, events) for _ in range(int(sys.argv[2]))]
        found[name] = runs
    print(json.dumps(found))


if __name__ == "__main__":
    main()

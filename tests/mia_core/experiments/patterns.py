"""A file of detectors as a user would write it."""

from __future__ import annotations

PATTERNS = '''
import numpy as np

from mia_core.experiments import LEVEL, TRADE, experimental


@experimental("big_print", evidence=("size", "seen"), parameters={"size": 50})
class BigPrint:
    """Opens with a large trade, closes with the next one of the same side."""

    def __init__(self, parameters):
        self.size = parameters["size"]
        self.open = {}
        self.seen = 0

    def on_batch(self, seen, events, episodes):
        trades = events[events["kind"] == TRADE]
        self.seen += len(trades)
        for trade in trades[trades["size"] >= self.size]:
            side = "bid" if trade["side"] > 0 else "ask"
            if side in self.open:
                episodes.close(self.open.pop(side), "again")
            self.open[side] = episodes.open(
                side,
                trade["price_ticks"],
                confidence=0.5,
                t_start_ns=trade["time_ns"],
                evidence={"size": trade["size"], "seen": self.seen},
            )

    def reset(self):
        self.open.clear()
        self.seen = 0


@experimental("fragile")
class Fragile:
    """Finds each batch with a level of 13, and cannot stand 666."""

    def __init__(self, parameters):
        pass

    def on_batch(self, seen, events, episodes):
        sizes = events["size"][events["kind"] == LEVEL]
        if (sizes == 666).any():
            raise ValueError("not that one")
        if (sizes == 13).any():
            episodes.open("bid", seen.best_bid_ticks, confidence=1.0)

    def reset(self):
        pass


@experimental("greedy")
class Greedy:
    """Tries to write where it may only read."""

    def __init__(self, parameters):
        pass

    def on_batch(self, seen, events, episodes):
        if len(events):
            events["size"][:] = 0

    def reset(self):
        pass
'''

"""A simulated Sierra Chart with MIA Overlay on its charts, as the tests of the overlay see it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from mia_core._sierra import Host
from mia_core.libzmq import use_bundled_libzmq
from mia_core.sim.sierra_chart import study_library

if TYPE_CHECKING:
    from mia_core._sierra import Drawing

__all__ = ["CHART", "START_NS", "SYMBOL", "OverlayChart"]

CHART = 3
SYMBOL = "ESH26_FUT_CME"
START_NS = 1_773_239_700_000_000_000  # 2026-03-11 14:35 UTC
MINUTE_NS = 60_000_000_000
BARS = 30
WAIT_S = 5.0
HORIZONTAL_LINE, TEXT, MARKER = 3, 6, 39


class OverlayChart:
    """One chart that shows a symbol, and the study on it."""

    def __init__(self, address: str, *, symbol: str = SYMBOL, levels_file: str = "") -> None:
        use_bundled_libzmq()
        self.sierra = Host()
        self.sierra.time_ns = START_NS
        self.sierra.add_chart(CHART, symbol)
        for minute in range(BARS):
            bar = (6675.0, 6675.0, 6675.0, 6675.0, 10.0, 5.0, 5.0, 5.0)
            self.sierra.append_bar(CHART, START_NS - (BARS - 1 - minute) * MINUTE_NS, bar)
        self.study = self.sierra.attach(
            CHART,
            study_library(),
            function="scsf_MIAOverlay",
            inputs={0: address, 1: levels_file},
        )

    def drawings(self, kind: int) -> list[Drawing]:
        """List what is drawn of one kind, the panel left out."""
        return [
            drawing
            for drawing in self.sierra.drawings(CHART)
            if drawing["type"] == kind and not drawing["is_relative"]
        ]

    @property
    def levels(self) -> dict[str, float]:
        return {line["text"]: line["value"] for line in self.drawings(HORIZONTAL_LINE)}

    @property
    def signals(self) -> list[tuple[str, float, int | None]]:
        """Label, price and time of each signal."""
        return [(text["text"], text["value"], text["time_ns"]) for text in self.drawings(TEXT)]

    @property
    def panel(self) -> str:
        return next(
            (item["text"] for item in self.sierra.drawings(CHART) if item["is_relative"]), ""
        )

    def value(self, subgraph: int) -> float:
        """Tell a subgraph's value at the last bar."""
        return self.sierra.values(CHART, self.sierra.study_id(self.study), subgraph)[-1]

    def play_until(self, done: Callable[[], bool], serve: Callable[[], None]) -> None:
        """Let the host serve and the chart update until something holds."""
        deadline = time.monotonic() + WAIT_S
        while not done():
            assert time.monotonic() < deadline, f"not so: {self.levels} {self.signals} {self.panel}"
            serve()
            self.sierra.update(CHART)

    def close(self) -> None:
        """Take the study off its chart; it must leave nothing behind."""
        self.sierra.remove(self.study)
        assert self.sierra.drawings(CHART) == []
        assert self.sierra.errors == []

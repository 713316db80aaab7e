"""What a doctor hears in a test: a settings file's content, a market, and batches of stand-in studies, without a socket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from mia_core._native import Market
from mia_core.config import Config, TradingConfig
from mia_core.doctor.checks import Fault, Finding
from mia_core.doctor.configuration import Settings
from mia_core.doctor.heard import Heard
from mia_core.frames import make_hello
from mia_core.studymap.study_map import StudyMap
from tests.mia_core.wire_feed import MS, START_NS, WireFeed

SYMBOL = "ESH26-CME"
NO_TOKEN = bytes(32)  # as a host puts it in the place of the right one


def settings_of(**changes: Any) -> Settings:
    config = msgspec.structs.replace(Config(trading=TradingConfig(symbol=SYMBOL)), **changes)
    return Settings(config, path=None, environment={})


def study(publisher: int = 1, **changes: Any) -> WireFeed:
    """A study in good health."""
    feed = WireFeed(publisher, instance=publisher, token=NO_TOKEN, **changes)
    feed.show_book()
    return feed


class Ears:
    """Hears what it is given, at the times it is given; `passed_s` is its stopwatch."""

    def __init__(self, settings: Settings | None = None) -> None:
        given = settings or settings_of()
        rows = given.rows
        assert not isinstance(rows, Fault)
        studies = StudyMap(rows, given.config.studies, symbol=given.config.trading.symbol)
        self.heard = Heard(given, studies, limit_s=8.0)
        self.heard.address = "tcp://127.0.0.1:5571"
        self._market = Market()
        self.passed_s = 0.0

    def hear(self, *batches: bytes, now_ns: int = START_NS + MS, after_s: float = 0.05) -> None:
        for batch in batches:
            self.passed_s += after_s
            seen = self._market.ingest(batch)
            self.heard.take(seen, batch, now_ns=now_ns, passed_ns=int(self.passed_s * 1e9))
        self.heard.update(self._market.publishers())

    def end(self, *, after_s: float = 0.0, stopped: bool = False) -> Heard:
        self.passed_s += after_s
        heard = self.heard
        heard.end(passed_ns=int(self.passed_s * 1e9))
        heard.listened_s, heard.stopped = self.passed_s, stopped
        for chart in heard.charts:
            bids, asks = self._market.book(chart.symbol)
            heard.books[chart.symbol] = len(bids), len(asks)
        return heard


class OtherVersion(WireFeed):
    """A study whose DLL is of another version."""

    def introduction(self) -> list[bytes]:
        hello = make_hello(self.instance, token=self.token, mia_version="0.0.9")
        return [hello, *super().introduction()[1:]]


def one(found: Finding | Mapping[str, Finding]) -> Finding:
    """Take the only finding there is."""
    if isinstance(found, Finding):
        return found
    [finding] = found.values()
    return finding

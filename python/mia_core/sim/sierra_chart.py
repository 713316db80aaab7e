"""The simulated Sierra Chart: two charts, the studies a trader has on them, MIA Feed and MIA Overlay, the real study code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import mia_core
from mia_core._sierra import Host
from mia_core.clock import NANOSECONDS
from mia_core.errors import SimulationError
from mia_core.libzmq import use_bundled_libzmq
from mia_core.sim.charts import VWAP_BANDS, Bar, TradeChart
from mia_core.sim.events import TapeTrade, VixTick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mia_core._sierra import Cost
    from mia_core.sim.events import MarketEvent
    from mia_core.sim.market import SimMarket
    from mia_core.sim.perpetual import PerpetualMarket

BarValues = tuple[float, float, float, float, float, float, float, float]

__all__ = ["ES_CHART", "ES_SYMBOL", "SimSierra", "find_study_library", "study_library"]

ES_CHART, VIX_CHART = 3, 8
ES_SYMBOL, VIX_SYMBOL = "ESH26_FUT_CME", "VIX_CGI"
MINUTE_NS = 60 * NANOSECONDS
UPDATE_INTERVAL_MS = 50

# Ids as they were in the recorded chart; MIA finds the studies by name and never by these.
VWAP_ID, DELTA_BARS_ID, NUMBERS_ID = 22, 32, 33
BATCHES_SENT_KEY, SYNCHRONISED_KEY = 2, 3
LEVELS_DRAWN_KEY, SIGNALS_DRAWN_KEY, OVERLAY_SEQUENCE_KEY = 2, 3, 8
FEED_INPUT = 0
OVERLAY_ADDRESS_INPUT = 0
TRADE_AT_BID, TRADE_AT_ASK = 1, 2
VIX_TICK = 0.01

NUMBERS_NAMES = {
    0: "Ask Volume Bid Volume Difference",
    5: "Ask Volume Total",
    6: "Bid Volume Total",
    9: "Cumulative Sum Of Ask Volume Bid Volume Difference - Day",
    11: "Number of Trades",
    12: "Total Volume",
}

# As Sierra's own study names them, with what they are set to in a study that nobody touched: last prices of one day.
# What the other studies let a user set is not known.
VWAP_INPUTS = (
    ("Input Data", 3.0),
    ("Base On Underlying Data", 0.0),
    ("Time Period Type", 1.0),
    ("Time Period Length", 1.0),
    ("Ignore Time Period Type And Length", 0.0),
    ("Std. Deviation Band Calculation Method", 0.0),
)


def find_study_library() -> Path | None:
    """Find the study library that was built with this package."""
    path = _library_path()
    return path if path.exists() else None


def study_library() -> Path:
    """Find it where nothing goes without it."""
    path = find_study_library()
    if path is None:
        message = (
            f"{_library_path()}: the study library was expected beside the package;"
            " `make setup` builds it"
        )
        raise SimulationError(message)
    return path


def _library_path() -> Path:
    suffix = ".dll" if sys.platform == "win32" else ".so"
    return Path(mia_core.__file__).parent / f"MIA_64{suffix}"


class SimSierra:
    """Plays a market into charts and lets their studies run, one chart update at a time."""

    def __init__(self, market: SimMarket | PerpetualMarket, *, feed: str, overlay: str) -> None:
        use_bundled_libzmq()
        self._market = market
        self._host = Host()
        self._es = TradeChart(MINUTE_NS, tick_size=market.tick_size)
        self._vix: list[tuple[int, list[float]]] = []
        self._add_charts(market.tick_size)
        inputs = {FEED_INPUT: feed}
        self._feeds = [
            self._host.attach(chart, study_library(), function="scsf_MIAFeed", inputs=inputs)
            for chart in (ES_CHART, VIX_CHART)
        ]
        self._overlay = self._host.attach(
            ES_CHART,
            study_library(),
            function="scsf_MIAOverlay",
            inputs={OVERLAY_ADDRESS_INPUT: overlay},
        )

    @property
    def drawn(self) -> dict[str, int]:
        """What of the host's levels and signals stands on the ES chart."""
        keys = {"levels": LEVELS_DRAWN_KEY, "signals": SIGNALS_DRAWN_KEY}
        return {what: self._host.persistent_int64(self._overlay, key) for what, key in keys.items()}

    @property
    def panels(self) -> list[str]:
        """What MIA Feed says on its charts, as a trader reads it there."""
        return [
            drawing["text"]
            for chart, feed in zip((ES_CHART, VIX_CHART), self._feeds, strict=True)
            for drawing in self._host.drawings(chart)
            if drawing["study"] == self._host.study_id(feed)
        ]

    @property
    def overlay_heard(self) -> int:
        """The number of the newest batch that MIA Overlay heard of its host; 0 for none."""
        return self._host.persistent_int64(self._overlay, OVERLAY_SEQUENCE_KEY)

    def let_draw(self) -> None:
        """Update the ES chart once more; time stands still."""
        self._host.update(ES_CHART)

    @property
    def batches_sent(self) -> int:
        """All batches that the studies handed over."""
        return sum(self._host.persistent_int64(feed, BATCHES_SENT_KEY) for feed in self._feeds)

    @property
    def is_synchronised(self) -> bool:
        """Whether a host has the whole snapshot of every study."""
        return all(self._host.persistent_int64(feed, SYNCHRONISED_KEY) == 1 for feed in self._feeds)

    @property
    def call_cost(self) -> Cost:
        """What the calls of the ES chart's study cost."""
        return self._host.cost(self._feeds[0])

    @property
    def study_errors(self) -> list[str]:
        """What studies did that would have hurt Sierra; nothing, if all is well."""
        return self._host.errors

    def take_messages(self) -> list[str]:
        """Give out what studies wrote into Sierra's message log since the last time."""
        return [f"chart {item['chart']}: {item['text']}" for item in self._host.take_messages()]

    def load_history(self, until_ns: int) -> None:
        """Play the time before the demo into the charts; the studies are not called yet."""
        self._play(until_ns)

    def advance(self, now_ns: int) -> None:
        """Let time pass, then update both charts once."""
        self._play(now_ns)
        for chart in (ES_CHART, VIX_CHART):
            self._host.update(chart)

    def close(self) -> None:
        """Take the studies off their charts: each gets its last call."""
        for study in (*self._feeds, self._overlay):
            self._host.remove(study)

    def _add_charts(self, tick_size: float) -> None:
        host = self._host
        host.add_chart(
            ES_CHART, ES_SYMBOL, tick_size=tick_size, update_interval_ms=UPDATE_INTERVAL_MS
        )
        host.add_chart(
            VIX_CHART, VIX_SYMBOL, tick_size=VIX_TICK, update_interval_ms=UPDATE_INTERVAL_MS
        )
        bands = [
            name
            for band in range(1, VWAP_BANDS + 1)
            for name in (f"Top Band {band}", f"Bottom Band {band}")
        ]
        host.add_study(
            ES_CHART,
            "Volume Weighted Average Price",
            ["VWAP", *bands],
            study_id=VWAP_ID,
            short_name="VWAP",
            original_name="Volume Weighted Average Price",
            inputs=VWAP_INPUTS,
        )
        host.add_study(
            ES_CHART,
            "Cumulative Delta Bars - Volume",
            ["Open", "High", "Low", "Close", "Volume"],
            study_id=DELTA_BARS_ID,
            original_name="Cumulative Delta Bars - Volume",
        )
        names = [NUMBERS_NAMES.get(index, "") for index in range(max(NUMBERS_NAMES) + 1)]
        host.add_study(
            ES_CHART,
            "Numbers Bars Calculated Values",
            names,
            study_id=NUMBERS_ID,
            original_name="Numbers Bars Calculated Values",
        )

    def _play(self, now_ns: int) -> None:
        events = self._market.advance(now_ns)
        self._host.time_ns = now_ns
        trades = [event for event in events if isinstance(event, TapeTrade)]
        self._push_tape(trades)
        for trade in trades:
            self._take_trade(trade)
        if trades:
            self._update_bar(self._es.bars[-1])
            self._host.set_values(ES_CHART, self._values())
        self._take_vix(events)
        bids, asks = self._market.book()
        self._host.set_book(ES_SYMBOL, bids, asks, tick_size=self._market.tick_size)

    def _push_tape(self, trades: Sequence[TapeTrade]) -> None:
        records = [
            (
                trade.t_ns,
                float(trade.price_ticks),
                trade.size,
                TRADE_AT_ASK if trade.aggressor == "buy" else TRADE_AT_BID,
                float(trade.bid_ticks),
                float(trade.ask_ticks),
                trade.bid_size,
                trade.ask_size,
            )
            for trade in trades
        ]
        self._host.push_tape(ES_SYMBOL, records, tick_size=self._market.tick_size)

    def _take_trade(self, trade: TapeTrade) -> None:
        """Add a trade to the bars; a bar that ends keeps the values it had at its end."""
        before = self._es.bars[-1] if self._es.bars else None
        if before is not None and trade.t_ns >= before.t_start_ns + MINUTE_NS:
            self._update_bar(before)
            self._host.set_values(ES_CHART, self._values())
        if self._es.add(trade):
            self._append_bar(self._es.bars[-1])

    def _append_bar(self, bar: Bar) -> None:
        self._host.append_bar(ES_CHART, bar.t_start_ns, self._bar_values(bar))

    def _update_bar(self, bar: Bar) -> None:
        """Show the newest bar, and what traded at each of its prices."""
        self._host.update_bar(ES_CHART, self._bar_values(bar))
        prices = sorted(self._es.prices.items())
        self._host.set_bar_prices(
            ES_CHART,
            [(ticks, at.bid_volume, at.ask_volume, at.trades) for ticks, at in prices],
        )

    def _bar_values(self, bar: Bar) -> BarValues:
        tick = self._market.tick_size
        prices = (bar.open_ticks, bar.high_ticks, bar.low_ticks, bar.close_ticks)
        open_, high, low, close = (ticks * tick for ticks in prices)
        counts = (bar.volume, bar.trades, bar.bid_volume, bar.ask_volume)
        volume, trades, bid_volume, ask_volume = (float(count) for count in counts)
        return open_, high, low, close, volume, trades, bid_volume, ask_volume

    def _values(self) -> list[tuple[int, int, float]]:
        """What the studies show at the newest bar."""
        values: list[tuple[int, int, float]] = []
        bands = self._es.vwap.bands()
        if bands is not None:
            levels = [bands.vwap]
            for upper, lower in zip(bands.upper, bands.lower, strict=True):
                levels += [upper, lower]
            values += [(VWAP_ID, index, level) for index, level in enumerate(levels)]
        delta = self._es.delta_bars[-1]
        shown = (delta.open, delta.high, delta.low, delta.close, delta.volume)
        values += [(DELTA_BARS_ID, index, float(value)) for index, value in enumerate(shown)]
        flow = self._es.flow(-1)
        numbers = {
            0: flow.delta,
            5: flow.ask_volume,
            6: flow.bid_volume,
            9: flow.cumulative_delta,
            11: flow.trades,
            12: flow.total_volume,
        }
        values += [(NUMBERS_ID, index, float(value)) for index, value in numbers.items()]
        return values

    def _take_vix(self, events: Sequence[MarketEvent]) -> None:
        for event in events:
            if not isinstance(event, VixTick):
                continue
            start_ns = event.t_ns - event.t_ns % MINUTE_NS
            if not self._vix or self._vix[-1][0] != start_ns:
                self._vix.append((start_ns, [event.price] * 4))
                self._host.append_bar(VIX_CHART, start_ns, _vix_values(self._vix[-1][1]))
            else:
                prices = self._vix[-1][1]
                prices[1:] = [max(prices[1], event.price), min(prices[2], event.price), event.price]
                self._host.update_bar(VIX_CHART, _vix_values(prices))


def _vix_values(prices: Sequence[float]) -> BarValues:
    open_, high, low, close = prices
    return open_, high, low, close, 0.0, 0.0, 0.0, 0.0

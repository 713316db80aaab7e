"""The study map at work: every chart's catalog and values in, one trusted number for a meaning out.

It never guesses. A meaning that was not found, is found twice, has not proved itself, or contradicts
itself has no value, and the reading says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from mia_core.clock import NANOSECONDS
from mia_core.config import StudiesConfig
from mia_core.studymap.catalog import PRICE_GRAPH, CatalogReader, ChartCatalog, ChartId
from mia_core.studymap.conditions import Conditions
from mia_core.studymap.mapping import ChartMapping, MappedLine, State
from mia_core.studymap.match import Found, match_chart
from mia_core.studymap.newest_bars import NewestBars
from mia_core.studymap.other_bars import CompleteBar, OtherBars
from mia_core.studymap.rows import Row
from mia_core.studymap.symbols import is_same_future, root_of

if TYPE_CHECKING:
    from mia_core._native import Observation

__all__ = ["Reading", "StudyMap"]

SILENT_NS = 60 * NANOSECONDS
_LOST = frozenset({"gap", "stale"})


class Reading(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A number with its meaning, or why there is none.

    `time_ns` says when it was known to be true last. For a study's line that is when its publisher was
    heard last: what did not change is not told again. A chart's own prices are as old as its newest
    bar's last change: a quiet study is right, a quiet index may be frozen. Told by a neighbour, they
    are those of its newest complete bar, and as old as the end of that.
    """

    value: float | None = None
    reason: str = ""
    unit: str = ""
    time_ns: int = 0
    bar_start_ns: int = 0


class _Publisher:
    """One study instance in a chart: when it was heard, and whether all it said arrived."""

    def __init__(self, chart: int) -> None:
        self.time_ns = 0
        self.is_complete = False
        self.early: dict[tuple[int, int, int], tuple[float, int]] = {}
        self.others = OtherBars()
        self.conditions = Conditions(chart)


class StudyMap:
    """All charts of all publishers. Fed with every batch, asked for meanings."""

    def __init__(
        self,
        rows: Sequence[Row] = (),
        config: StudiesConfig | None = None,
        *,
        symbol: str = "",
    ) -> None:
        self._rows = tuple(row.spread() for row in rows)
        self._config = config or StudiesConfig()
        self._symbol = symbol
        self._reader = CatalogReader()
        self._publishers: dict[int, _Publisher] = {}
        self._charts: dict[ChartId, ChartMapping] = {}
        self._of_symbols = {row.meaning for row in self._rows if row.symbols}
        self._known = {f"{row.meaning}.{line.name}" for row in self._rows for line in row.lines}
        self._told: dict[ChartId, dict[str, str]] = {}
        self._bars = NewestBars()
        self._prices: dict[str, float] = {}
        self._newest_ns = 0

    @property
    def charts(self) -> Mapping[ChartId, ChartMapping]:
        """Every chart that told its studies and was not replaced since."""
        return self._charts

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is looked for."""
        return self._rows

    def take(self, seen: Observation, data: bytes) -> None:
        """Take one batch: its values, and with a snapshot its catalog."""
        if seen.missed or seen.outcome in _LOST:
            self._lose(seen.publisher)
        if not seen.accepted:
            return
        publisher = self._publishers.get(seen.publisher)
        if publisher is None:
            publisher = self._publishers[seen.publisher] = _Publisher(seen.chart)
        publisher.time_ns = seen.time_ns
        publisher.conditions.take(data)
        self._newest_ns = max(self._newest_ns, seen.time_ns)
        self._take_price(seen)
        if seen.snapshot:
            self._take_snapshot(seen, data, publisher)
        else:
            self._take_values(seen, publisher)
            self._settle(seen.publisher)

    def verify(self) -> None:
        """Hold everything that changed against what must be; cheap when nothing did."""
        for chart in self._charts.values():
            chart.verify(self._price(chart))

    def take_news(self) -> str:
        """Say in one line what is wrong now and was not when this was asked last; empty for nothing."""
        self.verify()
        news = []
        for id_, chart in self._charts.items():
            faults = self._faults(chart)
            told = self._told.get(id_, {})
            news += [
                f"chart {id_.chart}: {meaning} has no value: {fault}"
                for meaning, fault in faults.items()
                if told.get(meaning) != fault
            ]
            self._told[id_] = faults
        return "; ".join(news)

    def why_not_told(self, chart: ChartMapping) -> str:
        """Say why nothing of a chart has a value now, as its publisher says; empty for no reason."""
        id_ = chart.catalog.id
        return self._publishers[id_.publisher].conditions.why_not(id_.chart)

    def reading(self, meaning: str, *, period_s: int | None = None) -> Reading:
        """Give the number of the traded symbol's chart: the one of that bar period, or the main one."""
        if meaning not in self._known:
            return Reading(reason=f"{meaning}: no row of the study map has this meaning")
        chart, reason = self._choose(meaning, period_s)
        if chart is None:
            return Reading(reason=reason)
        id_ = chart.catalog.id
        publisher = self._publishers[id_.publisher]
        line = chart.line(meaning, self._price(chart))
        assert line is not None
        time_ns = publisher.time_ns
        if line.study == PRICE_GRAPH.id:
            time_ns = self._bars.time_ns(id_)
        reason = self.why_not_told(chart) or _why_unusable(line, publisher)
        return Reading(
            value=None if reason else line.value,
            reason=f"{meaning}: {reason}" if reason else "",
            unit=line.line.unit,
            time_ns=time_ns,
            bar_start_ns=line.bar_start_ns,
        )

    def _faults(self, chart: ChartMapping) -> dict[str, str]:
        """What is wrong with a chart: with all of it, or with some of its meanings."""
        fault = self.why_not_told(chart)
        return {"every meaning of it": fault} if fault and chart.lines else chart.faults

    def _take_values(self, seen: Observation, publisher: _Publisher) -> None:
        number, chart = None, None
        for in_chart, study, subgraph, value, bar_start_ns, _ in seen.values:
            if not publisher.is_complete:
                publisher.early[in_chart, study, subgraph] = value, bar_start_ns
                continue
            if in_chart != number:  # nearly always all are of one chart
                number = in_chart
                chart = self._charts.get(ChartId(seen.publisher, number))
            if chart is not None:
                chart.put(study, subgraph, value, bar_start_ns)
        self._take_bar(seen, publisher)
        for other, bar in publisher.others.take(seen).items():
            if publisher.is_complete:
                self._put_other(ChartId(seen.publisher, other), bar, seen)

    def _settle(self, publisher: int) -> None:
        """Let charts be judged for good: what changed while a snapshot was told has come by now."""
        for id_, chart in self._charts.items():
            if id_.publisher == publisher:
                chart.settle()

    def _put_other(self, id_: ChartId, bar: CompleteBar, seen: Observation) -> None:
        """Take a complete bar of another chart as that chart's own prices, where a row wants them."""
        chart = self._charts.get(id_)
        if chart is None or not chart.wants_bars:
            return
        self._bars.take_complete(id_, bar, seen)
        for place, price in enumerate((bar.open_raw, bar.high_raw, bar.low_raw, bar.close_raw)):
            chart.put(PRICE_GRAPH.id, place, price, bar.start_ns)

    def _take_bar(self, seen: Observation, publisher: _Publisher) -> None:
        """Take the newest bar as the values of the chart itself, where a row wants them."""
        id_ = ChartId(seen.publisher, seen.chart)
        chart = self._charts.get(id_)
        if publisher.is_complete and (chart is None or not chart.wants_bars):
            return
        bar = seen.bar
        if bar is None or bar.chart != seen.chart:
            return
        prices = bar.open_raw, bar.high_raw, bar.low_raw, bar.close_raw
        self._bars.take(id_, bar, seen)
        for place, price in enumerate(prices):
            if not publisher.is_complete:
                publisher.early[bar.chart, PRICE_GRAPH.id, place] = price, bar.start_ns
            elif chart is not None:
                chart.put(PRICE_GRAPH.id, place, price, bar.start_ns)

    def _take_snapshot(self, seen: Observation, data: bytes, publisher: _Publisher) -> None:
        news = self._reader.take(seen, data)
        for replaced in news.replaced:
            self._publishers.pop(replaced, None)
            self._bars.forget(replaced)
            self._forget(replaced)
        if news.begun:
            publisher.is_complete = False
            publisher.early.clear()
            publisher.others = OtherBars()
        publisher.others.take_snapshot(seen, data)
        self._take_values(seen, publisher)
        if news.catalogs:
            before = dict(self._charts)
            self._forget(seen.publisher)
            for catalog in news.catalogs:
                self._charts[catalog.id] = self._match(catalog, before.get(catalog.id))
            publisher.is_complete = True
            self._take_early(seen.publisher, publisher)
            for number, bar in publisher.others.newest.items():
                self._put_other(ChartId(seen.publisher, number), bar, seen)

    def _take_early(self, id_: int, publisher: _Publisher) -> None:
        """Take the values that came before their catalog was complete."""
        for (number, study, subgraph), (value, bar_start_ns) in publisher.early.items():
            chart = self._charts.get(ChartId(id_, number))
            if chart is not None:
                chart.put(study, subgraph, value, bar_start_ns)
        publisher.early.clear()

    def _match(self, catalog: ChartCatalog, before: ChartMapping | None) -> ChartMapping:
        if before is not None and before.catalog == catalog:
            return ChartMapping(catalog, before.matches)
        ids = {
            given.meaning: given.study
            for given in self._config.ids
            if given.chart == catalog.id.chart and given.symbol in ("", catalog.symbol)
        }
        return ChartMapping(catalog, match_chart(catalog, self._rows, ids))

    def _lose(self, id_: int) -> None:
        publisher = self._publishers.get(id_)
        if publisher is not None:
            publisher.is_complete = False
            publisher.early.clear()

    def _forget(self, publisher: int) -> None:
        self._charts = {
            id_: chart for id_, chart in self._charts.items() if id_.publisher != publisher
        }

    def _take_price(self, seen: Observation) -> None:
        """Keep the last price of every future or index, whichever of its charts told it."""
        price_ticks, bar = seen.last_trade_ticks, None
        if price_ticks is None:
            bar = seen.bar
        if price_ticks is not None:
            self._prices[root_of(seen.symbol)] = price_ticks * seen.tick_size
        elif bar is not None and bar.chart == seen.chart:
            self._prices[root_of(seen.symbol)] = bar.close_raw

    def _price(self, chart: ChartMapping) -> float | None:
        return self._prices.get(root_of(chart.catalog.symbol))

    def _choose(self, meaning: str, period_s: int | None) -> tuple[ChartMapping | None, str]:
        """Find the one chart that has a meaning, by symbol and bar period, never by its number."""
        charts = [chart for chart in self._charts.values() if meaning in chart.lines]
        if not charts:
            return None, self._why_nowhere(meaning)
        own = charts
        if meaning.rpartition(".")[0] not in self._of_symbols:
            own = [chart for chart in charts if self._is_of_symbol(chart.catalog.symbol)]
        if not own:
            symbols = ", ".join(sorted({chart.catalog.symbol for chart in charts}))
            return None, f"{meaning}: only charts of {symbols} have it, not one of {self._symbol}"
        if period_s is not None:
            own = [chart for chart in own if chart.catalog.period_s == period_s]
            if not own:
                return None, f"{meaning}: no chart with bars of {period_s} s has it"
        for is_better in (
            self._is_heard,
            self._is_exact,
            _is_own,
            self._is_main,
            self._is_told,
        ):
            better = [chart for chart in own if is_better(chart)]
            own = better or own
        if len(own) == 1:
            return own[0], ""
        if _are_one(own, meaning):
            return max(own, key=lambda chart: self._bars.time_ns(chart.catalog.id)), ""
        names = ", ".join(
            f"chart {chart.catalog.id.chart} ({chart.catalog.period_s} s)" for chart in own
        )
        return None, f"{meaning}: ambiguous between {names}"

    def _why_nowhere(self, meaning: str) -> str:
        """Say why no chart has a meaning: what the charts found wrong, or that there is nothing."""
        row = meaning.rpartition(".")[0]
        reasons = [
            f"chart {chart.catalog.id.chart}: {match.reason}"
            for chart in self._charts.values()
            for match in chart.matches
            if match.row.meaning == row and match.found is not Found.MATCHED
        ]
        reasons += [
            f"chart {number} {what}"
            for id_, publisher in self._publishers.items()
            for number, what in publisher.conditions.untold.items()
            if ChartId(id_, number) not in self._charts
        ]
        return f"{meaning}: {'; '.join(reasons) or 'no chart has told its studies'}"

    def _is_of_symbol(self, symbol: str) -> bool:
        return not self._symbol or is_same_future(symbol, self._symbol)

    def _is_exact(self, chart: ChartMapping) -> bool:
        return chart.catalog.symbol == self._symbol

    def _is_heard(self, chart: ChartMapping) -> bool:
        heard_ns = self._publishers[chart.catalog.id.publisher].time_ns
        return self._newest_ns - heard_ns <= SILENT_NS

    def _is_told(self, chart: ChartMapping) -> bool:
        return not self.why_not_told(chart)

    def _is_main(self, chart: ChartMapping) -> bool:
        return chart.catalog.period_s == self._config.main_period_s


def _is_own(chart: ChartMapping) -> bool:
    return chart.catalog.is_own


def _are_one(charts: Sequence[ChartMapping], meaning: str) -> bool:
    """Whether they are told as bars of one symbol and period: several neighbours may tell of one chart."""
    kinds = {(chart.catalog.symbol, chart.catalog.period_s) for chart in charts}
    return len(kinds) == 1 and all(chart.lines[meaning].study == PRICE_GRAPH.id for chart in charts)


def _why_unusable(line: MappedLine, publisher: _Publisher) -> str:
    if not publisher.is_complete:
        return "its chart is being told anew"
    if line.reason:
        return line.reason
    if line.value is None:
        return f"{'its chart' if line.study == PRICE_GRAPH.id else 'the study'} shows no value"
    if line.state is State.MATCHED:
        return f"found, and {line.why_unproved}"
    return ""

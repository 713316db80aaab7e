from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mia_core.sim.charts import SessionVwap, TradeChart
from mia_core.sim.events import TapeTrade
from tests.mia_core.sim.market_replay import MINUTE, SECOND, played

PERIODS = [MINUTE, 30 * SECOND, 30 * MINUTE]


def trade(t_ns: int, price: int, size: int, *, buys: bool) -> TapeTrade:
    bid, ask = (price - 1, price) if buys else (price, price + 1)
    return TapeTrade(t_ns, price, size, "buy" if buys else "sell", bid, ask, 500, 500)


TAPES = st.lists(
    st.builds(
        lambda wait, price, size, buys: (wait, price, size, buys),
        st.integers(0, 90 * SECOND),
        st.integers(26_700, 26_900),
        st.integers(1, 300),
        st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


def tape_of(rows: list[tuple[int, int, int, bool]]) -> list[TapeTrade]:
    t_ns = 1_773_239_700 * SECOND
    trades = []
    for wait, price, size, buys in rows:
        t_ns += wait
        trades.append(trade(t_ns, price, size, buys=buys))
    return trades


@given(TAPES)
def test_the_last_bar_has_what_traded_at_each_of_its_prices(
    rows: list[tuple[int, int, int, bool]],
) -> None:
    chart, trades = TradeChart(MINUTE, tick_size=0.25), tape_of(rows)
    for each in trades:
        chart.add(each)

    inside = [each for each in trades if each.t_ns >= chart.bars[-1].t_start_ns]
    assert chart.prices.keys() == {each.price_ticks for each in inside}
    for price, told in chart.prices.items():
        here = [each for each in inside if each.price_ticks == price]
        assert told.bid_volume == sum(each.size for each in here if each.aggressor == "sell")
        assert told.ask_volume == sum(each.size for each in here if each.aggressor == "buy")
        assert told.trades == len(here)


def check_against_plain_recount(trades: list[TapeTrade], period_ns: int) -> None:
    """Group the tape by period and work everything out again from the whole of it."""
    chart = TradeChart(period_ns, tick_size=0.25)
    began = [chart.add(each) for each in trades]

    starts = sorted({each.t_ns // period_ns * period_ns for each in trades})
    assert [bar.t_start_ns for bar in chart.bars] == starts
    assert began.count(True) == len(starts)
    signed = [each.size if each.aggressor == "buy" else -each.size for each in trades]
    for index, start in enumerate(starts):
        inside = [k for k, each in enumerate(trades) if start <= each.t_ns < start + period_ns]
        prices = [trades[k].price_ticks for k in inside]
        bar, flow, delta_bar = chart.bars[index], chart.flow(index), chart.delta_bars[index]
        assert (bar.open_ticks, bar.close_ticks) == (prices[0], prices[-1])
        assert (bar.high_ticks, bar.low_ticks) == (max(prices), min(prices))
        assert bar.volume == sum(trades[k].size for k in inside) == bar.bid_volume + bar.ask_volume
        assert bar.trades == flow.trades == len(inside)
        assert flow.delta == sum(signed[k] for k in inside)
        assert flow.delta == flow.ask_volume - flow.bid_volume
        assert flow.total_volume == bar.volume == delta_bar.volume
        running = [sum(signed[: k + 1]) for k in inside]
        opened = sum(signed[: inside[0]])
        assert (delta_bar.open, delta_bar.close) == (opened, running[-1])
        assert delta_bar.high == max(opened, *running)
        assert delta_bar.low == min(opened, *running)
        assert flow.cumulative_delta == running[-1]
    assert chart.cumulative_delta == sum(signed)


@settings(max_examples=60, deadline=None)
@given(rows=TAPES, period_ns=st.sampled_from(PERIODS))
def test_bars_and_deltas_equal_a_plain_recount(
    rows: list[tuple[int, int, int, bool]], period_ns: int
) -> None:
    check_against_plain_recount(tape_of(rows), period_ns)


def test_bars_and_deltas_of_the_simulated_tape_equal_a_plain_recount() -> None:
    check_against_plain_recount(played(7).trades()[:2_000], MINUTE)


@settings(max_examples=60, deadline=None)
@given(rows=TAPES)
def test_vwap_and_bands_equal_exact_arithmetic(rows: list[tuple[int, int, int, bool]]) -> None:
    trades = tape_of(rows)
    vwap = SessionVwap(0.25)
    for each in trades:
        vwap.add(each)

    bands = vwap.bands()

    volume = sum(each.size for each in trades)
    mean = Fraction(sum(each.size * each.price_ticks for each in trades), volume)
    variance = sum(each.size * (each.price_ticks - mean) ** 2 for each in trades) / volume
    assert bands is not None
    assert bands.vwap == pytest.approx(float(mean) / 4, rel=1e-12)
    assert bands.deviation == pytest.approx(math.sqrt(variance) / 4, rel=1e-12, abs=1e-12)
    for k in range(4):
        assert bands.upper[k] - bands.vwap == pytest.approx((k + 1) * bands.deviation, abs=1e-9)
        assert bands.vwap - bands.lower[k] == pytest.approx((k + 1) * bands.deviation, abs=1e-9)


def test_there_is_no_vwap_before_the_first_trade() -> None:
    assert SessionVwap(0.25).bands() is None


def test_a_new_session_starts_delta_and_vwap_again_and_the_bars_go_on() -> None:
    chart = TradeChart(MINUTE, tick_size=0.25)
    chart.add(trade(0, 26_800, 10, buys=True))

    chart.start_session()
    chart.add(trade(MINUTE, 26_804, 3, buys=False))

    assert len(chart.bars) == 2
    assert chart.cumulative_delta == -3
    assert chart.delta_bars[1].open == 0
    bands = chart.vwap.bands()
    assert bands is not None
    assert (bands.vwap, bands.deviation) == (6701.0, 0.0)


def test_a_minute_without_a_trade_has_no_bar() -> None:
    chart = TradeChart(MINUTE, tick_size=0.25)

    chart.add(trade(0, 26_800, 1, buys=True))
    chart.add(trade(5 * MINUTE + 1, 26_800, 1, buys=True))

    assert [bar.t_start_ns for bar in chart.bars] == [0, 5 * MINUTE]

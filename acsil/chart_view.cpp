#include "acsil/chart_view.hpp"

#include "acsil/clock.hpp"

#include <algorithm>

namespace mia::acsil {
namespace {

std::uint32_t seconds(int period_s) {
    return period_s > 0 ? static_cast<std::uint32_t>(period_s) : 0;
}

std::uint32_t period_of(SCStudyInterfaceRef sc, int chart) {
    n_ACSIL::s_BarPeriod period;
    sc.GetBarPeriodParametersForChart(chart, period);
    const bool is_of_time = period.ChartDataType == INTRADAY_DATA &&
                            period.IntradayChartBarPeriodType == IBPT_DAYS_MINS_SECS;
    return is_of_time ? seconds(period.IntradayChartBarPeriodParameter1) : 0;
}

// What every array has: Sierra answers for a bar beyond an array's end with a neighbour.
int common_size(const ChartView& view) {
    return (std::min
    )({view.times.GetArraySize(), view.open.GetArraySize(), view.high.GetArraySize(),
       view.low.GetArraySize(), view.last.GetArraySize(), view.volume.GetArraySize(),
       view.trades.GetArraySize(), view.bid_volume.GetArraySize(), view.ask_volume.GetArraySize()});
}

void take_own(SCStudyInterfaceRef sc, ChartView& view) {
    view.period_s = seconds(sc.SecondsPerBar);
    view.times = sc.BaseDateTimeIn;
    view.open = sc.Open;
    view.high = sc.High;
    view.low = sc.Low;
    view.last = sc.Close;
    view.volume = sc.Volume;
    view.trades = sc.NumberOfTrades;
    view.bid_volume = sc.BidVolume;
    view.ask_volume = sc.AskVolume;
    view.prices = sc.VolumeAtPriceForBars;
    view.size = (std::min)(sc.ArraySize, common_size(view));
    view.closed = view.size - 1;
}

void take_other(SCStudyInterfaceRef sc, int closed, ChartView& view) {
    view.period_s = period_of(sc, view.chart);
    sc.GetChartDateTimeArray(view.chart, view.times);
    SCGraphData data;
    sc.GetChartBaseData(view.chart, data);
    view.open = data[SC_OPEN];
    view.high = data[SC_HIGH];
    view.low = data[SC_LOW];
    view.last = data[SC_LAST];
    view.volume = data[SC_VOLUME];
    view.trades = data[SC_NUM_TRADES];
    view.bid_volume = data[SC_BIDVOL];
    view.ask_volume = data[SC_ASKVOL];
#if SC_DLL_VERSION >= 2737
    view.prices = sc.GetVolumeAtPriceForBarsForChart(view.chart);
#endif
    view.closed = (std::min)(closed, common_size(view));
    view.size = view.closed;
}

// The bars of an hour that is shown twice: where the clock was put back lies behind the first ones and before the others.
enum class Pass : std::uint8_t { first, second, unknown };

Pass pass_of(const ChartView& view, int bar, const SCDateTime& hour) {
    const SCDateTime& time = view.times[bar];
    for (int next = bar + 1; next < view.size && view.times[next] - time < hour; ++next) {
        if (view.times[next] <= view.times[next - 1]) {
            return Pass::first;
        }
    }
    for (int before = bar - 1; before >= 0 && time - view.times[before] < hour; --before) {
        if (view.times[before + 1] <= view.times[before]) {
            return Pass::second;
        }
    }
    return Pass::unknown;
}

}  // namespace

ChartView view_of(SCStudyInterfaceRef sc, const WatchedChart& chart) {
    const bool is_own = chart.number == sc.ChartNumber;
    ChartView view{
        chart.number,
        chart.instrument,
        is_own,
        0,
        0,
        0,
        PriceGrid(chart.tick_size),
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        nullptr};
    if (is_own) {
        take_own(sc, view);
    } else {
        take_other(sc, chart.closed, view);
    }
    if (chart.has_part_sizes != 0) {
        view.prices = nullptr;  // whole numbers in Sierra too, so that what it has is cut
    }
    return view;
}

std::int64_t bar_start_ns(SCStudyInterfaceRef sc, const ChartView& view, int bar) {
    const Moments moments = moments_of(sc, view.times[bar]);
    if (moments.first_ns == moments.second_ns) {
        return moments.sierra_ns;
    }
    switch (pass_of(view, bar, SCDateTime::HOURS(1))) {
    case Pass::first:
        return moments.first_ns;
    case Pass::second:
        return moments.second_ns;
    case Pass::unknown:
        break;
    }
    // The clock was not put back yet, or the bars do not show it. None begins after now.
    return moments.second_ns > call_time_ns(sc) ? moments.first_ns : moments.sierra_ns;
}

}  // namespace mia::acsil

#include "acsil/charts.hpp"

#include "acsil/feed_inputs.hpp"
#include "acsil/snapshot.hpp"

#include <bit>
#include <cstdio>

namespace mia::acsil {
namespace {

namespace condition = wire::chart_condition;

bool is_watched(const FeedState& state, int number) {
    for (std::uint32_t i = 0; i < state.chart_count; ++i) {
        if (state.charts[i].number == number) {
            return true;
        }
    }
    return false;
}

SCString time_zone_of([[maybe_unused]] SCStudyInterfaceRef sc, [[maybe_unused]] int chart) {
#if SC_DLL_VERSION >= 2386
    return sc.GetChartTimeZone(chart);
#else
    return {};
#endif
}

// Another chart's times mean nothing to us unless both are in one time zone, and say so.
bool is_in_our_zone(SCStudyInterfaceRef sc, int chart) {
    const SCString ours = time_zone_of(sc, sc.ChartNumber);
    const SCString theirs = time_zone_of(sc, chart);
    return std::string_view(ours.GetChars()) == std::string_view(theirs.GetChars());
}

float tick_size_of(SCStudyInterfaceRef sc, int chart) {
    const SCString symbol = sc.GetChartSymbol(chart);
    if (std::string_view(symbol.GetChars()) == std::string_view(sc.Symbol.GetChars())) {
        return sc.TickSize;
    }
    return static_cast<float>(sc.GetSymbolDataValue(SYMBOL_DATA_TICK_SIZE, symbol));
}

// What is told of another chart is told under this; a chart that is not there has none.
std::uint64_t identity_of(SCStudyInterfaceRef sc, int chart) {
    if (sc.IsChartNumberExist(chart, SCString()) == 0) {
        return 0;
    }
    const SCString symbol = sc.GetChartSymbol(chart);
    const SCString ours = time_zone_of(sc, sc.ChartNumber);
    const SCString theirs = time_zone_of(sc, chart);
    wire::LayoutHash hash;
    hash.add(std::string_view(symbol.GetChars()));
    hash.add(std::bit_cast<std::uint32_t>(tick_size_of(sc, chart)));
    hash.add(std::string_view(ours.GetChars()));
    hash.add(std::string_view(theirs.GetChars()));
    return hash.value();
}

// Bars that were complete at this chart's time: those before the one that contains it. The index that Sierra gives for
// a time before all bars is 0, for a chart that is not there -1.
int known_bars(SCStudyInterfaceRef sc, int chart) {
    SCDateTimeArray times;
    sc.GetChartDateTimeArray(chart, times);
    const SCDateTime now = sc.GetCurrentDateTime();
    const int containing = sc.GetContainingIndexForSCDateTime(chart, now);
    if (times.GetArraySize() == 0 || containing < 0 || containing >= times.GetArraySize() ||
        now < times[0]) {
        return 0;
    }
    return containing;
}

// Of the study's own chart the forming bar is known too; without a tick size nothing is sent at all.
std::uint8_t look_at_own(SCStudyInterfaceRef sc) {
    if (sc.ChartIsDownloadingHistoricalData(sc.ChartNumber) != 0) {
        return condition::downloading;
    }
    return sc.ArraySize == 0 ? condition::empty : condition::sent;
}

// How the chart is; its time zone and tick size were looked at when it was chosen.
std::uint8_t look_at(SCStudyInterfaceRef sc, WatchedChart& chart) {
    if (chart.number == sc.ChartNumber) {
        return look_at_own(sc);
    }
    chart.closed = 0;
    if (sc.IsChartNumberExist(chart.number, SCString()) == 0) {
        return condition::missing;
    }
    if (sc.ChartIsDownloadingHistoricalData(chart.number) != 0) {
        return condition::downloading;
    }
    if (chart.condition == condition::other_time_zone) {
        return condition::other_time_zone;
    }
    chart.closed = known_bars(sc, chart.number);
    if (chart.closed == 0) {
        return condition::empty;
    }
    return PriceGrid(chart.tick_size).is_sound() ? condition::sent : condition::no_tick_size;
}

// A chart that is not there shows no other instrument than before.
bool is_other(SCStudyInterfaceRef sc, const WatchedChart& chart) {
    const bool is_own = chart.number == sc.ChartNumber;
    const std::uint64_t identity = is_own ? introduction_of(sc) : identity_of(sc, chart.number);
    return identity != 0 && chart.identity != 0 && identity != chart.identity;
}

bool has_shrunk(SCStudyInterfaceRef sc, const WatchedChart& chart) {
    const int newest = newest_bar(sc, chart);
    const int closed = chart.number == sc.ChartNumber ? newest : newest + 1;
    return has_studies(chart) && (closed < chart.bars.next || newest < chart.studies.told);
}

void take_identity(WatchedChart& chart, std::uint64_t identity) {
    if (chart.identity != identity) {
        chart.has_part_sizes = 0;
    }
    chart.identity = identity;
}

void add_chart(SCStudyInterfaceRef sc, FeedState& state, int number) {
    WatchedChart& chart = state.charts[state.chart_count];
    chart.number = number;
    chart.instrument = static_cast<std::uint16_t>(state.chart_count);
    chart.condition = condition::sent;
    chart.closed = 0;
    chart.told = condition::sent;
    chart.prices_left_out = 0;
    chart.bars = SentBars{};
    chart.bars.next = -1;
    ++state.chart_count;
    if (number == sc.ChartNumber) {
        chart.tick_size = sc.TickSize;
        take_identity(chart, introduction_of(sc));
        chart.condition = look_at(sc, chart);
        return;
    }
    take_identity(chart, identity_of(sc, number));
    const bool exists = chart.identity != 0;
    chart.tick_size = exists ? tick_size_of(sc, number) : 0;
    if (exists && !is_in_our_zone(sc, number)) {
        chart.condition = condition::other_time_zone;
    }
    chart.condition = look_at(sc, chart);
}

}  // namespace

void choose_charts(SCStudyInterfaceRef sc, FeedState& state) {
    state.chart_count = 0;
    add_chart(sc, state, sc.ChartNumber);
    for (int i = 0; i < other_charts_max; ++i) {
        const int number = other_chart_input(sc, i).GetInt();
        if (number > 0 && !is_watched(state, number)) {
            add_chart(sc, state, number);
        }
    }
}

int newest_bar(SCStudyInterfaceRef sc, const WatchedChart& chart) {
    return (chart.number == sc.ChartNumber ? sc.ArraySize : chart.closed) - 1;
}

NoticedCharts look_at_charts(SCStudyInterfaceRef sc, FeedState& state) {
    NoticedCharts noticed;
    for (std::uint32_t i = 0; i < state.chart_count; ++i) {
        WatchedChart& chart = state.charts[i];
        const std::uint8_t before = chart.condition;
        chart.condition = look_at(sc, chart);
        const bool was_there = before == condition::sent || before == condition::no_tick_size;
        noticed.has_come = noticed.has_come || (has_studies(chart) && !was_there);
        noticed.has_shrunk = noticed.has_shrunk || has_shrunk(sc, chart);
        noticed.is_other = noticed.is_other || is_other(sc, chart);
    }
    return noticed;
}

bool has_studies(const WatchedChart& chart) noexcept {
    return chart.condition == condition::sent || chart.condition == condition::no_tick_size;
}

bool has_bars(const WatchedChart& chart) noexcept {
    return chart.condition == condition::sent;
}

void write_chart_state(FeedCall& call, WatchedChart& chart) {
    wire::ChartState* frame = call.writer.add<wire::ChartState>();
    if (frame == nullptr) {
        return;
    }
    chart.told = chart.condition;
    const TrackedStudies& studies = chart.studies;
    frame->chart = chart.number;
    frame->instrument = chart.instrument;
    frame->condition = chart.condition;
    frame->study_count = studies.study_count - studies.ours;
    frame->value_count = studies.value_count;
    frame->studies_left_out = studies.studies_seen - studies.study_count;
    frame->values_left_out = studies.values_seen - studies.value_count;
    call.budget.spend(1);
    if (chart.condition != condition::missing) {
        const SCString zone = time_zone_of(call.sc, chart.number);
        wire::set_text(frame->time_zone, zone.GetChars());
    }
}

void write_changed_states(FeedCall& call, bool may_tell) {
    for (std::uint32_t i = 0; i < call.state.chart_count; ++i) {
        WatchedChart& chart = call.state.charts[i];
        if (chart.condition != chart.told && (may_tell || !has_studies(chart))) {
            write_chart_state(call, chart);
        }
    }
}

void describe_missing(const FeedState& state, std::span<char> text) noexcept {
    text[0] = '\0';
    for (std::uint32_t i = 0; i < state.chart_count && text[0] == '\0'; ++i) {
        const char* why = nullptr;
        switch (state.charts[i].condition) {
        case condition::missing:
            why = "is not in the chartbook";
            break;
        case condition::empty:
            why = "has no complete bar";
            break;
        case condition::downloading:
            why = "is downloading its history";
            break;
        case condition::other_time_zone:
            why = "is in another time zone";
            break;
        case condition::no_tick_size:
            why = "has no known tick size: no bars of it";
            break;
        default:
            continue;
        }
        std::snprintf(text.data(), text.size(), "chart %d %s", state.charts[i].number, why);
    }
}

}  // namespace mia::acsil

#include "acsil/bars.hpp"

#include "acsil/feed_inputs.hpp"
#include "acsil/volume_at_price.hpp"

#include <cstring>

namespace mia::acsil {
namespace {

// A count kept in a float; one that is no count is told apart from zero by the caller.
std::optional<std::uint64_t> count_of(float value) {
    if (!std::isfinite(value) || is_part(static_cast<double>(value)) || value < 0) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(value);
}

bool set_prices(const ChartView& view, int index, wire::Bar& bar) {
    const auto open = view.grid.at(static_cast<double>(view.open[index]));
    const auto high = view.grid.at(static_cast<double>(view.high[index]));
    const auto low = view.grid.at(static_cast<double>(view.low[index]));
    const auto close = view.grid.at(static_cast<double>(view.last[index]));
    if (!open || !high || !low || !close) {
        return false;
    }
    bar.open_ticks = open->ticks;
    bar.high_ticks = high->ticks;
    bar.low_ticks = low->ticks;
    bar.close_ticks = close->ticks;
    bar.open_raw = open->raw;
    bar.high_raw = high->raw;
    bar.low_raw = low->raw;
    bar.close_raw = close->raw;
    if ((open->flags | high->flags | low->flags | close->flags) != 0) {
        bar.flags = static_cast<std::uint16_t>(bar.flags | wire::bar_flag::off_grid);
    }
    return true;
}

bool set_volumes(const ChartView& view, int index, wire::Bar& bar) {
    const auto volume = count_of(view.volume[index]);
    const auto bid = count_of(view.bid_volume[index]);
    const auto ask = count_of(view.ask_volume[index]);
    const auto trades = count_of(view.trades[index]);
    if (!volume || !bid || !ask || !trades) {
        return false;
    }
    bar.volume = *volume;
    bar.bid_volume = *bid;
    bar.ask_volume = *ask;
    bar.trade_count = *trades;
    return true;
}

bool has_part_sizes(const ChartView& view, int index) {
    return is_part(static_cast<double>(view.volume[index])) ||
           is_part(static_cast<double>(view.bid_volume[index])) ||
           is_part(static_cast<double>(view.ask_volume[index]));
}

// Everything but the frame header; false when a value is no number, or a volume no whole one.
bool read_bar(
    SCStudyInterfaceRef sc, const ChartView& view, int index, WatchedChart& chart, wire::Bar& bar
) {
    bar.chart = view.chart;
    bar.instrument = view.instrument;
    bar.flags = view.is_closed(index) ? wire::bar_flag::closed : std::uint16_t{0};
    bar.period_s = view.period_s;
    bar.index = static_cast<std::uint32_t>(index);
    bar.start_ns = bar_start_ns(sc, view, index);
    chart.has_part_sizes |= has_part_sizes(view, index) ? 1U : 0U;
    return set_prices(view, index, bar) && set_volumes(view, index, bar);
}

// The bar and its prices, or neither. False when there is no room for both; one that is no number counts as written.
bool write_bar(FeedCall& call, const ChartView& view, int index, WatchedChart& chart) {
    call.budget.spend(1);
    wire::Bar bar{};
    if (!read_bar(call.sc, view, index, chart, bar)) {
        ++call.state.values_invalid;
        return true;
    }
    if (call.writer.room() < sizeof(wire::Bar) + prices_room(call.sc, view, index)) {
        return false;
    }
    wire::Bar* frame = call.writer.add<wire::Bar>();
    if (frame == nullptr) {
        return false;
    }
    bar.frame = frame->frame;
    *frame = bar;
    chart.bars.newest = bar;
    chart.bars.prices = write_prices(call, view, bar, chart);
    return true;
}

bool has_changed(const wire::Bar& before, const wire::Bar& now) {
    const auto* a = reinterpret_cast<const std::byte*>(&before) + sizeof(wire::FrameHeader);
    const auto* b = reinterpret_cast<const std::byte*>(&now) + sizeof(wire::FrameHeader);
    return std::memcmp(a, b, sizeof(wire::Bar) - sizeof(wire::FrameHeader)) != 0;
}

void write_forming(FeedCall& call, const ChartView& view, WatchedChart& chart) {
    wire::Bar now{};
    const bool is_bar = read_bar(call.sc, view, view.closed, chart, now);
    if (is_bar &&
        (has_changed(chart.bars.newest, now) || have_prices_changed(call.sc, view, now, chart))) {
        (void)write_bar(call, view, view.closed, chart);
    }
}

}  // namespace

void write_bars(FeedCall& call, const ChartView& view, WatchedChart& chart) {
    if (view.size == 0) {
        return;  // nor is there one that forms
    }
    std::int32_t& next = chart.bars.next;
    if (next < 0) {
        next = view.closed;
    }
    for (; next < view.closed && call.budget.allows_more(call.writer); ++next) {
        if (!write_bar(call, view, next, chart)) {
            return;
        }
    }
    if (next == view.closed && view.size > view.closed) {
        write_forming(call, view, chart);
    }
}

bool write_bar_history(FeedCall& call, const ChartView& view, WatchedChart& chart) {
    std::uint32_t& next = call.state.snapshot.next;
    for (; static_cast<int>(next) < view.size; ++next) {
        const auto index = static_cast<int>(next);
        if (!call.budget.allows_more(call.writer) || !write_bar(call, view, index, chart)) {
            return false;
        }
        chart.bars.next = view.is_closed(index) ? index + 1 : index;
    }
    return true;
}

}  // namespace mia::acsil

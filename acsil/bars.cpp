#include "acsil/bars.hpp"

#include "acsil/clock.hpp"

#include <cstring>

namespace mia::acsil {
namespace {

// A count kept in a float; one that is no count is told apart from zero by the caller.
std::optional<std::uint64_t> count_of(float value) {
    if (!std::isfinite(value) || value < 0) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(value);
}

bool set_prices(SCStudyInterfaceRef sc, const PriceGrid& grid, int index, wire::Bar& bar) {
    const auto open = grid.at(static_cast<double>(sc.Open[index]));
    const auto high = grid.at(static_cast<double>(sc.High[index]));
    const auto low = grid.at(static_cast<double>(sc.Low[index]));
    const auto close = grid.at(static_cast<double>(sc.Close[index]));
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

bool set_volumes(SCStudyInterfaceRef sc, int index, wire::Bar& bar) {
    const auto volume = count_of(sc.Volume[index]);
    const auto bid = count_of(sc.BidVolume[index]);
    const auto ask = count_of(sc.AskVolume[index]);
    const auto trades = count_of(sc.NumberOfTrades[index]);
    if (!volume || !bid || !ask || !trades) {
        return false;
    }
    bar.volume = *volume;
    bar.bid_volume = *bid;
    bar.ask_volume = *ask;
    bar.trade_count = *trades;
    return true;
}

// Everything but the frame header; false when a value is no number.
bool read_bar(SCStudyInterfaceRef sc, const PriceGrid& grid, int index, wire::Bar& bar) {
    bar.chart = sc.ChartNumber;
    bar.flags = index < sc.ArraySize - 1 ? wire::bar_flag::closed : std::uint16_t{0};
    bar.period_s = bar_period_s(sc);
    bar.index = static_cast<std::uint32_t>(index);
    bar.start_ns = chart_to_utc_ns(sc, sc.BaseDateTimeIn[index]);
    return set_prices(sc, grid, index, bar) && set_volumes(sc, index, bar);
}

enum class Written : std::uint8_t { yes, skipped, full };

Written write_bar(
    SCStudyInterfaceRef sc, const PriceGrid& grid, int index, FeedState& state,
    wire::BatchWriter& writer
) {
    wire::Bar* bar = writer.add<wire::Bar>();
    if (bar == nullptr) {
        return Written::full;
    }
    if (!read_bar(sc, grid, index, *bar)) {
        writer.drop_last_frame();
        ++state.values_invalid;
        return Written::skipped;
    }
    state.bars.newest = *bar;
    return Written::yes;
}

bool has_changed(const wire::Bar& before, const wire::Bar& now) {
    const auto* a = reinterpret_cast<const std::byte*>(&before) + sizeof(wire::FrameHeader);
    const auto* b = reinterpret_cast<const std::byte*>(&now) + sizeof(wire::FrameHeader);
    return std::memcmp(a, b, sizeof(wire::Bar) - sizeof(wire::FrameHeader)) != 0;
}

}  // namespace

std::uint32_t bar_period_s(SCStudyInterfaceRef sc) {
    return sc.SecondsPerBar > 0 ? static_cast<std::uint32_t>(sc.SecondsPerBar) : 0;
}

void write_bars(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
) {
    const int newest = sc.ArraySize - 1;
    for (int index = state.bars.index < 0 ? newest : state.bars.index; index < newest; ++index) {
        if (write_bar(sc, grid, index, state, writer) == Written::full) {
            return;
        }
        state.bars.index = index + 1;
    }
    wire::Bar now{};
    if (newest < 0 || !read_bar(sc, grid, newest, now) || !has_changed(state.bars.newest, now)) {
        return;
    }
    if (write_bar(sc, grid, newest, state, writer) == Written::yes) {
        state.bars.index = newest;
    }
}

bool write_bar_history(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
) {
    const int newest = sc.ArraySize - 1;
    for (int index = static_cast<int>(state.snapshot.next); index <= newest; ++index) {
        if (write_bar(sc, grid, index, state, writer) == Written::full) {
            state.snapshot.next = static_cast<std::uint32_t>(index);
            return false;
        }
        state.bars.index = index;
    }
    return true;
}

}  // namespace mia::acsil

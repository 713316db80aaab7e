#include "acsil/opening.hpp"

#include "acsil/charts.hpp"
#include "acsil/depth.hpp"
#include "acsil/snapshot.hpp"
#include "acsil/status.hpp"
#include "acsil/tape.hpp"
#include "acsil/version.hpp"

#include <cstring>

namespace mia::acsil {
namespace {

void write_hello(FeedCall& call) {
    wire::Hello* hello = call.writer.add<wire::Hello>();
    if (hello == nullptr) {
        return;
    }
    std::memcpy(hello->token, call.state.token, sizeof hello->token);
    hello->instance = call.state.instance;
    wire::set_text(hello->mia_version, version);
    hello->header_version = static_cast<std::uint32_t>(scdll_DLLVersion());
    hello->update_interval_ms =
        static_cast<std::uint32_t>(call.sc.ChartUpdateIntervalInMilliseconds);
    for (const wire::KindInfo& info : wire::catalog) {
        if (wire::HelloKind* kind = call.writer.add_entry<wire::Hello>(); kind != nullptr) {
            *kind = wire::HelloKind{
                static_cast<std::uint16_t>(info.kind), info.revision, info.head_size, info.hash};
        }
    }
}

void write_own_instrument(FeedCall& call, const PriceGrid& grid) {
    wire::Instrument* instrument = call.writer.add<wire::Instrument>();
    if (instrument == nullptr) {
        return;
    }
    const auto flag = [&](bool is_sent, std::uint16_t value) {
        return is_sent ? value : std::uint16_t{0};
    };
    instrument->flags = static_cast<std::uint16_t>(
        flag(sends_book(call), wire::instrument_flag::has_depth) |
        flag(sends_tape(call), wire::instrument_flag::has_tape)
    );
    instrument->chart = call.sc.ChartNumber;
    wire::set_text(instrument->symbol, call.sc.Symbol.GetChars());
    instrument->tick_size = grid.tick();
    instrument->price_multiplier = static_cast<double>(call.sc.RealTimePriceMultiplier);
    instrument->bar_period_s = view_of(call.sc, own_chart(call.state)).period_s;
}

// Neither book nor tape of it is sent, only bars.
void write_other_instrument(FeedCall& call, const WatchedChart& chart) {
    wire::Instrument* instrument = has_bars(chart) ? call.writer.add<wire::Instrument>() : nullptr;
    if (instrument == nullptr) {
        return;
    }
    const SCString symbol = call.sc.GetChartSymbol(chart.number);
    instrument->index = chart.instrument;
    instrument->chart = chart.number;
    wire::set_text(instrument->symbol, symbol.GetChars());
    instrument->tick_size = PriceGrid(chart.tick_size).tick();
    instrument->bar_period_s = view_of(call.sc, chart).period_s;
}

}  // namespace

void write_opening(FeedCall& call, const PriceGrid& grid) {
    if (wire::SnapshotBegin* begin = call.writer.add<wire::SnapshotBegin>(); begin != nullptr) {
        begin->snapshot = call.state.snapshot.number;
        begin->reason = call.state.snapshot.reason;
    }
    write_hello(call);
    write_own_instrument(call, grid);
    write_status(call);
    for (std::uint32_t i = 1; i < call.state.chart_count; ++i) {
        write_other_instrument(call, call.state.charts[i]);
    }
    call.writer.add_flags(wire::batch_flag::snapshot_first | wire::batch_flag::hello);
}

}  // namespace mia::acsil

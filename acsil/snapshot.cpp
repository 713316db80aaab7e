#include "acsil/snapshot.hpp"

#include "acsil/bars.hpp"
#include "acsil/catalog.hpp"
#include "acsil/charts.hpp"
#include "acsil/depth.hpp"
#include "acsil/feed_inputs.hpp"
#include "acsil/opening.hpp"
#include "acsil/stack_pull.hpp"
#include "acsil/studies.hpp"
#include "acsil/tape.hpp"

#include <bit>

namespace mia::acsil {
namespace {

constexpr std::int64_t between_ns = 1'000'000'000;

// The book at its deepest and the end mark: they must go out together.
constexpr std::size_t closing_bytes = 2 * levels_max * sizeof(wire::DepthLevel) + 1024;

std::uint32_t first_history_bar(SCStudyInterfaceRef sc, int size) {
    const int wanted = feed_input(sc, FeedInput::history_bars).GetInt();
    return size > wanted ? static_cast<std::uint32_t>(size - wanted) : 0;
}

// A stage that is made for each watched chart; true when this chart's part is complete.
bool write_chart_stage(FeedCall& call, WatchedChart& chart) {
    const bool wants_values = wants(call.sc, FeedInput::send_values) && has_studies(chart);
    if (call.state.snapshot.stage == SnapshotStage::catalog) {
        return !wants_values || write_catalog(call, chart);
    }
    const bool wants_bars = wants(call.sc, FeedInput::send_bars) && has_bars(chart);
    const bool is_values = call.state.snapshot.stage == SnapshotStage::values;
    if (is_values ? !wants_values : !wants_bars) {
        return true;
    }
    const ChartView view = view_of(call.sc, chart);
    if (is_values) {
        return write_values(call, view, chart);
    }
    SnapshotProgress& progress = call.state.snapshot;
    progress.next = (std::max)(progress.next, first_history_bar(call.sc, view.size));
    return write_bar_history(call, view, chart);
}

// All charts from where the stage stands; true when it is complete.
bool write_charts(FeedCall& call) {
    SnapshotProgress& progress = call.state.snapshot;
    for (; progress.chart < call.state.chart_count; ++progress.chart) {
        if (!write_chart_stage(call, call.state.charts[progress.chart])) {
            return false;
        }
        progress.next = 0;
    }
    return true;
}

bool write_closing(FeedCall& call, const PriceGrid& grid) {
    if (call.writer.room() < closing_bytes) {
        return false;
    }
    if (wants(call.sc, FeedInput::send_book)) {
        write_book(call, grid);
    }
    for (std::uint32_t i = 0; i < call.state.chart_count; ++i) {
        write_chart_state(call, call.state.charts[i]);
    }
    if (wire::SnapshotEnd* end = call.writer.add<wire::SnapshotEnd>(); end != nullptr) {
        end->snapshot = call.state.snapshot.number;
    }
    call.writer.add_flags(wire::batch_flag::snapshot_last);
    return true;
}

// One stage; true when it is complete and the next may begin in the same batch.
bool write_stage(FeedCall& call, const PriceGrid& grid) {
    switch (call.state.snapshot.stage) {
    case SnapshotStage::opening:
        write_opening(call, grid);
        return true;
    case SnapshotStage::catalog:
    case SnapshotStage::values:
    case SnapshotStage::bars:
        return write_charts(call);
    case SnapshotStage::tape:
        return !sends_tape(call) || write_tape(call, grid);
    case SnapshotStage::closing:
        return write_closing(call, grid);
    case SnapshotStage::none:
        break;
    }
    return false;
}

void enter_next_stage(FeedCall& call) {
    SnapshotProgress& progress = call.state.snapshot;
    const bool was_last = progress.stage == SnapshotStage::closing;
    progress.stage =
        was_last ? SnapshotStage::none
                 : static_cast<SnapshotStage>(static_cast<std::uint8_t>(progress.stage) + 1);
    progress.next = 0;
    progress.chart = 0;
    if (progress.stage == SnapshotStage::tape && sends_tape(call)) {
        rewind_tape(call);
    }
}

void take_charts(SCStudyInterfaceRef sc, FeedState& state) {
    choose_charts(sc, state);
    for (std::uint32_t i = 0; i < state.chart_count; ++i) {
        list_studies(sc, state.charts[i]);
    }
}

}  // namespace

void want_snapshot(FeedState& state, std::uint16_t reason) {
    using wire::snapshot_reason::recalculation;
    using wire::snapshot_reason::request;
    if (state.snapshot.wanted != recalculation || reason != request) {
        state.snapshot.wanted = reason;
    }
}

void cut_snapshot(FeedState& state) noexcept {
    if (is_in_snapshot(state)) {
        state.snapshot.is_cut = 1;
        state.snapshot.stage = SnapshotStage::none;
    }
    state.snapshot.begun_ns = 0;
}

std::uint64_t introduction_of(SCStudyInterfaceRef sc) {
    wire::LayoutHash hash;
    hash.add(std::string_view(sc.Symbol.GetChars()));
    hash.add(std::bit_cast<std::uint32_t>(sc.TickSize));
    hash.add(std::bit_cast<std::uint32_t>(sc.RealTimePriceMultiplier));
    return hash.value();
}

void begin_snapshot(SCStudyInterfaceRef sc, FeedState& state, std::int64_t now_ns) {
    SnapshotProgress& progress = state.snapshot;
    const bool too_soon = progress.number != 0 && now_ns - progress.begun_ns < between_ns &&
                          now_ns >= progress.begun_ns;
    if (progress.wanted == 0 || is_in_snapshot(state) || too_soon) {
        return;
    }
    if (progress.recalculated != 0) {
        ++state.epoch;
        progress.recalculated = 0;
        forget_changes(state);
    }
    if (const std::uint64_t shown = introduction_of(sc); shown != state.introduced) {
        state.introduced = shown;
        state.book.deepest = 0;
        state.tape = TapeCursor{};
    }
    ++progress.number;
    progress.stage = SnapshotStage::opening;
    progress.reason = static_cast<std::uint16_t>(progress.wanted);
    progress.wanted = 0;
    progress.is_cut = 0;
    progress.chart = 0;
    progress.next = 0;
    progress.begun_ns = now_ns;
    state.book.known = 0;
    state.book.stack_pull = 0;
    take_charts(sc, state);
}

void write_snapshot_part(FeedCall& call, const PriceGrid& grid) {
    call.writer.add_flags(wire::batch_flag::snapshot);
    if (call.state.snapshot.reason == wire::snapshot_reason::recalculation) {
        call.writer.add_flags(wire::batch_flag::recalculation);
    }
    while (is_in_snapshot(call.state) && write_stage(call, grid)) {
        enter_next_stage(call);
    }
}

}  // namespace mia::acsil

#include "acsil/snapshot.hpp"

#include "acsil/bars.hpp"
#include "acsil/depth.hpp"
#include "acsil/feed_inputs.hpp"
#include "acsil/status.hpp"
#include "acsil/studies.hpp"
#include "acsil/tape.hpp"
#include "acsil/version.hpp"

#include <bit>
#include <cstring>

namespace mia::acsil {
namespace {

constexpr std::int64_t between_ns = 1'000'000'000;

// The book at its deepest and the end mark: they must go out together.
constexpr std::size_t closing_bytes = 2 * levels_max * sizeof(wire::DepthLevel) + 1024;

bool write_hello(SCStudyInterfaceRef sc, const FeedState& state, wire::BatchWriter& writer) {
    wire::Hello* hello = writer.add<wire::Hello>();
    if (hello == nullptr) {
        return false;
    }
    std::memcpy(hello->token, state.token, sizeof hello->token);
    hello->instance = state.instance;
    wire::set_text(hello->mia_version, version);
    hello->header_version = SC_DLL_VERSION;
    hello->update_interval_ms = static_cast<std::uint32_t>(sc.ChartUpdateIntervalInMilliseconds);
    for (const wire::KindInfo& info : wire::catalog) {
        wire::HelloKind* kind = writer.add_entry<wire::Hello>();
        if (kind == nullptr) {
            return false;
        }
        *kind = wire::HelloKind{
            static_cast<std::uint16_t>(info.kind), info.revision, info.head_size, info.hash};
    }
    return true;
}

void write_instrument(SCStudyInterfaceRef sc, const PriceGrid& grid, wire::BatchWriter& writer) {
    wire::Instrument* instrument = writer.add<wire::Instrument>();
    if (instrument == nullptr) {
        return;
    }
    const auto flag = [&](FeedInput input, std::uint16_t value) {
        return wants(sc, input) ? value : std::uint16_t{0};
    };
    instrument->flags = static_cast<std::uint16_t>(
        flag(FeedInput::send_book, wire::instrument_flag::has_depth) |
        flag(FeedInput::send_tape, wire::instrument_flag::has_tape)
    );
    instrument->chart = sc.ChartNumber;
    wire::set_text(instrument->symbol, sc.Symbol.GetChars());
    instrument->tick_size = grid.tick();
    instrument->price_multiplier = static_cast<double>(sc.RealTimePriceMultiplier);
    instrument->bar_period_s = bar_period_s(sc);
}

void open_snapshot(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
) {
    if (wire::SnapshotBegin* begin = writer.add<wire::SnapshotBegin>(); begin != nullptr) {
        begin->snapshot = state.snapshot.number;
        begin->reason = state.snapshot.reason;
    }
    (void)write_hello(sc, state, writer);
    write_instrument(sc, grid, writer);
    write_status(sc, state, writer);
    writer.add_flags(wire::batch_flag::snapshot_first | wire::batch_flag::hello);
}

void close_snapshot(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
) {
    if (wants(sc, FeedInput::send_book) && read_book(sc, grid, state)) {
        (void)write_book(state, writer);
    }
    if (wire::SnapshotEnd* end = writer.add<wire::SnapshotEnd>(); end != nullptr) {
        end->snapshot = state.snapshot.number;
    }
    writer.add_flags(wire::batch_flag::snapshot_last);
}

std::uint32_t first_history_bar(SCStudyInterfaceRef sc) {
    const int wanted = feed_input(sc, FeedInput::history_bars).GetInt();
    return sc.ArraySize > wanted ? static_cast<std::uint32_t>(sc.ArraySize - wanted) : 0;
}

// One stage; true when it is complete and the next may begin in the same batch.
bool write_stage(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
) {
    switch (state.snapshot.stage) {
    case SnapshotStage::opening:
        open_snapshot(sc, grid, state, writer);
        return true;
    case SnapshotStage::catalog:
        return !wants(sc, FeedInput::send_values) || write_catalog(sc, state, writer);
    case SnapshotStage::bars:
        return !wants(sc, FeedInput::send_bars) || write_bar_history(sc, grid, state, writer);
    case SnapshotStage::values:
        write_values(sc, state, writer);
        return true;
    case SnapshotStage::tape:
        if (!wants(sc, FeedInput::send_tape)) {
            return true;
        }
        if (writer.room() < recent_tape_bytes) {
            return false;
        }
        write_recent_tape(sc, grid, state, writer);
        return true;
    case SnapshotStage::closing:
        if (writer.room() < closing_bytes) {
            return false;
        }
        close_snapshot(sc, grid, state, writer);
        return true;
    case SnapshotStage::none:
        break;
    }
    return false;
}

void enter_next_stage(SCStudyInterfaceRef sc, SnapshotProgress& progress) {
    const bool was_last = progress.stage == SnapshotStage::closing;
    progress.stage =
        was_last ? SnapshotStage::none
                 : static_cast<SnapshotStage>(static_cast<std::uint8_t>(progress.stage) + 1);
    progress.next = progress.stage == SnapshotStage::bars ? first_history_bar(sc) : 0;
}

}  // namespace

void want_snapshot(FeedState& state, std::uint16_t reason) {
    using wire::snapshot_reason::recalculation;
    using wire::snapshot_reason::request;
    if (state.snapshot.wanted != recalculation || reason != request) {
        state.snapshot.wanted = reason;
    }
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
    }
    if (const std::uint64_t shown = introduction_of(sc); shown != state.introduced) {
        state.introduced = shown;
        state.book.deepest = 0;
    }
    state.bars.index = -1;
    ++progress.number;
    progress.stage = SnapshotStage::opening;
    progress.reason = static_cast<std::uint16_t>(progress.wanted);
    progress.wanted = 0;
    progress.parts = 0;
    progress.next = 0;
    progress.begun_ns = now_ns;
    state.book.known = 0;
    list_studies(sc, state);
}

void write_snapshot_part(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
) {
    writer.add_flags(wire::batch_flag::snapshot);
    if (state.snapshot.reason == wire::snapshot_reason::recalculation) {
        writer.add_flags(wire::batch_flag::recalculation);
    }
    while (is_in_snapshot(state) && write_stage(sc, grid, state, writer)) {
        enter_next_stage(sc, state.snapshot);
    }
    ++state.snapshot.parts;
}

}  // namespace mia::acsil

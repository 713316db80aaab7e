// What one batch told and how the market stands after it: all that leaves C++, once for each batch.
#pragma once

#include "bridge/detectors/detection.hpp"
#include "bridge/detectors/event_log.hpp"
#include "bridge/market/book_state.hpp"
#include "bridge/market/figures.hpp"
#include "bridge/market/outcome.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mia::market {

struct StudyNumber {
    std::int32_t chart = 0;
    std::uint32_t study = 0;
    std::uint16_t subgraph = 0;
    bool closed = false;
    double value = 0.0;
    std::int64_t bar_start_ns = 0;
};

struct TopOfBook {
    std::optional<std::int64_t> best_ticks;
    std::uint64_t size = 0;
    std::uint64_t size_5 = 0;
    std::uint64_t size_10 = 0;
};

struct Observation {
    Outcome outcome = Outcome::ok;
    bool needs_snapshot = false;
    wire::BatchHeader header{};
    std::uint64_t missed = 0;

    // How the symbol of the batch's chart stands now.
    std::string symbol;
    double tick_size = 0.0;
    BookState book_state = BookState::no_source;
    bool book_valid = false;  // its state is valid
    bool connected = false;   // its source says that its Sierra is connected to the exchange
    std::optional<std::int32_t> data_delay_s;  // of the exchange data; nothing when it cannot tell
    TopOfBook bid;
    TopOfBook ask;
    std::optional<std::int64_t> last_trade_ticks;
    std::uint64_t buy_volume_10s = 0;
    std::uint64_t sell_volume_10s = 0;
    std::uint64_t buy_volume_60s = 0;
    std::uint64_t sell_volume_60s = 0;
    Figures figures;

    // What this batch brought.
    std::uint32_t frames = 0;
    std::uint32_t skipped = 0;
    std::uint64_t events = 0;
    std::uint64_t trades = 0;
    std::uint64_t buy_volume = 0;
    std::uint64_t sell_volume = 0;
    std::optional<wire::Bar> bar;  // the newest of the batch's own chart, or else of any
    std::vector<wire::Bar> closed_bars;
    std::vector<StudyNumber> values;
    std::vector<detectors::Detection> opened;
    std::vector<detectors::Detection> closed;
    std::vector<detectors::EventRecord> event_records;  // only when they are wanted
    std::string note;                                   // one line, or nothing

    [[nodiscard]] bool has_flag(std::uint16_t flag) const noexcept {
        return (header.flags & flag) != 0;
    }
};

}  // namespace mia::market

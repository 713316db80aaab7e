// The batches of a file as a loop in C++ takes them: decoded beforehand, so that nothing but the state
// of the market and its detectors is measured.
#pragma once

#include "bridge/market/symbol.hpp"

#include <string>
#include <vector>

namespace mia::bench {

struct LevelChange {
    market::Side side;
    bool at_window_edge;
    market::BookLevel level;
};

// What one batch told.
struct Step {
    std::int64_t time_ns = 0;
    std::vector<market::TapeTrade> trades;
    std::vector<LevelChange> levels;
    std::size_t bids = 0;  // levels in the book after it
    std::size_t asks = 0;

    [[nodiscard]] std::size_t events() const { return trades.size() + levels.size(); }
};

// The first batch is a snapshot, whose book is a step as well. A file has each batch behind its length,
// four bytes with the lowest first. Throws when it cannot be read.
[[nodiscard]] std::vector<Step> read_steps(const std::string& path);

}  // namespace mia::bench

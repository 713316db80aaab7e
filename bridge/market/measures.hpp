// All that is measured of one market beside its book and the newest trades: what is usual there, so
// that thresholds can follow it.
#pragma once

#include "bridge/market/level_sizes.hpp"
#include "bridge/market/tape_speed.hpp"
#include "bridge/market/trade_sizes.hpp"

namespace mia::market {

class Measures {
public:
    // Data time moves on.
    void advance(std::int64_t now_ns);
    // A trade that was not there before.
    void add(const TapeTrade& trade);
    // A valid book, after all of a batch.
    void observe(const Book& book, std::int64_t now_ns) { level_sizes_.observe(book, now_ns); }
    // Trades are missing, or are told again: what was measured over the last of them is unknown.
    void break_tape();

    [[nodiscard]] const LevelSizes& level_sizes() const noexcept { return level_sizes_; }
    [[nodiscard]] const TradeSizes& trade_sizes() const noexcept { return trade_sizes_; }
    [[nodiscard]] const TapeSpeed& tape_speed() const noexcept { return tape_speed_; }

private:
    LevelSizes level_sizes_;
    TradeSizes trade_sizes_;
    TapeSpeed tape_speed_;
};

}  // namespace mia::market

// Volume at price, split by who was the aggressor: what a stretch of trades looks like to those who
// read a chart by its footprint.
#pragma once

#include "bridge/detectors/flow_window.hpp"

namespace mia::detectors {

class Footprint {
public:
    // Trades that lie farther apart than this are not held together: the newest ones stand.
    static constexpr std::int64_t levels_max = 512;

    Footprint() : levels_(levels_max) {}

    // Of the trades of a window from the one at `first` on, those from `end` on left out.
    void build(const FlowWindow& window, std::size_t first, std::size_t end) {
        ++stamp_;
        low_ = 0;
        high_ = -1;
        for (std::size_t k = end; k-- > first;) {
            const FlowPiece& piece = window[k];
            const bool is_first = high_ < low_;
            const std::int64_t low =
                is_first ? piece.price_ticks : std::min(low_, piece.price_ticks);
            const std::int64_t high =
                is_first ? piece.price_ticks : std::max(high_, piece.price_ticks);
            if (high - low >= levels_max) {
                return;
            }
            low_ = low;
            high_ = high;
            Level& level = levels_[index_of(piece.price_ticks)];
            if (level.stamp != stamp_) {
                level = {stamp_, {}};
            }
            level.size[market::index_of(piece.side)] += piece.size;
        }
    }

    void build(const FlowWindow& window, std::size_t first = 0) {
        build(window, first, window.count());
    }

    [[nodiscard]] bool empty() const noexcept { return high_ < low_; }
    // Only when not empty.
    [[nodiscard]] std::int64_t low() const noexcept { return low_; }
    [[nodiscard]] std::int64_t high() const noexcept { return high_; }
    // What a side bought or sold at a price.
    [[nodiscard]] std::uint64_t size(market::Side side, std::int64_t price_ticks) const noexcept {
        if (price_ticks < low_ || price_ticks > high_) {
            return 0;
        }
        const Level& level = levels_[index_of(price_ticks)];
        return level.stamp == stamp_ ? level.size[market::index_of(side)] : 0;
    }
    [[nodiscard]] std::uint64_t volume(std::int64_t price_ticks) const noexcept {
        return size(market::Side::bid, price_ticks) + size(market::Side::ask, price_ticks);
    }

private:
    struct Level {
        std::uint64_t stamp = 0;
        std::array<std::uint64_t, 2> size{};
    };

    static std::size_t index_of(std::int64_t price_ticks) noexcept {
        return static_cast<std::size_t>(static_cast<std::uint64_t>(price_ticks) % levels_max);
    }

    std::vector<Level> levels_;
    std::uint64_t stamp_ = 0;
    std::int64_t low_ = 0;
    std::int64_t high_ = -1;
};

}  // namespace mia::detectors

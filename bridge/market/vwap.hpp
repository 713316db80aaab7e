// The volume-weighted average price of some trades, and how far from it they were made.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

namespace mia::market {

class Vwap {
public:
    void add(std::int64_t price_ticks, std::uint32_t size) noexcept {
        if (volume_ == 0.0) {
            anchor_ticks_ = price_ticks;
        }
        // Sums of whole numbers, near enough to the anchor for a double to hold them without loss.
        const auto distance = static_cast<double>(price_ticks - anchor_ticks_);
        const double volume = size;
        volume_ += volume;
        first_ += volume * distance;
        second_ += volume * distance * distance;
    }
    void clear() noexcept { *this = {}; }

    // Nothing without a trade.
    [[nodiscard]] std::optional<double> ticks() const noexcept {
        if (volume_ == 0.0) {
            return std::nullopt;
        }
        return static_cast<double>(anchor_ticks_) + first_ / volume_;
    }
    // The standard deviation, weighted by volume. A band lies so many of them above or below.
    [[nodiscard]] std::optional<double> deviation_ticks() const noexcept {
        if (volume_ == 0.0) {
            return std::nullopt;
        }
        const double mean = first_ / volume_;
        const double variance = second_ / volume_ - mean * mean;
        return variance > 0.0 ? std::sqrt(variance) : 0.0;
    }

private:
    std::int64_t anchor_ticks_ = 0;
    double volume_ = 0.0;
    double first_ = 0.0;   // of volume times distance from the anchor
    double second_ = 0.0;  // of volume times its square
};

}  // namespace mia::market

// How much was traded at each price, and who was the aggressor. It spans a fixed number of prices; what
// is further away than that from all others does not go in.
#pragma once

#include "bridge/market/tape.hpp"

#include <bit>

namespace mia::market {

class VolumeProfile {
public:
    // Of NQ four thousand points, of ES as well.
    static constexpr std::size_t usual_rows = 16384;

    // Takes its memory with the first trade.
    explicit VolumeProfile(std::size_t rows = usual_rows) : size_(std::bit_ceil(rows)) {}

    // False when the price is out of reach.
    bool add(std::int64_t price_ticks, const Traded& traded);
    // Of what was added there.
    void remove(std::int64_t price_ticks, const Traded& traded);
    void clear() noexcept;

    [[nodiscard]] bool is_empty() const noexcept { return high_ < low_; }
    // The prices that were traded, when it is not empty.
    [[nodiscard]] std::int64_t low_ticks() const noexcept { return low_; }
    [[nodiscard]] std::int64_t high_ticks() const noexcept { return high_; }
    [[nodiscard]] std::uint64_t volume() const noexcept { return volume_; }
    // All that was ever added or taken out: it grows whenever something changes.
    [[nodiscard]] std::uint64_t turnover() const noexcept { return turnover_; }
    [[nodiscard]] Traded at(std::int64_t price_ticks) const noexcept {
        return low_ <= price_ticks && price_ticks <= high_ ? rows_[place(price_ticks)] : Traded();
    }
    [[nodiscard]] std::uint64_t volume_at(std::int64_t price_ticks) const noexcept {
        return at(price_ticks).volume();
    }

private:
    [[nodiscard]] std::size_t place(std::int64_t price_ticks) const noexcept {
        return static_cast<std::size_t>(price_ticks) & (size_ - 1);
    }

    std::size_t size_;  // a power of two
    std::vector<Traded> rows_;
    std::int64_t low_ = 0;
    std::int64_t high_ = -1;
    std::uint64_t volume_ = 0;
    std::uint64_t turnover_ = 0;
};

}  // namespace mia::market

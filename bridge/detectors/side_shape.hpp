// What one side showed near its touch when the last batch was over, to tell a book that merely moved
// from orders that came and went: after a move the same sizes stand one behind the other as before,
// at other prices.
#pragma once

#include "bridge/market/book.hpp"

#include <algorithm>
#include <array>

namespace mia::detectors {

class SideShape {
public:
    static constexpr std::size_t levels_kept = 8;
    static constexpr std::size_t alike_needed = 6;

    void note(const market::BookSide& side) noexcept {
        const auto levels = side.levels();
        count_ = std::min(levels.size(), levels_kept);
        std::copy_n(levels.begin(), count_, levels_.begin());
    }
    void forget() noexcept { count_ = 0; }

    [[nodiscard]] bool has_merely_moved(const market::BookSide& side) const noexcept {
        const auto levels = side.levels();
        if (count_ == 0 || levels.empty() || levels[0].price_ticks == levels_[0].price_ticks) {
            return false;
        }
        std::size_t alike = 0;
        for (std::size_t at = 0; at < std::min(count_, levels.size()); ++at) {
            const auto [less, more] = std::minmax(levels[at].size, levels_[at].size);
            alike += 10 * std::uint64_t{less} >= 9 * std::uint64_t{more} ? 1U : 0U;
        }
        return alike >= std::min(alike_needed, count_);
    }

private:
    std::size_t count_ = 0;
    std::array<market::BookLevel, levels_kept> levels_{};
};

}  // namespace mia::detectors

// How large the levels of a book usually are, of each side and by their distance from the touch, and
// how many a side shows. It looks at a valid book a few times a second.
#pragma once

#include "bridge/market/book.hpp"
#include "bridge/market/size_distribution.hpp"

#include <bit>

namespace mia::market {

class LevelSizes {
public:
    static constexpr std::int64_t sample_every_ns = 250'000'000;
    static constexpr std::size_t levels_of_side = 10;  // the best so many make up usual(side)
    static constexpr std::size_t levels_sampled = 20;  // and so many usual(side, distance)
    // Touch, 1, 2 to 3, 4 to 7, 8 to 15 ticks behind it, and deeper: what stands there is alike.
    static constexpr std::size_t bands = 6;

    LevelSizes();

    // Looks at the book when it is time to. A clock that went back starts the timing anew.
    void observe(const Book& book, std::int64_t now_ns);

    // Of the best levels of a side.
    [[nodiscard]] const SizeDistribution& usual(Side side) const noexcept {
        return sides_[index_of(side)].near;
    }
    // Of the levels so many ticks behind the best one; until enough of them were seen, of the side.
    [[nodiscard]] const SizeDistribution&
    usual(Side side, std::int64_t ticks_behind_touch) const noexcept {
        const SizeDistribution& band =
            sides_[index_of(side)].by_distance[band_of(ticks_behind_touch)];
        return band.is_ready() ? band : usual(side);
    }
    // How many levels a side usually shows.
    [[nodiscard]] const SizeDistribution& usual_count(Side side) const noexcept {
        return sides_[index_of(side)].count;
    }

    static constexpr std::size_t band_of(std::int64_t ticks_behind_touch) {
        const auto ticks =
            static_cast<std::uint64_t>(ticks_behind_touch < 0 ? 0 : ticks_behind_touch);
        const auto width = static_cast<std::size_t>(std::bit_width(ticks));
        return width < bands ? width : bands - 1;
    }

private:
    struct SideSizes {
        SizeDistribution near;
        std::array<SizeDistribution, bands> by_distance;
        SizeDistribution count;
    };

    static void sample(const BookSide& side, SideSizes& sizes, std::int64_t now_ns);

    std::vector<SideSizes> sides_;  // two of them; too much for a stack
    std::int64_t sampled_ns_ = 0;
};

}  // namespace mia::market

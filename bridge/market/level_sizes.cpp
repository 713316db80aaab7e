#include "bridge/market/level_sizes.hpp"

#include <algorithm>

namespace mia::market {

LevelSizes::LevelSizes() : sides_(both_sides.size()) {}

void LevelSizes::observe(const Book& book, std::int64_t now_ns) {
    if (now_ns >= sampled_ns_ && now_ns - sampled_ns_ < sample_every_ns) {
        return;
    }
    sampled_ns_ = now_ns;
    for (const Side side : both_sides) {
        sample(book.side(side), sides_[index_of(side)], now_ns);
    }
}

void LevelSizes::sample(const BookSide& side, SideSizes& sizes, std::int64_t now_ns) {
    sizes.near.advance(now_ns);
    sizes.count.advance(now_ns);
    for (SizeDistribution& band : sizes.by_distance) {
        band.advance(now_ns);
    }
    const auto levels = side.levels();
    sizes.count.add(static_cast<std::uint32_t>(levels.size()));
    for (std::size_t i = 0; i < std::min(levels.size(), levels_sampled); ++i) {
        const BookLevel& level = levels[i];
        const std::int64_t behind =
            ticks_behind(side.side(), side.best().price_ticks, level.price_ticks);
        sizes.by_distance[band_of(behind)].add(level.size);
        if (i < levels_of_side) {
            sizes.near.add(level.size);
        }
    }
}

}  // namespace mia::market

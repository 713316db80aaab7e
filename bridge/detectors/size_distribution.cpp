#include "bridge/detectors/size_distribution.hpp"

#include <algorithm>
#include <bit>

namespace mia::detectors {

// Sizes below 32 have a bucket each; above, each power of two is cut into 32.
std::size_t SizeDistribution::bucket_of(std::uint32_t size) noexcept {
    if (size < 32) {
        return size;
    }
    const auto exponent = static_cast<std::uint32_t>(std::bit_width(size)) - 6U;  // 0 for 32 to 63
    return std::size_t{32} * (exponent + 1) + ((size >> exponent) - 32U);
}

// The lowest size of a bucket.
std::uint32_t SizeDistribution::size_of(std::size_t bucket) noexcept {
    if (bucket < 32) {
        return static_cast<std::uint32_t>(bucket);
    }
    const auto exponent = static_cast<std::uint32_t>(bucket / 32 - 1);
    return static_cast<std::uint32_t>(bucket % 32 + 32) << exponent;
}

void SizeDistribution::observe(const market::BookSide& side, std::int64_t now_ns) {
    if (now_ns >= sampled_ns_ && now_ns - sampled_ns_ < sample_every_ns) {
        return;
    }
    sampled_ns_ = now_ns;
    if (now_ns < generation_began_ns_ || now_ns - generation_began_ns_ >= generation_ns) {
        generation_began_ns_ = now_ns;
        begin_generation();
    }
    const auto levels = side.levels();
    for (const market::BookLevel& level : levels.first(std::min(levels.size(), levels_sampled))) {
        add(level.size);
    }
    median_ = quantile(500);
}

void SizeDistribution::add(std::uint32_t size) {
    ++histogram_[running_][bucket_of(size)];
    ++count_[running_];
}

void SizeDistribution::begin_generation() {
    running_ = 1 - running_;
    histogram_[running_].fill(0);
    count_[running_] = 0;
}

std::uint32_t SizeDistribution::quantile(std::uint32_t per_mille) const noexcept {
    if (!is_ready()) {
        return 0;
    }
    const std::uint64_t wanted = (std::uint64_t{count_[0]} + count_[1]) * per_mille;
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        seen += std::uint64_t{histogram_[0][bucket]} + histogram_[1][bucket];
        if (seen != 0 && seen * 1000 >= wanted) {
            return size_of(bucket);
        }
    }
    return size_of(buckets - 1);
}

}  // namespace mia::detectors

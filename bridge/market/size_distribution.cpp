#include "bridge/market/size_distribution.hpp"

#include <algorithm>
#include <bit>

namespace mia::market {

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

void SizeDistribution::advance(std::int64_t now_ns) noexcept {
    if (samples() == 0) {
        generation_began_ns_ = now_ns;
        return;
    }
    const bool is_over = now_ns - generation_began_ns_ >= generation_ns_;
    if (now_ns >= generation_began_ns_ && (!is_over || count_[running_] < samples_wanted)) {
        return;
    }
    generation_began_ns_ = now_ns;
    running_ = 1 - running_;
    for (std::size_t bucket = 0; bucket < bucket_end_; ++bucket) {
        both_[bucket] -= histogram_[running_][bucket];
        histogram_[running_][bucket] = 0;
    }
    count_[running_] = 0;
    ++version_;
}

void SizeDistribution::add(std::uint32_t size, std::uint32_t times) noexcept {
    const std::size_t bucket = bucket_of(size);
    histogram_[running_][bucket] += times;
    both_[bucket] += times;
    count_[running_] += times;
    bucket_end_ = std::max(bucket_end_, bucket + 1);
    ++version_;
}

std::uint32_t SizeDistribution::look_up(std::uint32_t per_mille) const noexcept {
    Look& look = looks_[per_mille % looks_kept];
    look = {version_, per_mille, 0};
    if (!is_ready()) {
        return 0;
    }
    const std::uint64_t share = std::min(per_mille, per_mille_max);
    const std::uint64_t wanted =
        std::max<std::uint64_t>(1, (samples() * share + per_mille_max - 1) / per_mille_max);
    std::uint64_t seen = 0;
    std::size_t bucket = 0;
    while ((seen += both_[bucket]) < wanted) {
        ++bucket;
    }
    look.size = size_of(bucket);
    return look.size;
}

std::uint32_t SizeDistribution::rank(std::uint32_t size) const noexcept {
    if (!is_ready()) {
        return 0;
    }
    std::uint64_t smaller = 0;
    const std::size_t end = std::min(bucket_of(size), bucket_end_);
    for (std::size_t bucket = 0; bucket < end; ++bucket) {
        smaller += both_[bucket];
    }
    return static_cast<std::uint32_t>(smaller * per_mille_max / samples());
}

}  // namespace mia::market

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
    histogram_[running_].fill(0);
    count_[running_] = 0;
    is_stale_ = true;
}

void SizeDistribution::add(std::uint32_t size, std::uint32_t times) noexcept {
    const std::size_t bucket = bucket_of(size);
    histogram_[running_][bucket] += times;
    count_[running_] += times;
    bucket_end_ = std::max(bucket_end_, bucket + 1);
    is_stale_ = true;
}

// Each bucket is the answer for all shares that its samples and the smaller ones make up.
void SizeDistribution::rank_all() const noexcept {
    is_stale_ = false;
    const std::uint64_t all = samples();
    if (!is_ready()) {
        quantiles_.fill(0);
        return;
    }
    std::uint64_t seen = 0;
    auto place = quantiles_.begin();
    for (std::size_t bucket = 0; bucket < bucket_end_; ++bucket) {
        const std::uint64_t here = in_bucket(bucket);
        if (here != 0) {
            seen += here;
            const auto end =
                quantiles_.begin() + static_cast<std::ptrdiff_t>(seen * per_mille_max / all) + 1;
            std::fill(place, end, size_of(bucket));
            place = end;
        }
    }
}

std::uint32_t SizeDistribution::rank(std::uint32_t size) const noexcept {
    if (is_stale_) {
        rank_all();
    }
    if (!is_ready()) {
        return 0;
    }
    const auto at =
        std::lower_bound(quantiles_.begin(), quantiles_.end(), size_of(bucket_of(size)));
    const auto smaller = static_cast<std::uint32_t>(at - quantiles_.begin());
    return smaller == 0 ? 0 : smaller - 1;
}

}  // namespace mia::market

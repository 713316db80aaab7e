// How large levels of one side usually are: a histogram of what was displayed in the last one to
// two minutes. Thresholds follow it, because a size that is a wall at night is nothing in the
// morning.
#pragma once

#include "bridge/market/book.hpp"

#include <array>
#include <cstdint>

namespace mia::detectors {

class SizeDistribution {
public:
    static constexpr std::int64_t sample_every_ns = 250'000'000;
    static constexpr std::int64_t generation_ns = 60'000'000'000;
    static constexpr std::size_t levels_sampled = 10;
    static constexpr std::uint32_t samples_wanted = 100;

    // Looks at the best levels when it is time to. A clock that went back starts the timing anew.
    void observe(const market::BookSide& side, std::int64_t now_ns);
    void add(std::uint32_t size);

    // Below this many samples nothing is said.
    [[nodiscard]] bool is_ready() const noexcept { return count_[0] + count_[1] >= samples_wanted; }
    // The size that `per_mille` of the levels do not exceed, exact up to 32 and to 1 in 32 above; 0
    // when not ready.
    [[nodiscard]] std::uint32_t quantile(std::uint32_t per_mille) const noexcept;
    [[nodiscard]] std::uint32_t median() const noexcept { return median_; }

private:
    static constexpr std::size_t buckets = 32 * 28;
    static std::size_t bucket_of(std::uint32_t size) noexcept;
    static std::uint32_t size_of(std::size_t bucket) noexcept;
    void begin_generation();

    // Two generations: the running one and the one before it, so that forgetting is gradual and
    // costs nothing.
    std::array<std::array<std::uint32_t, buckets>, 2> histogram_{};
    std::array<std::uint32_t, 2> count_{};
    std::size_t running_ = 0;
    std::uint32_t median_ = 0;
    std::int64_t sampled_ns_ = 0;
    std::int64_t generation_began_ns_ = 0;
};

}  // namespace mia::detectors

// How large something usually is: a histogram of what was seen in the last one to two generations of
// a set length. Thresholds follow it, because a size that is large at night is nothing in the
// morning.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace mia::market {

class SizeDistribution {
public:
    static constexpr std::uint32_t samples_wanted = 100;
    static constexpr std::uint32_t per_mille_max = 1000;

    // A generation lasts so long, and longer until it has the samples that are wanted: what is
    // seldom seen is remembered longer.
    explicit SizeDistribution(std::int64_t generation_ns = 60'000'000'000)
        : generation_ns_(generation_ns) {}

    // Forgets when it is time to. A clock that went back starts the timing anew.
    void advance(std::int64_t now_ns) noexcept;
    void add(std::uint32_t size, std::uint32_t times = 1) noexcept;

    // Below this many samples nothing is said.
    [[nodiscard]] bool is_ready() const noexcept { return samples() >= samples_wanted; }
    [[nodiscard]] std::uint64_t samples() const noexcept {
        return std::uint64_t{count_[0]} + count_[1];
    }
    // The size that `per_mille` of the samples do not exceed, exact up to 32 and to 1 in 32 above; 0
    // when not ready. The first look after samples came goes through the histogram, the next ones are
    // loads.
    [[nodiscard]] std::uint32_t quantile(std::uint32_t per_mille) const noexcept {
        const Look& look = looks_[per_mille % looks_kept];
        return look.version == version_ && look.per_mille == per_mille ? look.size
                                                                       : look_up(per_mille);
    }
    [[nodiscard]] std::uint32_t median() const noexcept { return quantile(500); }
    // How many of a thousand samples are smaller; 0 when not ready.
    [[nodiscard]] std::uint32_t rank(std::uint32_t size) const noexcept;

private:
    static constexpr std::size_t buckets = 32 * 28;
    static std::size_t bucket_of(std::uint32_t size) noexcept;
    static std::uint32_t size_of(std::size_t bucket) noexcept;
    [[nodiscard]] std::uint32_t look_up(std::uint32_t per_mille) const noexcept;

    static constexpr std::size_t looks_kept = 16;
    struct Look {
        std::uint64_t version = 0;
        std::uint32_t per_mille = 0;
        std::uint32_t size = 0;
    };

    // Two generations: the running one and the one before it, so that forgetting is gradual and
    // costs nothing. Both together are what is looked at.
    std::array<std::array<std::uint32_t, buckets>, 2> histogram_{};
    std::array<std::uint32_t, buckets> both_{};
    std::array<std::uint32_t, 2> count_{};
    std::size_t running_ = 0;
    std::size_t bucket_end_ = 0;  // nothing was ever put into this bucket or a higher one
    std::int64_t generation_ns_;
    std::int64_t generation_began_ns_ = 0;
    std::uint64_t version_ = 1;  // one more with each sample
    // Kept for the next look; that a look writes it changes nothing that anyone can see.
    mutable std::array<Look, looks_kept> looks_{};
};

}  // namespace mia::market

// What the study calls cost: a histogram of fixed size, plain data, a few nanoseconds per call.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace mia::acsil {

// Buckets of powers of two, each split into eight: a percentile is right within an eighth.
struct CallCost {
    std::array<std::uint32_t, 320> buckets;
    std::uint64_t calls;

    void add(std::int64_t cost_ns) noexcept {
        ++buckets[bucket_of(cost_ns < 1 ? 1 : static_cast<std::uint64_t>(cost_ns))];
        ++calls;
    }

    [[nodiscard]] std::uint32_t percentile_ns(double share) const noexcept {
        const double wanted = share * static_cast<double>(calls);
        double seen = 0;
        for (std::size_t bucket = 0; bucket < buckets.size(); ++bucket) {
            seen += buckets[bucket];
            if (seen >= wanted && seen > 0) {
                return upper_ns(bucket);
            }
        }
        return 0;
    }

private:
    static constexpr int split_bits = 3;

    static std::size_t bucket_of(std::uint64_t cost_ns) noexcept {
        const auto width = static_cast<int>(std::bit_width(cost_ns));
        const int shift = width > split_bits + 1 ? width - split_bits - 1 : 0;
        const std::size_t bucket =
            (static_cast<std::size_t>(shift) << split_bits) + (cost_ns >> shift);
        return bucket < 320 ? bucket : 319;
    }
    static std::uint32_t upper_ns(std::size_t bucket) noexcept {
        if (bucket < (2U << split_bits)) {
            return static_cast<std::uint32_t>(bucket);
        }
        const std::size_t shift = (bucket >> split_bits) - 1;
        const std::uint64_t mantissa = bucket - (shift << split_bits);
        const std::uint64_t upper = ((mantissa + 1) << shift) - 1;
        return upper < UINT32_MAX ? static_cast<std::uint32_t>(upper) : UINT32_MAX;
    }
};

}  // namespace mia::acsil

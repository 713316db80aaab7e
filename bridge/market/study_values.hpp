// The newest value of every study subgraph, keyed by who sent it. Values stay doubles, unrounded.
#pragma once

#include "bridge/market/bars.hpp"

#include <vector>

namespace mia::market {

struct StudyKey {
    ChartKey chart;
    std::uint32_t study = 0;
    std::uint16_t subgraph = 0;

    auto operator<=>(const StudyKey&) const = default;
};

struct StudyValueState {
    StudyKey key;
    double value = 0.0;
    std::int64_t bar_start_ns = 0;
    bool closed = false;
    std::uint32_t snapshot = 0;  // the count of snapshots of its publisher when it was told last
};

class StudyValues {
public:
    static constexpr std::size_t values_max = 65536;

    // False when there is no room for one more.
    bool apply(const StudyValueState& state);
    // Forgets what this publisher instance has not told since its count of snapshots became
    // `snapshot`.
    void forget_older(std::uint64_t instance, std::uint32_t snapshot);
    // Sorted by key.
    [[nodiscard]] std::span<const StudyValueState> values() const noexcept { return values_; }

private:
    std::vector<StudyValueState> values_;
};

}  // namespace mia::market

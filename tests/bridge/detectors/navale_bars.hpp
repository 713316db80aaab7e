// Bars that make a green base, and one that leaves it.
#pragma once

#include "tests/bridge/detectors/bar_stand.hpp"

namespace mia::detectors::test {

// A bar before, then eight within 98 to 105 whose last closes rise: a green base.
inline std::vector<Prices> green_base() {
    std::vector<Prices> bars(6, {101, 104, 98, 101});
    bars.push_back({101, 104, 99, 102});
    bars.push_back({102, 105, 99, 103});
    bars.push_back({103, 105, 100, 104});
    return bars;
}

inline constexpr Prices leaves_upward{104, 108, 103, 107};

inline std::vector<Prices> green_base_left_upward() {
    auto bars = green_base();
    bars.push_back(leaves_upward);
    return bars;
}

}  // namespace mia::detectors::test

// Highest high and lowest low of the bars before the newest, which is no part of them.
#pragma once

#include "bridge/detectors/bar_window.hpp"

#include <algorithm>

namespace mia::detectors {

struct BarRange {
    std::int64_t high;
    std::int64_t low;
    std::int64_t ranges;  // those of the single bars, summed up

    // Of so many bars, which the window has beside the newest.
    static BarRange before_newest(const BarWindow& window, std::size_t count) {
        BarRange range{window.at(1).high, window.at(1).low, 0};
        for (std::size_t back = 1; back <= count; ++back) {
            const SeenBar bar = window.at(back);
            range.high = std::max(range.high, bar.high);
            range.low = std::min(range.low, bar.low);
            range.ranges += bar.high - bar.low;
        }
        return range;
    }

    [[nodiscard]] std::int64_t width() const noexcept { return high - low; }
};

}  // namespace mia::detectors

// Whether closed bars come one after the other, none left out and none that is not sound: what is
// known over several bars holds only while they do.
#pragma once

#include "bridge/wire/chart_frames.hpp"

#include <span>

namespace mia::detectors {

class BarRun {
public:
    // Takes one more closed bar, the last of these; false when the one before is not that of the last
    // call. There are none when the newest is not sound.
    bool follows(std::span<const wire::Bar> bars) {
        const bool is_next = bars.size() >= 2 && bars[bars.size() - 2].start_ns == newest_ns_;
        newest_ns_ = bars.empty() ? none : bars.back().start_ns;
        return is_next;
    }

private:
    static constexpr std::int64_t none = -1;
    std::int64_t newest_ns_ = none;
};

}  // namespace mia::detectors

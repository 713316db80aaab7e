// The clock by which a study tries again, draws its panel and shows that it lives: Sierra's while that moves, so that a
// session played at any speed is paced alike; the machine's while it stands, as in a replay that is paused.
#pragma once

#include <cstdint>

namespace mia::acsil {

// Plain data that may be zeroed.
struct Pace {
    std::int64_t now_ns;     // what is compared; means nothing by itself
    std::int64_t sierra_ns;  // of the newest call
    std::int64_t steady_ns;  // when Sierra's clock moved last, or the time it stands was counted
    std::int64_t stood_ns;   // how long it stood in all

    // Sierra's clock stands when it did not move for a second: two calls at one moment are nothing yet.
    void take(std::int64_t sierra, std::int64_t steady) noexcept {
        constexpr std::int64_t stands_after_ns = 1'000'000'000;
        if (sierra != sierra_ns) {
            sierra_ns = sierra;
            steady_ns = steady;
        } else if (steady - steady_ns >= stands_after_ns) {
            stood_ns += steady - steady_ns;
            steady_ns = steady;
        }
        now_ns = sierra_ns + stood_ns;
    }
};

}  // namespace mia::acsil

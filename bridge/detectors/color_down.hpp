// color_down: the author's formula, the newest closed bar being [1]; color_up upside down.
//   O[1] < C, H > L[1] + 12, L[1] < L, O[-1] < C[-2], H[-2] > L[-1] + 12, L[-1] < L[-2], H < H[-1]
#pragma once

#include "bridge/detectors/color_up.hpp"

namespace mia::detectors {

struct ColorDownRule : ColorUpRule {
    using ColorUpRule::ColorUpRule;
    static constexpr DetectorInfo info{
        "color_down", "Two far reaches down in a row, the second from a lower high.", parameters,
        evidence};
    static constexpr std::array directions{Direction::down};
};

using ColorDown = BarPattern<ColorDownRule>;
static_assert(Detector<ColorDown>);

}  // namespace mia::detectors

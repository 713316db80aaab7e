// long_up_down_bar: long_down_up_bar upside down, which is the author's formula for it:
//   O > C[-1], H > L[-1] + 8, O[1] < C, H > L[1] + 8, L[1] < L[-1]
#pragma once

#include "bridge/detectors/long_down_up_bar.hpp"

namespace mia::detectors {

struct LongUpDownRule : LongDownUpRule {
    using LongDownUpRule::LongDownUpRule;
    static constexpr DetectorInfo info{
        "long_up_down_bar", "A long way up in one bar that the next one more than takes back.",
        parameters, evidence};
    static constexpr std::array directions{Direction::down};
};

using LongUpDownBar = BarPattern<LongUpDownRule>;
static_assert(Detector<LongUpDownBar>);

}  // namespace mia::detectors

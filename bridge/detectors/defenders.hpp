// defenders: vikings upside down.
#pragma once

#include "bridge/detectors/vikings.hpp"

namespace mia::detectors {

struct DefendersParty : VikingsParty {
    static constexpr DetectorInfo info{
        "defenders", "Aggressive sellers have the last five bars.", parameters, evidence};
    static constexpr Direction direction = Direction::down;
};

using Defenders = BoardingParty<DefendersParty>;
static_assert(Detector<Defenders>);

}  // namespace mia::detectors

// The list of all detectors: the one place besides its own header where a detector is named.
#pragma once

#include "bridge/detectors/absorption.hpp"
#include "bridge/detectors/wall.hpp"

#include <tuple>

namespace mia::detectors {

template <Detector... Detectors>
struct Catalog {
    using Set = std::tuple<Detectors...>;
    static constexpr std::array<const DetectorInfo*, sizeof...(Detectors)> infos{
        &Detectors::info...};
};

using AllDetectors = Catalog<Wall, Absorption>;

inline constexpr std::size_t detector_count = AllDetectors::infos.size();

}  // namespace mia::detectors

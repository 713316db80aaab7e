// The list of all detectors: the one place besides its own header where a detector is named.
#pragma once

#include "bridge/detectors/absorption.hpp"
#include "bridge/detectors/color_down.hpp"
#include "bridge/detectors/color_up.hpp"
#include "bridge/detectors/defenders.hpp"
#include "bridge/detectors/delta_burst.hpp"
#include "bridge/detectors/delta_divergence.hpp"
#include "bridge/detectors/delta_flip.hpp"
#include "bridge/detectors/engulfing.hpp"
#include "bridge/detectors/exhaustion.hpp"
#include "bridge/detectors/golden_rule.hpp"
#include "bridge/detectors/headfake.hpp"
#include "bridge/detectors/iceberg.hpp"
#include "bridge/detectors/ladder.hpp"
#include "bridge/detectors/long_down_up_bar.hpp"
#include "bridge/detectors/long_up_down_bar.hpp"
#include "bridge/detectors/microstructure_anomaly.hpp"
#include "bridge/detectors/navale_base.hpp"
#include "bridge/detectors/range_break.hpp"
#include "bridge/detectors/smart_money.hpp"
#include "bridge/detectors/spoofing.hpp"
#include "bridge/detectors/squeeze.hpp"
#include "bridge/detectors/stacked_imbalance.hpp"
#include "bridge/detectors/sweep.hpp"
#include "bridge/detectors/trade_spike.hpp"
#include "bridge/detectors/vikings.hpp"
#include "bridge/detectors/volume_profile_imbalance.hpp"
#include "bridge/detectors/wall.hpp"

#include <tuple>

namespace mia::detectors {

template <Detector... Detectors>
struct Catalog {
    using Set = std::tuple<Detectors...>;
    static constexpr std::array<const DetectorInfo*, sizeof...(Detectors)> infos{
        &Detectors::info...};
};

using AllDetectors = Catalog<
    // book
    Iceberg, Wall, Ladder, Spoofing, Absorption, Sweep, Squeeze,
    // flow
    DeltaBurst, DeltaFlip, StackedImbalance, TradeSpike, Exhaustion, DeltaDivergence, SmartMoney,
    VolumeProfileImbalance, MicrostructureAnomaly,
    // bars
    LongDownUpBar, LongUpDownBar, ColorDown, ColorUp, Engulfing, RangeBreak, Headfake,
    // Battle Navale
    Vikings, Defenders, NavaleBase, GoldenRule>;

inline constexpr std::size_t detector_count = AllDetectors::infos.size();

}  // namespace mia::detectors

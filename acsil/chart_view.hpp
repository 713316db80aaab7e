// The bars of a chart as this call may tell of them: of the study's own chart all, the newest still forming; of another
// chart only those that are complete, so that nothing is known before its time.
#pragma once

#include "acsil/feed_state.hpp"
#include "acsil/price_grid.hpp"

#include "sierrachart.h"

namespace mia::acsil {

struct ChartView {
    std::int32_t chart;
    std::uint16_t instrument;
    bool is_own;
    std::uint32_t period_s;  // 0 for bars that are not made of time
    int closed;              // bars that are complete
    int size;                // bars that may be told of
    PriceGrid grid;
    SCDateTimeArray times;
    SCFloatArray open;
    SCFloatArray high;
    SCFloatArray low;
    SCFloatArray last;
    SCFloatArray volume;
    SCFloatArray trades;
    SCFloatArray bid_volume;
    SCFloatArray ask_volume;
    const c_VAPContainer* prices;  // nullptr when nobody keeps the volume at them

    [[nodiscard]] bool is_closed(int bar) const noexcept { return bar < closed; }
};

// Of any watched chart; what the chart does not have is not in the view.
[[nodiscard]] ChartView view_of(SCStudyInterfaceRef sc, const WatchedChart& chart);

[[nodiscard]] std::int64_t bar_start_ns(SCStudyInterfaceRef sc, const ChartView& view, int bar);

}  // namespace mia::acsil

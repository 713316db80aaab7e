// What was traded at each price of a bar of the study's own chart, as Sierra keeps it. Only its reading half is used:
// the writing half does not compile everywhere.
#pragma once

#include "acsil/chart_view.hpp"
#include "acsil/feed_call.hpp"

namespace mia::acsil {

// Bytes that write_prices() will take for this bar; 0 when there are no prices or they are switched off.
[[nodiscard]] std::size_t prices_room(SCStudyInterfaceRef sc, const ChartView& view, int bar);

// Whether the prices of the forming bar differ from those sent with it.
[[nodiscard]] bool have_prices_changed(
    SCStudyInterfaceRef sc, const ChartView& view, const wire::Bar& bar, const WatchedChart& chart
);

// Writes the prices of a bar that was just written, if it has any, and gives their hash.
std::uint64_t
write_prices(FeedCall& call, const ChartView& view, const wire::Bar& bar, WatchedChart& chart);

}  // namespace mia::acsil

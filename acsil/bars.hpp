// The bars of a chart and what was traded at each price of them.
#pragma once

#include "acsil/chart_view.hpp"
#include "acsil/feed_call.hpp"

namespace mia::acsil {

// Writes the bars that closed since the last call and the forming one when it changed. What does not fit waits.
void write_bars(FeedCall& call, const ChartView& view, WatchedChart& chart);

// Writes history from bar `state.snapshot.next` on; true when the newest bar is written.
[[nodiscard]] bool write_bar_history(FeedCall& call, const ChartView& view, WatchedChart& chart);

}  // namespace mia::acsil

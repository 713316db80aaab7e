// The values of the studies that the catalog lists: each when it changes, unrounded, and once more when its bar ends.
#pragma once

#include "acsil/chart_view.hpp"
#include "acsil/feed_call.hpp"

namespace mia::acsil {

// A chart that got more bars than these between two calls is told anew, by a snapshot.
inline constexpr int bars_between_calls_max = 64;

// Writes the values that differ from those sent: of the bars that closed since, one by one, then of the forming bar.
// True when all of it is written; else the next call goes on where this one ended.
[[nodiscard]] bool write_values(FeedCall& call, const ChartView& view, WatchedChart& chart);

}  // namespace mia::acsil

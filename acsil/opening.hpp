// How a snapshot opens: who we are, which instruments the charts show, how Sierra is doing.
#pragma once

#include "acsil/feed_call.hpp"
#include "acsil/price_grid.hpp"

namespace mia::acsil {

void write_opening(FeedCall& call, const PriceGrid& grid);

}  // namespace mia::acsil

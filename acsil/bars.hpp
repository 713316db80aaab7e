// The bars of the study's own chart. The newest one is still forming; those before it are closed.
#pragma once

#include "acsil/feed_state.hpp"
#include "acsil/price_grid.hpp"
#include "bridge/wire/batch_writer.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Seconds per bar; 0 for bars that are not made of time.
[[nodiscard]] std::uint32_t bar_period_s(SCStudyInterfaceRef sc);

// Writes the bars that closed since the last call and the forming one when it changed. What does not fit waits.
void write_bars(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
);

// Writes history from bar `state.snapshot.next` on; true when the newest bar is written.
[[nodiscard]] bool write_bar_history(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
);

}  // namespace mia::acsil

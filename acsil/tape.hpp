// The tape: every record of Sierra's time and sales exactly once, found by its sequence.
#pragma once

#include "acsil/feed_state.hpp"
#include "acsil/price_grid.hpp"
#include "bridge/wire/batch_writer.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Writes what is newer than the cursor, in order, and moves the cursor over what was written. What does not fit waits
// for the next call.
void write_tape(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
);

// Writes the newest part of the buffer for a snapshot, so that a host that missed batches has the tape whole again as
// far as the buffer reaches. The cursor stands at the end afterwards.
void write_recent_tape(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
);

}  // namespace mia::acsil

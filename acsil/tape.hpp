// The tape: every record of Sierra's time and sales exactly once, found by its sequence.
#pragma once

#include "acsil/feed_state.hpp"
#include "acsil/price_grid.hpp"
#include "bridge/wire/batch_writer.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Room that a snapshot's tape may take; with less it goes into the next batch, or a host that missed trades would not
// get them.
inline constexpr int recent_records_max = 1500;
inline constexpr std::size_t recent_tape_bytes =
    recent_records_max * sizeof(wire::Trade) + 32 * 1024;

// Writes what is newer than the cursor, in order, and moves the cursor over what was written. False when not all of it
// fitted; the rest waits for the next call, and the book, which contains it already, must wait too.
[[nodiscard]] bool write_tape(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
);

// Writes the newest part of the buffer for a snapshot, so that a host that missed batches has the tape whole again as
// far as the buffer reaches. The cursor stands at the end afterwards.
void write_recent_tape(
    SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state, wire::BatchWriter& writer
);

}  // namespace mia::acsil

// The tape: every record of Sierra's time and sales exactly once and in order. Where records are missing or numbered
// anew, a frame says so before the first one behind.
#pragma once

#include "acsil/feed_call.hpp"
#include "acsil/price_grid.hpp"

namespace mia::acsil {

// What a snapshot repeats of the tape at most, so that a host that missed batches has it whole again.
inline constexpr int recent_records_max = 1500;

// Whether the user wants the tape, and the symbol's sizes are whole numbers as far as is known: Sierra's tape has no
// others, so that of such a symbol it shows cut ones.
[[nodiscard]] bool sends_tape(FeedCall& call);

// Moves the cursor back, for a snapshot, as far as its share of the tape reaches.
void rewind_tape(FeedCall& call);

// Writes what is newer than the cursor, in order, and moves the cursor over what was written. False when not all of it
// fitted; the rest waits for the next call, and the book, which contains it already, must wait too.
[[nodiscard]] bool write_tape(FeedCall& call, const PriceGrid& grid);

}  // namespace mia::acsil

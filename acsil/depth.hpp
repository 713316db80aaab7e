// The order book: read whole at each call, sent as the levels that differ from what was sent before.
#pragma once

#include "acsil/feed_state.hpp"
#include "acsil/price_grid.hpp"
#include "bridge/wire/batch_writer.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Reads the book of the chart's symbol into `state.scratch`. False when the feed shows no book at all.
bool read_book(SCStudyInterfaceRef sc, const PriceGrid& grid, FeedState& state);

// Writes the book just read, whole. False when it does not fit.
[[nodiscard]] bool write_book(FeedState& state, wire::BatchWriter& writer);

// Writes what changed. False when it does not fit or cannot be said as a difference; the caller sends it whole then.
[[nodiscard]] bool write_book_changes(FeedState& state, wire::BatchWriter& writer);

}  // namespace mia::acsil

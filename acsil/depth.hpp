// The order book: read whole at each call, sent as the levels that differ from what was sent before.
#pragma once

#include "acsil/feed_call.hpp"
#include "acsil/price_grid.hpp"

namespace mia::acsil {

// Whether the user wants the book, and its sizes are whole numbers as far as is known.
[[nodiscard]] bool sends_book(FeedCall& call);

// Reads the book of the chart's symbol and writes it whole, for a snapshot.
void write_book(FeedCall& call, const PriceGrid& grid);

// Reads it and writes what changed since it was sent; the whole of it when that cannot be said as a difference.
void write_book_changes(FeedCall& call, const PriceGrid& grid);

}  // namespace mia::acsil

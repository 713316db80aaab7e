// The other studies of the chart: what they are called, and the values of every named subgraph.
#pragma once

#include "acsil/feed_state.hpp"
#include "bridge/wire/batch_writer.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Lists the studies of the chart anew; their values count as never sent. Own instances are left out.
void list_studies(SCStudyInterfaceRef sc, FeedState& state);

// Whether studies were added, removed or put in another order since they were listed.
[[nodiscard]] bool have_studies_changed(SCStudyInterfaceRef sc, const FeedState& state);

// Writes the catalog from study `state.snapshot.next` on and notes the subgraphs to watch; true when it is complete.
[[nodiscard]] bool
write_catalog(SCStudyInterfaceRef sc, FeedState& state, wire::BatchWriter& writer);

// Writes the values that differ from those sent: first of bars that closed, then of the forming one.
void write_values(SCStudyInterfaceRef sc, FeedState& state, wire::BatchWriter& writer);

}  // namespace mia::acsil

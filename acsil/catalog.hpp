// Which studies a chart has, and how each introduces itself: names, subgraphs, what the user set.
#pragma once

#include "acsil/feed_call.hpp"

namespace mia::acsil {

// Lists the studies of a chart anew; their values count as never sent. The study itself is left out.
void list_studies(SCStudyInterfaceRef sc, WatchedChart& chart);

// Whether studies were added, removed or put in another order since they were listed.
[[nodiscard]] bool have_studies_changed(SCStudyInterfaceRef sc, const WatchedChart& chart);

// Writes the catalog from study `state.snapshot.next` on and notes the subgraphs to watch; true when it is complete.
[[nodiscard]] bool write_catalog(FeedCall& call, WatchedChart& chart);

}  // namespace mia::acsil

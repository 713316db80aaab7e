// Which studies a chart has, and whether each is still what it was introduced as.
#pragma once

#include "acsil/feed_call.hpp"

namespace mia::acsil {

// Lists the studies of a chart anew; their values count as never sent. The study itself is left out.
void list_studies(SCStudyInterfaceRef sc, WatchedChart& chart);

// Whether studies were added, removed or put in another order since they were listed.
[[nodiscard]] bool have_studies_changed(SCStudyInterfaceRef sc, const WatchedChart& chart);

// Looks at one study of one watched chart, in turn, and writes what it says of itself into a batch that nobody gets:
// whether that is other than what the catalog told. Sierra recalculates a chart whose user changed a setting; this is for
// names and inputs that a study changes itself.
[[nodiscard]] bool has_next_study_changed(FeedCall& call);

// After a recalculation every study is looked at again, also one that changed too often.
void forget_changes(FeedState& state) noexcept;

// Writes the catalog from study `state.snapshot.next` on and notes the subgraphs to watch; true when it is complete.
[[nodiscard]] bool write_catalog(FeedCall& call, WatchedChart& chart);

}  // namespace mia::acsil

// A few lines of text on the chart: connected or not, what was sent and dropped, what a call costs, what is watched, what
// is missing, and what the host recognised. Drawn again only when the text is another, and at most once a second.
#pragma once

#include "acsil/feed_state.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Draws, or removes what was drawn when the study is hidden or the panel is switched off.
void show_panel(SCStudyInterfaceRef sc, FeedState& state, std::int64_t now_ns);

// What Sierra forgets with a full recalculation is to be drawn again.
void forget_panel(FeedState& state) noexcept;

void remove_panel(SCStudyInterfaceRef sc, FeedState& state);

}  // namespace mia::acsil

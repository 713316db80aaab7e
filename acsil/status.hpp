// How Sierra and the study are doing, sent when it changes.
#pragma once

#include "acsil/feed_call.hpp"

namespace mia::acsil {

// Data that is delayed by the exchange must never look like the present.
[[nodiscard]] bool is_delayed(SCStudyInterfaceRef sc);

void write_status(FeedCall& call);

// Writes the status only when more of it than mere counts differs from what was sent.
void write_status_change(FeedCall& call);

}  // namespace mia::acsil

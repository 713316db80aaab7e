// How Sierra and the study are doing, sent when it changes.
#pragma once

#include "acsil/feed_state.hpp"
#include "bridge/wire/batch_writer.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Data that is delayed by the exchange must never look like the present.
[[nodiscard]] bool is_delayed(SCStudyInterfaceRef sc);

void write_status(SCStudyInterfaceRef sc, FeedState& state, wire::BatchWriter& writer);

// Writes the status only when Sierra's side of it differs from what was sent.
void write_status_change(SCStudyInterfaceRef sc, FeedState& state, wire::BatchWriter& writer);

}  // namespace mia::acsil

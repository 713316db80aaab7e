// One study instance from its first call to its last: connects, answers subscribers, sends one batch per call.
#pragma once

#include "acsil/feed_state.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// The block of this instance; made at its first call, replaced when an older DLL left one that we cannot use.
[[nodiscard]] FeedState* feed_state_of(SCStudyInterfaceRef sc) noexcept;

// One call. Never blocks; bounded work; no heap once connected and listed.
void run_feed(SCStudyInterfaceRef sc, FeedState& state);

// The last call: closes and frees.
void end_feed(SCStudyInterfaceRef sc) noexcept;

}  // namespace mia::acsil

// One study instance from its first call to its last: connects, answers subscribers, sends one batch per call.
#pragma once

#include "acsil/feed_state.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Persistent values that other studies of the chartbook may read, as Sierra lets them.
namespace shown {
inline constexpr int batches_sent = 2;
inline constexpr int synchronised = 3;  // 1 while a host has our whole snapshot
}  // namespace shown

// Whether a host has our whole snapshot.
[[nodiscard]] bool is_synchronised(const FeedState& state) noexcept;

// The block of this instance; made at its first call, replaced when an older DLL left one that we cannot use.
[[nodiscard]] FeedState* feed_state_of(SCStudyInterfaceRef sc) noexcept;

// One call. Never blocks; bounded work; once connected and listed no heap but for texts that Sierra hands out. An
// exception ends the call, not Sierra.
void run_feed(SCStudyInterfaceRef sc, FeedState& state);

// The last call: closes and frees.
void end_feed(SCStudyInterfaceRef sc) noexcept;

}  // namespace mia::acsil

// What the user set in a study. Two of one kind, say the value area of today and that of yesterday, often differ in
// nothing else.
#pragma once

#include "acsil/feed_call.hpp"

namespace mia::acsil {

// Bytes that the inputs of one study take at most.
inline constexpr std::size_t study_inputs_room =
    sizeof(wire::StudyInput) + SC_INPUTS_AVAILABLE * sizeof(wire::InputValue);

// Writes the inputs of a study whose catalog entry was just written.
void write_study_inputs(FeedCall& call, const WatchedChart& chart, int study);

}  // namespace mia::acsil

// Every level, the regime and the signals' scores as values of subgraphs, for alerts and for other studies. A value
// stands from the bar on in which it was computed; before that nothing was known, and nothing is written there.
#pragma once

#include "acsil/overlay_state.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Call before draw_board, which takes note of the changes.
void write_subgraphs(SCStudyInterfaceRef sc, OverlayState& state, std::int64_t now_ns);

}  // namespace mia::acsil

// A few lines on the chart: is the host there, what is drawn, what went wrong, what a call costs.
#pragma once

#include "acsil/overlay_state.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Looks at most once a second, and draws only another text.
void show_panel(
    SCStudyInterfaceRef sc, OverlayState& state, std::int64_t now_ns, std::int64_t steady_ns
);

}  // namespace mia::acsil

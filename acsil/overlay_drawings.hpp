// Draws what the board holds: a line for each level, a marker with its score for each signal. Only what looks otherwise
// than it was drawn last is drawn again.
#pragma once

#include "acsil/overlay_state.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// What is of a later time than the chart's is not known yet; a chart that replays yesterday must not show today.
[[nodiscard]] bool is_known_by(std::int64_t time_ns, std::int64_t now_ns) noexcept;

void draw_board(SCStudyInterfaceRef sc, OverlayState& state, std::int64_t now_ns);

// Nothing is to be done until something changes, or a minute passes.
void note_drawn(OverlayState& state, std::int64_t now_ns) noexcept;

// Takes everything away that the study drew, its panel too; what it held stays.
void erase_all(SCStudyInterfaceRef sc, OverlayState& state);

}  // namespace mia::acsil

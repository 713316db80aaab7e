// One drawing of a study on its chart. Sierra gives it its number when it is drawn first, so it can never be taken for
// another study's; from then on it is adjusted, never added again. Nothing is drawn as if the user had drawn it, so
// nothing is saved with the chartbook.
#pragma once

#include <cstdint>

#include "sierrachart.h"

namespace mia::acsil {

// `line` is the number it has, 0 for none yet; afterwards the one it got. False when Sierra did not draw it.
bool draw(SCStudyInterfaceRef sc, s_UseTool& tool, std::int32_t& line);

// Takes it away, if it is there, and forgets its number.
void erase(SCStudyInterfaceRef sc, std::int32_t& line);

}  // namespace mia::acsil

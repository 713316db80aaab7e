// The inputs and subgraphs of MIA Overlay. Saved chartbooks keep them by index, and alerts and other studies refer to
// them so, hence they are only ever added at the end.
#pragma once

#include "acsil/level_board.hpp"

#include "sierrachart.h"

namespace mia::acsil {

enum class OverlayInput : int {
    address = 0,
    levels_file = 1,
    file_symbol = 2,
    stale_minutes = 3,
    draw_levels = 4,
    draw_signals = 5,
    show_regime = 6,
    show_panel = 7,
    panel_left = 8,
    panel_bottom = 9,
};

// The named levels come first, in the order of their table.
namespace overlay_subgraph {
inline constexpr int positive_gamma = static_cast<int>(named_levels);
inline constexpr int negative_gamma = positive_gamma + 1;
inline constexpr int oldest_age = negative_gamma + 1;
inline constexpr int signal_score = oldest_age + 1;
inline constexpr int other_levels_begin = SC_SUBGRAPHS_AVAILABLE - static_cast<int>(other_levels);
static_assert(signal_score < other_levels_begin);

inline int of_level(std::size_t place) {
    const int index = static_cast<int>(place);
    return place < named_levels ? index
                                : other_levels_begin + index - static_cast<int>(named_levels);
}
}  // namespace overlay_subgraph

// How a line is drawn; Sierra draws dots and dashes only one pixel wide.
struct LinePen {
    SubgraphLineStyles style;
    std::uint16_t width;
};

inline LinePen pen_of(std::uint16_t level_style) {
    switch (level_style) {
    case wire::level_style::thick:
        return {LINESTYLE_SOLID, 4};
    case wire::level_style::dotted:
        return {LINESTYLE_DOT, 1};
    case wire::level_style::dashed:
        return {LINESTYLE_DASH, 1};
    case wire::level_style::thin:
        return {LINESTYLE_SOLID, 1};
    default:
        return {LINESTYLE_SOLID, 2};
    }
}

inline std::uint32_t sierra_colour(std::uint32_t rgb) {
    return RGB((rgb >> 16) & 0xFFU, (rgb >> 8) & 0xFFU, rgb & 0xFFU);
}

inline auto& overlay_input(SCStudyInterfaceRef sc, OverlayInput which) {
    return sc.Input[static_cast<int>(which)];
}

inline bool wants(SCStudyInterfaceRef sc, OverlayInput which) {
    return overlay_input(sc, which).GetYesNo() != 0;
}

inline std::int64_t stale_minutes(SCStudyInterfaceRef sc) {
    return overlay_input(sc, OverlayInput::stale_minutes).GetInt();
}

void name_overlay_inputs(SCStudyInterfaceRef sc);
void name_overlay_subgraphs(SCStudyInterfaceRef sc);

}  // namespace mia::acsil

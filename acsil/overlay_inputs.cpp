#include "acsil/overlay_inputs.hpp"

namespace mia::acsil {
namespace {

auto& named(SCStudyInterfaceRef sc, OverlayInput which, const char* name) {
    auto& input = overlay_input(sc, which);
    input.Name = name;
    return input;
}

auto& line(SCStudyInterfaceRef sc, int index, const char* name, std::uint32_t rgb) {
    auto& subgraph = sc.Subgraph[index];
    subgraph.Name = name;
    subgraph.PrimaryColor = sierra_colour(rgb);
    subgraph.DrawStyle = DRAWSTYLE_IGNORE;
    subgraph.LineWidth = 1;
    subgraph.DrawZeros = 0;
    return subgraph;
}

}  // namespace

void name_overlay_inputs(SCStudyInterfaceRef sc) {
    named(sc, OverlayInput::address, "Address of the MIA overlay (empty: no host)")
        .SetString("tcp://127.0.0.1:5572");
    named(sc, OverlayInput::levels_file, "Levels file (empty: none)").SetPathAndFileName("");
    named(sc, OverlayInput::file_symbol, "Symbol in the levels file (empty: the chart's)")
        .SetSymbol("");
    auto& stale =
        named(sc, OverlayInput::stale_minutes, "Minutes until a level or the regime is stale");
    stale.SetInt(30);
    stale.SetIntLimits(1, 10080);
    named(sc, OverlayInput::draw_levels, "Draw levels").SetYesNo(1);
    named(sc, OverlayInput::draw_signals, "Draw signals").SetYesNo(1);
    named(sc, OverlayInput::show_regime, "Colour the background by gamma regime").SetYesNo(1);
    named(sc, OverlayInput::show_panel, "Show the panel").SetYesNo(1);
    auto& left = named(sc, OverlayInput::panel_left, "Panel: place from the left (1 to 150)");
    left.SetInt(2);
    left.SetIntLimits(1, 150);
    auto& bottom = named(sc, OverlayInput::panel_bottom, "Panel: place from the bottom (percent)");
    bottom.SetInt(60);
    bottom.SetIntLimits(1, 100);
}

void name_overlay_subgraphs(SCStudyInterfaceRef sc) {
    for (std::size_t place = 0; place < named_levels; ++place) {
        const LevelStyle& style = level_styles[place];
        auto& level = line(sc, overlay_subgraph::of_level(place), style.label, style.colour_rgb);
        level.LineStyle = pen_of(style.style).style;
        level.LineWidth = pen_of(style.style).width;
    }
    line(sc, overlay_subgraph::positive_gamma, "Positive gamma", positive_gamma_rgb).DrawStyle =
        DRAWSTYLE_BACKGROUND_TRANSPARENT;
    line(sc, overlay_subgraph::negative_gamma, "Negative gamma", negative_gamma_rgb).DrawStyle =
        DRAWSTYLE_BACKGROUND_TRANSPARENT;
    line(sc, overlay_subgraph::oldest_age, "Age of the oldest level, minutes", unsaid_colour_rgb);
    line(sc, overlay_subgraph::signal_score, "Signal score", unsaid_colour_rgb);
    for (std::size_t place = named_levels; place < levels_max; ++place) {
        SCString name;
        name.Format("Level %d", static_cast<int>(place - named_levels) + 1);
        line(sc, overlay_subgraph::of_level(place), name.GetChars(), unsaid_colour_rgb);
    }
}

}  // namespace mia::acsil

#include "acsil/overlay_drawings.hpp"

#include "acsil/age.hpp"
#include "acsil/clock.hpp"
#include "acsil/drawing.hpp"
#include "acsil/overlay_inputs.hpp"
#include "bridge/wire/batch_writer.hpp"

#include <cstdio>
#include <cstring>

namespace mia::acsil {
namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;
constexpr std::int64_t slack_ns = minute_ns;  // clocks of one machine do not differ by more
constexpr int marker_size = 8;
constexpr int text_size = 9;

// One line of text: what would break it becomes a space.
template <std::size_t size>
void flatten(char (&text)[size]) {
    for (char& each : text) {
        const auto code = static_cast<unsigned char>(each);
        each = code != 0 && (code < 0x20 || code == 0x7F) ? ' ' : each;
    }
}

std::string_view name_of(const wire::Level& level, std::size_t place) {
    const std::string_view text = wire::get_text(level.text);
    if (!text.empty()) {
        return text;
    }
    return place < named_levels ? level_styles[place].label : wire::get_text(level.name);
}

void print_label(LevelLook& look, const wire::Level& level, std::size_t place, const Age& age) {
    char old[32];
    print_age(old, age);
    char subgraph[20] = "";
    if (place >= named_levels) {
        // Where alerts find it; Sierra counts from 1.
        std::snprintf(subgraph, sizeof subgraph, " [SG%d]", overlay_subgraph::of_level(place) + 1);
    }
    const std::string_view name = name_of(level, place);
    std::snprintf(
        look.label, sizeof look.label, "%.*s%s%s", static_cast<int>(name.size()), name.data(),
        subgraph, old
    );
    flatten(look.label);
}

// A named level looks as its subgraph is set, so that the user may choose; any other as the host says.
void choose_pen(
    SCStudyInterfaceRef sc, LevelLook& look, const wire::Level& level, std::size_t place
) {
    if (place < named_levels) {
        const auto& subgraph = sc.Subgraph[overlay_subgraph::of_level(place)];
        look.colour = subgraph.PrimaryColor;
        look.line_style = subgraph.LineStyle;
        look.line_width = subgraph.LineWidth;
        return;
    }
    const LinePen pen = pen_of(level.style);
    look.colour = sierra_colour(level.colour_rgb != 0 ? level.colour_rgb : unsaid_colour_rgb);
    look.line_style = pen.style;
    look.line_width = pen.width;
}

void draw_level(SCStudyInterfaceRef sc, const LevelLook& look, DrawnLevel& drawn) {
    s_UseTool tool;
    tool.Clear();
    tool.DrawingType = DRAWING_HORIZONTALLINE;
    tool.BeginValue = look.price;
    tool.Color = look.colour;
    tool.LineStyle = static_cast<SubgraphLineStyles>(look.line_style);
    tool.LineWidth = static_cast<std::uint16_t>(look.line_width);
    tool.Text = look.label;
    tool.DisplayHorizontalLineValue = 1;
    if (draw(sc, tool, drawn.line)) {
        drawn.look = look;
    }
}

void show_level(
    SCStudyInterfaceRef sc, OverlayState& state, std::size_t place, std::int64_t now_ns
) {
    DrawnLevel& drawn = state.drawn_levels[place];
    const wire::Level* level = state.board.shown(place).level;
    if (level == nullptr || !is_known_by(level->valid_from_ns, now_ns)) {
        erase(sc, drawn.line);
        return;
    }
    Age age = age_of(level->valid_from_ns, now_ns, stale_minutes(sc));
    age.is_stale = age.is_stale || (level->flags & wire::level_flag::stale) != 0;
    state.levels_shown += 1;
    state.levels_stale += age.is_stale ? 1 : 0;
    if (!wants(sc, OverlayInput::draw_levels)) {
        erase(sc, drawn.line);
        return;
    }
    LevelLook look{};
    look.price = static_cast<float>(level->price_raw);
    choose_pen(sc, look, *level, place);
    look.colour = age.is_stale ? faded(look.colour) : look.colour;
    print_label(look, *level, place, age);
    if (drawn.line == 0 || std::memcmp(&look, &drawn.look, sizeof look) != 0) {
        draw_level(sc, look, drawn);
    }
}

void print_signal(SignalLook& look, const wire::Signal& signal) {
    char score[16];
    std::snprintf(score, sizeof score, "%+.2f", signal.score);
    const std::string_view text = wire::get_text(signal.text);
    const bool has_score = text.find(score) != std::string_view::npos;
    std::snprintf(
        look.label, sizeof look.label, "%.*s%s%s", static_cast<int>(text.size()), text.data(),
        text.empty() || has_score ? "" : " ", has_score ? "" : score
    );
    flatten(look.label);
}

SignalLook look_of(const HeldSignal& held) {
    SignalLook look{};
    look.time_ns = held.signal.time_ns;
    look.price = held.price;
    const bool is_buy = held.signal.side == wire::signal_side::buy;
    const bool is_sell = held.signal.side == wire::signal_side::sell;
    look.marker = is_buy ? MARKER_TRIANGLEUP : is_sell ? MARKER_TRIANGLEDOWN : MARKER_DIAMOND;
    look.colour = sierra_colour(is_buy ? buy_rgb : is_sell ? sell_rgb : unsaid_colour_rgb);
    print_signal(look, held.signal);
    return look;
}

void draw_signal(SCStudyInterfaceRef sc, const SignalLook& look, DrawnSignal& drawn) {
    const SCDateTime time = utc_to_chart(sc, look.time_ns);
    s_UseTool marker;
    marker.Clear();
    marker.DrawingType = DRAWING_MARKER;
    marker.BeginDateTime = time;
    marker.BeginValue = static_cast<float>(look.price);
    marker.MarkerType = look.marker;
    marker.MarkerSize = marker_size;
    marker.Color = look.colour;
    marker.LineWidth = 2;
    s_UseTool text;
    text.Clear();
    text.DrawingType = DRAWING_TEXT;
    text.BeginDateTime = time;
    text.BeginValue = static_cast<float>(look.price);
    text.Text = look.label;
    text.FontSize = text_size;
    text.Color = look.colour;
    text.TransparentLabelBackground = 1;
    // A buy's words lie under its marker, a sell's above it.
    text.TextAlignment = DT_CENTER | (look.marker == MARKER_TRIANGLEDOWN ? DT_BOTTOM : DT_TOP);
    if (draw(sc, marker, drawn.marker_line) && draw(sc, text, drawn.text_line)) {
        drawn.look = look;
    }
}

void show_signal(
    SCStudyInterfaceRef sc, OverlayState& state, std::size_t index, std::int64_t now_ns
) {
    const HeldSignal& held = state.board.signals[index];
    DrawnSignal& drawn = state.drawn_signals[index];
    const bool is_shown = held.is_held != 0 && is_known_by(held.signal.time_ns, now_ns);
    state.signals_shown += is_shown ? 1 : 0;
    if (!is_shown || !wants(sc, OverlayInput::draw_signals)) {
        erase(sc, drawn.marker_line);
        erase(sc, drawn.text_line);
        return;
    }
    const SignalLook look = look_of(held);
    const bool is_drawn = drawn.marker_line != 0 && drawn.text_line != 0;
    if (!is_drawn || std::memcmp(&look, &drawn.look, sizeof look) != 0) {
        draw_signal(sc, look, drawn);
    }
}

}  // namespace

bool is_known_by(std::int64_t time_ns, std::int64_t now_ns) noexcept {
    return time_ns <= now_ns + slack_ns;
}

void draw_board(SCStudyInterfaceRef sc, OverlayState& state, std::int64_t now_ns) {
    if (state.must_draw == 0 && state.drawn_changes == state.board.changes &&
        state.drawn_minute == now_ns / minute_ns) {
        return;
    }
    state.levels_shown = state.levels_stale = state.signals_shown = 0;
    for (std::size_t place = 0; place < levels_max; ++place) {
        show_level(sc, state, place, now_ns);
    }
    for (std::size_t index = 0; index < signals_max; ++index) {
        show_signal(sc, state, index, now_ns);
    }
    note_drawn(state, now_ns);
}

void note_drawn(OverlayState& state, std::int64_t now_ns) noexcept {
    state.drawn_changes = state.board.changes;
    state.drawn_minute = now_ns / minute_ns;
    state.must_draw = 0;
}

void erase_all(SCStudyInterfaceRef sc, OverlayState& state) {
    for (DrawnLevel& drawn : state.drawn_levels) {
        erase(sc, drawn.line);
    }
    for (DrawnSignal& drawn : state.drawn_signals) {
        erase(sc, drawn.marker_line);
        erase(sc, drawn.text_line);
    }
    erase(sc, state.panel.line);
    state.must_draw = 1;
}

}  // namespace mia::acsil

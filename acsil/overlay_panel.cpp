#include "acsil/overlay_panel.hpp"

#include "acsil/age.hpp"
#include "acsil/drawing.hpp"
#include "acsil/overlay_drawings.hpp"
#include "acsil/overlay_inputs.hpp"

#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace mia::acsil {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr int text_size = 8;

// Lines of text in a place of fixed size; what does not fit is cut.
class Lines {
public:
    explicit Lines(std::span<char> place) noexcept : place_(place) { place_[0] = '\0'; }

#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    void
    add(const char* format, ...) noexcept {
        std::va_list arguments;
        va_start(arguments, format);
        const std::size_t left = place_.size() - used_;
        const int length = std::vsnprintf(place_.data() + used_, left, format, arguments);
        va_end(arguments);
        if (length > 0) {
            const auto wanted = static_cast<std::size_t>(length);
            used_ += wanted < left ? wanted : left - 1;
        }
    }

private:
    std::span<char> place_;
    std::size_t used_ = 0;
};

void add_host(Lines& lines, const OverlayState& state, std::int64_t steady_ns) {
    if (state.address[0] == '\0') {
        lines.add("MIA Overlay: no host wanted");
    } else if (is_heard(state.feed, steady_ns)) {
        lines.add("MIA Overlay: connected");
    } else if (state.feed.heard_ns == 0) {
        lines.add("MIA Overlay: no host at %s", state.address);
    } else {
        const auto seconds = (steady_ns - state.feed.heard_ns) / second_ns;
        lines.add("MIA Overlay: host silent for %lld s", static_cast<long long>(seconds));
    }
}

void add_regime(
    Lines& lines, const OverlayState& state, std::int64_t now_ns, std::int64_t stale_minutes
) {
    const wire::Regime* regime = state.board.shown_regime();
    if (regime == nullptr || regime->gamma == wire::gamma_regime::unknown ||
        !is_known_by(regime->valid_from_ns, now_ns)) {
        return;
    }
    char old[32];
    print_age(old, age_of(regime->valid_from_ns, now_ns, stale_minutes));
    const char* gamma = regime->gamma == wire::gamma_regime::positive ? "positive" : "negative";
    lines.add("\n%s gamma%s", gamma, old);
}

void add_counts(Lines& lines, const OverlayState& state) {
    lines.add(
        "\nlevels %u, stale %u, signals %u", state.levels_shown, state.levels_stale,
        state.signals_shown
    );
    const OverlayFeed& feed = state.feed;
    lines.add(
        "\nbatches %llu, lost %llu, for other symbols %llu",
        static_cast<unsigned long long>(feed.batches), static_cast<unsigned long long>(feed.lost),
        static_cast<unsigned long long>(feed.elsewhere)
    );
}

void add_file(Lines& lines, const WatchedLevels& watched, bool is_wanted) {
    if (!is_wanted) {
        return;
    }
    if (watched.pace.is_slow()) {
        lines.add(
            "\nlevels file: a look took %lld ms, the next in %lld s",
            static_cast<long long>(watched.pace.took_ns / 1'000'000),
            static_cast<long long>(watched.pace.every_ns / second_ns)
        );
    }
    const char* look = look_text(watched.look);
    if (look[0] != '\0') {
        lines.add("\nlevels file: %s", look);
        return;
    }
    lines.add("\nlevels file: %u rows", watched.file.rows);
    if (watched.file.malformed != 0) {
        lines.add(", %u malformed\n%s", watched.file.malformed, watched.file.error);
    } else if (watched.file.has_row == 0) {
        lines.add(", none of this symbol yet");
    }
}

void add_errors(Lines& lines, const OverlayState& state) {
    if (state.feed.refused != 0) {
        const std::string_view why = wire::error_name(state.feed.last_refusal);
        lines.add(
            "\nrefused %llu, last %.*s", static_cast<unsigned long long>(state.feed.refused),
            static_cast<int>(why.size()), why.data()
        );
    }
    if (state.board.refused != 0) {
        lines.add("\nnot drawn %u, last %s", state.board.refused, state.board.last_refused);
    }
    if (state.last_error[0] != '\0') {
        lines.add("\n%s", state.last_error);
    }
}

void draw_panel(SCStudyInterfaceRef sc, DrawnPanel& panel, const char* text) {
    s_UseTool tool;
    tool.Clear();
    tool.DrawingType = DRAWING_TEXT;
    tool.BeginDateTime = overlay_input(sc, OverlayInput::panel_left).GetInt();
    tool.BeginValue = static_cast<float>(overlay_input(sc, OverlayInput::panel_bottom).GetInt());
    tool.UseRelativeVerticalValues = 1;
    tool.Color = sierra_colour(unsaid_colour_rgb);
    tool.FontSize = text_size;
    tool.MultiLineLabel = 1;
    tool.TransparentLabelBackground = 1;
    tool.Text = text;
    if (draw(sc, tool, panel.line)) {
        std::snprintf(panel.text, sizeof panel.text, "%s", text);
    }
}

}  // namespace

void show_panel(
    SCStudyInterfaceRef sc, OverlayState& state, std::int64_t now_ns, std::int64_t steady_ns
) {
    DrawnPanel& panel = state.panel;
    if (!wants(sc, OverlayInput::show_panel)) {
        erase(sc, panel.line);
        return;
    }
    if (panel.line != 0 && steady_ns - panel.looked_ns < second_ns) {
        return;
    }
    panel.looked_ns = steady_ns;
    char text[sizeof panel.text];
    Lines lines(text);
    add_host(lines, state, steady_ns);
    add_regime(lines, state, now_ns, stale_minutes(sc));
    add_counts(lines, state);
    const char* file = overlay_input(sc, OverlayInput::levels_file).GetPathAndFileName();
    add_file(lines, state.watched, file != nullptr && file[0] != '\0');
    add_errors(lines, state);
    lines.add(
        "\na call: %.0f us, 99 of 100 below %.0f us",
        static_cast<double>(state.cost.percentile_ns(0.5)) / 1000,
        static_cast<double>(state.cost.percentile_ns(0.99)) / 1000
    );
    if (panel.line == 0 || std::strcmp(text, panel.text) != 0) {
        draw_panel(sc, panel, text);
    }
}

}  // namespace mia::acsil

#include "acsil/panel.hpp"

#include "acsil/connection.hpp"
#include "acsil/errors.hpp"
#include "acsil/feed_inputs.hpp"
#include "acsil/session.hpp"
#include "bridge/wire/batch_reader.hpp"

#include <cstdarg>
#include <cstdio>

namespace mia::acsil {
namespace {

constexpr std::int64_t every_ns = 1'000'000'000;
constexpr int first_line_number = 557'100'000;

// Numbers of drawings belong to the chart, so that of this study's panel is made from the study's own.
int line_number(SCStudyInterfaceRef sc) {
    return first_line_number + sc.StudyGraphInstanceID;
}

class PanelText {
public:
    void add(const char* format, ...)
#if defined(__GNUC__)
        __attribute__((format(__printf__, 2, 3)))
#endif
    {
        std::va_list values;
        va_start(values, format);
        const int length = std::vsnprintf(text_ + used_, sizeof text_ - used_, format, values);
        va_end(values);
        if (length > 0) {
            const std::size_t left = sizeof text_ - 1 - used_;
            used_ +=
                static_cast<std::size_t>(length) < left ? static_cast<std::size_t>(length) : left;
        }
    }
    [[nodiscard]] const char* text() const noexcept {
        return text_;
    }

private:
    char text_[1440] = "";
    std::size_t used_ = 0;
};

const char* connection_text(const FeedState& state) {
    if (!state.publisher.is_open()) {
        return "not connected";
    }
    if (state.publisher.has_subscriber == 0) {
        return "waiting for the host";
    }
    if (state.has_token == 0) {
        return "waiting for the token";
    }
    if (is_synchronised(state)) {
        return "connected";
    }
    return state.charts[0].condition == wire::chart_condition::downloading
               ? "waiting for the chart's history"
               : "sending a snapshot";
}

PanelText text_of(const FeedState& state) {
    PanelText text;
    text.add("MIA Feed: %s", connection_text(state));
    text.add(
        "\n%llu batches sent, %llu dropped", static_cast<unsigned long long>(state.batches_sent),
        static_cast<unsigned long long>(state.batches_dropped)
    );
    if (state.values_invalid != 0) {
        text.add("\n%llu values refused", static_cast<unsigned long long>(state.values_invalid));
    }
    text.add(
        "\n%u us a call, %u at most in 99 of 100", state.cost.percentile_ns(0.5) / 1000,
        state.cost.percentile_ns(0.99) / 1000
    );
    for (std::uint32_t i = 0; i < state.chart_count; ++i) {
        const TrackedStudies& studies = state.charts[i].studies;
        text.add(
            "\nchart %d: %u studies, %u values", state.charts[i].number,
            studies.study_count - studies.ours, studies.value_count
        );
    }
    char trouble[sizeof state.last_error];
    describe_trouble(state, trouble);
    if (trouble[0] != '\0') {
        text.add("\n%s", trouble);
    }
    const std::string_view recognised = wire::get_text(state.recognition);
    if (!recognised.empty()) {
        text.add("\n%.*s", static_cast<int>(recognised.size()), recognised.data());
    }
    return text;
}

void draw(SCStudyInterfaceRef sc, const char* text) {
    s_UseTool tool;
    tool.Clear();
    tool.ChartNumber = sc.ChartNumber;
    tool.DrawingType = DRAWING_TEXT;
    tool.LineNumber = line_number(sc);
    tool.AddMethod = UTAM_ADD_OR_ADJUST;
    tool.Region = 0;
    // In parts of the chart's width and height, from the left and from below.
    tool.UseRelativeVerticalValues = 1;
    tool.BeginDateTime = 2;
    tool.BeginValue = 97;
    tool.Color = RGB(200, 200, 200);
    tool.FontSize = 9;
    tool.MultiLineLabel = 1;
    tool.Text = text;
    (void)sc.UseTool(tool);
}

}  // namespace

void show_panel(SCStudyInterfaceRef sc, FeedState& state, std::int64_t now_ns) {
    if (sc.HideStudy != 0 || !wants(sc, FeedInput::show_panel)) {
        remove_panel(sc, state);
        return;
    }
    if (state.panel != 0 && !is_due(state.panel_ns, now_ns, every_ns)) {
        return;
    }
    state.panel_ns = now_ns;
    const PanelText text = text_of(state);
    wire::LayoutHash hash;
    hash.add(std::string_view(text.text()));
    if (hash.value() != state.panel) {
        draw(sc, text.text());
        state.panel = hash.value();
    }
}

void forget_panel(FeedState& state) noexcept {
    state.panel = 0;
}

void remove_panel(SCStudyInterfaceRef sc, FeedState& state) {
    if (state.panel != 0) {
        (void)sc.DeleteACSChartDrawing(sc.ChartNumber, TOOL_DELETE_CHARTDRAWING, line_number(sc));
        state.panel = 0;
    }
}

}  // namespace mia::acsil

#include "acsil/errors.hpp"

#include "acsil/charts.hpp"
#include "acsil/snapshot.hpp"
#include "bridge/wire/batch_reader.hpp"
#include "bridge/wire/batch_writer.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace mia::acsil {
namespace {

// False when the text was seen before, or when there have been so many that no more are logged.
bool is_news(SeenErrors& errors, const char* text) {
    wire::LayoutHash hash;
    hash.add(std::string_view(text));
    const std::span<std::uint64_t> seen(errors.texts, errors.text_count);
    if (std::find(seen.begin(), seen.end(), hash.value()) != seen.end() ||
        errors.text_count == std::size(errors.texts)) {
        return false;
    }
    errors.texts[errors.text_count] = hash.value();
    ++errors.text_count;
    return true;
}

void describe_left_out(const WatchedChart& chart, std::span<char> text) {
    const TrackedStudies& studies = chart.studies;
    if (studies.studies_seen > studies.study_count) {
        std::snprintf(
            text.data(), text.size(), "%u studies on chart %d, %u are sent", studies.studies_seen,
            chart.number, studies.study_count
        );
    } else if (studies.values_seen > studies.value_count) {
        std::snprintf(
            text.data(), text.size(), "%u subgraphs on chart %d, %u are sent", studies.values_seen,
            chart.number, studies.value_count
        );
    } else if (chart.prices_left_out != 0) {
        std::snprintf(
            text.data(), text.size(), "a bar of chart %d has %u prices, not sent: %u at most",
            chart.number, chart.prices_left_out, prices_max
        );
    }
}

void describe_part_sizes(const FeedState& state, std::span<char> text) {
    for (std::uint32_t i = 0; i < state.chart_count && text[0] == '\0'; ++i) {
        if (state.charts[i].has_part_sizes != 0) {
            std::snprintf(
                text.data(), text.size(), "chart %d: sizes are not whole numbers, and not sent",
                state.charts[i].number
            );
        }
    }
}

void describe_deep_book(const FeedState& state, std::span<char> text) {
    if (text[0] == '\0' && state.book.levels_shown > levels_max) {
        std::snprintf(
            text.data(), text.size(), "%u levels on a side of the book, %zu are sent",
            state.book.levels_shown, levels_max
        );
    }
}

}  // namespace

void report(SCStudyInterfaceRef sc, FeedState& state, const char* text) {
    const bool is_other = wire::get_text(state.last_error) != std::string_view(text);
    set_error(state, text);
    if (is_other) {
        sc.AddMessageToLog(text, 0);
    }
}

void note_exception(SCStudyInterfaceRef sc, FeedState& state, const char* what) {
    // What the call had taken and not sent would be missing: everything is told anew.
    const std::int64_t begun_ns = state.snapshot.begun_ns;
    cut_snapshot(state);
    state.snapshot.begun_ns = begun_ns;  // each second at most, however often this happens
    want_snapshot(state, wire::snapshot_reason::recalculation);
    ++state.errors.total;
    char text[sizeof state.last_error];
    std::snprintf(
        text, sizeof text, "%llu errors inside the study: %s",
        static_cast<unsigned long long>(state.errors.total), what
    );
    set_error(state, text);
    if (is_news(state.errors, what)) {
        std::snprintf(text, sizeof text, "MIA Feed: a call was given up: %s", what);
        sc.AddMessageToLog(text, 0);
    }
}

void describe_trouble(const FeedState& state, std::span<char> text) noexcept {
    char part[sizeof state.last_error] = "";
    if (state.last_error[0] != '\0') {
        std::memcpy(part, state.last_error, sizeof part);
    } else {
        describe_missing(state, part);
    }
    describe_part_sizes(state, part);
    for (std::uint32_t i = 0; i < state.chart_count && part[0] == '\0'; ++i) {
        describe_left_out(state.charts[i], part);
    }
    describe_deep_book(state, part);
    wire::set_text(text, part);
}

}  // namespace mia::acsil

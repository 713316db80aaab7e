#include "acsil/catalog.hpp"

#include "acsil/charts.hpp"
#include "acsil/introduction.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace mia::acsil {
namespace {

constexpr std::uint8_t changes_max = 3;

// Calls `visit(id)` for each study of the chart but this one, in Sierra's order; stops when it says false.
template <class Visit>
void for_each_study(SCStudyInterfaceRef sc, int chart, Visit visit) {
#if SC_DLL_VERSION >= 2762
    const int count = sc.GetStudyCount(chart);
#else
    const int count = 4 * static_cast<int>(studies_max);  // ends at the first that is none
#endif
    for (int position = 1; position <= count; ++position) {
        const int id = sc.GetStudyIDByIndex(chart, position);
        if (id <= 0) {
            return;
        }
        const bool is_this = chart == sc.ChartNumber && id == sc.StudyGraphInstanceID;
        if (!is_this && !visit(static_cast<std::uint32_t>(id))) {
            return;
        }
    }
}

void watch(TrackedStudies& studies, std::uint32_t study, int subgraph) {
    ++studies.values_seen;
    if (studies.value_count == values_max) {
        return;
    }
    studies.values[studies.value_count] =
        TrackedValue{0, study, static_cast<std::uint16_t>(subgraph), 0, 0};
    ++studies.value_count;
}

// The file of the DLL that a study of a chart comes from; empty for Sierra's own.
SCString dll_of(
    [[maybe_unused]] SCStudyInterfaceRef sc, [[maybe_unused]] int chart, [[maybe_unused]] int study
) {
    SCString file;
#if SC_DLL_VERSION >= 2656
    n_ACSIL::s_CustomStudyInformation custom;
    if (sc.GetCustomStudyInformation(chart, study, custom) != 0) {
        file = custom.DLLFileName;
    }
#endif
    return file;
}

// What MIA itself draws is no news to its host, and would come back to it as if the chart had said it.
bool is_ours(FeedCall& call, int chart, int study, const SCString& our_dll) {
    call.budget.spend(1);
    const SCString dll = dll_of(call.sc, chart, study);
    return dll.GetLength() != 0 && std::string_view(dll.GetChars()) == our_dll.GetChars();
}

// One study; false, and nothing written or watched, when it does not fit.
bool write_study(FeedCall& call, std::uint32_t place, WatchedChart& chart) {
    if (call.writer.room() < introduction_room) {
        return false;
    }
    TrackedStudies& studies = chart.studies;
    const std::uint32_t id = studies.ids[place];
    const Introduction told = write_introduction(call, chart, id);
    studies.introductions[place] = told.hash;
    for (int subgraph = 0; subgraph < SC_SUBGRAPHS_AVAILABLE; ++subgraph) {
        if ((told.subgraphs >> subgraph & 1) != 0) {
            watch(studies, id, subgraph);
        }
    }
    return true;
}

// Whether a study says other things of itself than the catalog told. One that does so time and again, because its name
// holds a figure, is believed to go on with it: it is let be until a recalculation.
bool has_changed(FeedCall& call, std::uint32_t place, WatchedChart& chart) {
    TrackedStudies& studies = chart.studies;
    const std::uint64_t told = studies.introductions[place];
    if (told == 0 || studies.changes[place] == changes_max ||
        write_introduction(call, chart, studies.ids[place]).hash == told) {
        return false;
    }
    ++studies.changes[place];
    return true;
}

}  // namespace

void list_studies(SCStudyInterfaceRef sc, WatchedChart& chart) {
    TrackedStudies& studies = chart.studies;
    studies.study_count = 0;
    studies.value_count = 0;
    studies.values_seen = 0;
    studies.studies_seen = 0;
    studies.ours = 0;
    studies.bar = -1;
    studies.next = 0;
    studies.begun_closed = 0;
    studies.told = -1;
    studies.looked_at = 0;
    for_each_study(sc, chart.number, [&](std::uint32_t id) {
        ++studies.studies_seen;
        if (studies.study_count < studies_max) {
            if (studies.ids[studies.study_count] != id) {
                studies.changes[studies.study_count] = 0;
            }
            studies.ids[studies.study_count] = id;
            studies.introductions[studies.study_count] = 0;
            ++studies.study_count;
        }
        return true;
    });
}

bool have_studies_changed(SCStudyInterfaceRef sc, const WatchedChart& chart) {
    const TrackedStudies& studies = chart.studies;
    std::uint32_t seen = 0;
    bool same = true;
    for_each_study(sc, chart.number, [&](std::uint32_t id) {
        same = seen >= studies.study_count || studies.ids[seen] == id;
        ++seen;
        return same;
    });
    return !same || seen != studies.studies_seen;
}

bool has_next_study_changed(FeedCall& call) {
    FeedState& state = call.state;
    if (state.chart_looked_at >= state.chart_count) {
        state.chart_looked_at = 0;
    }
    WatchedChart& chart = state.charts[state.chart_looked_at];
    TrackedStudies& studies = chart.studies;
    if (!has_studies(chart) || studies.looked_at >= studies.study_count) {
        studies.looked_at = 0;
        ++state.chart_looked_at;
        return false;
    }
    return has_changed(call, studies.looked_at++, chart);
}

void forget_changes(FeedState& state) noexcept {
    for (WatchedChart& chart : state.charts) {
        std::fill(
            std::begin(chart.studies.changes), std::end(chart.studies.changes), std::uint8_t{0}
        );
    }
}

bool write_catalog(FeedCall& call, WatchedChart& chart) {
    std::uint32_t& next = call.state.snapshot.next;
    const SCString our_dll = dll_of(call.sc, call.sc.ChartNumber, call.sc.StudyGraphInstanceID);
    for (; next < chart.studies.study_count; ++next) {
        const std::uint32_t id = chart.studies.ids[next];
        if (!call.budget.allows_more(call.writer)) {
            return false;
        }
        if (is_ours(call, chart.number, static_cast<int>(id), our_dll)) {
            ++chart.studies.ours;
        } else if (!write_study(call, next, chart)) {
            return false;
        }
    }
    return true;
}

}  // namespace mia::acsil

#include "acsil/catalog.hpp"

#include "acsil/study_inputs.hpp"

#include <string_view>

namespace mia::acsil {
namespace {

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

void set_names(SCStudyInterfaceRef sc, int chart, int study, wire::StudyCatalog& entry) {
    SCString name;
#if SC_DLL_VERSION >= 2484
    entry.internal_id = sc.GetStudyInternalIdentifier(chart, study, name);
#endif
#if SC_DLL_VERSION >= 2656
    n_ACSIL::s_CustomStudyInformation custom;
    if (sc.GetCustomStudyInformation(chart, study, custom) != 0) {
        name = custom.StudyOriginalName;
    }
#endif
    wire::set_text(entry.name_original, name.GetChars());
    name = sc.GetStudyNameFromChart(chart, study);
    wire::set_text(entry.name_displayed, name.GetChars());
#if SC_DLL_VERSION >= 2526
    SCString short_name;
    if (sc.GetChartStudyShortName(chart, study, short_name) != 0) {
        wire::set_text(entry.name_short, short_name.GetChars());
    }
#endif
}

bool is_drawn(SCStudyInterfaceRef sc, int chart, int study, int subgraph) {
    int style = DRAWSTYLE_IGNORE;
    return sc.GetStudySubgraphDrawStyle(chart, study, subgraph, style) != 0 &&
           style != DRAWSTYLE_IGNORE && style != DRAWSTYLE_HIDDEN;
}

bool has_values(SCStudyInterfaceRef sc, int chart, int study, int subgraph) {
    SCFloatArray values;
    sc.GetStudyArrayFromChartUsingID(chart, study, subgraph, values);
    return values.GetArraySize() > 0;
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

// A subgraph counts when it has a name, or is drawn without one.
void write_subgraph(FeedCall& call, int study, int subgraph, WatchedChart& chart) {
    SCString name;
    const bool exists =
        call.sc.GetStudySubgraphNameFromChart(chart.number, study, subgraph, name) != 0;
    const bool drawn = exists && is_drawn(call.sc, chart.number, study, subgraph);
    call.budget.spend(2);
    if (!exists ||
        (name.GetLength() == 0 && !(drawn && has_values(call.sc, chart.number, study, subgraph)))) {
        return;
    }
    wire::StudySubgraph* entry = call.writer.add_entry<wire::StudyCatalog>();
    if (entry == nullptr) {
        return;
    }
    entry->subgraph = static_cast<std::uint16_t>(subgraph);
    entry->flags = drawn ? 1 : 0;
    wire::set_text(entry->name, name.GetChars());
    watch(chart.studies, static_cast<std::uint32_t>(study), subgraph);
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

// One study with its subgraphs and inputs; false, and nothing written or watched, when it does not fit.
bool write_study(FeedCall& call, std::uint32_t id, WatchedChart& chart) {
    constexpr std::size_t largest =
        sizeof(wire::StudyCatalog) + SC_SUBGRAPHS_AVAILABLE * sizeof(wire::StudySubgraph);
    if (call.writer.room() < largest + study_inputs_room) {
        return false;
    }
    wire::StudyCatalog* entry = call.writer.add<wire::StudyCatalog>();
    if (entry == nullptr) {
        return false;
    }
    const int study = static_cast<int>(id);
    entry->chart = chart.number;
    entry->instrument = chart.instrument;
    entry->study = id;
    set_names(call.sc, chart.number, study, *entry);
    call.budget.spend(4);
    for (int subgraph = 0; subgraph < SC_SUBGRAPHS_AVAILABLE; ++subgraph) {
        write_subgraph(call, study, subgraph, chart);
    }
    write_study_inputs(call, chart, study);
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
    for_each_study(sc, chart.number, [&](std::uint32_t id) {
        ++studies.studies_seen;
        if (studies.study_count < studies_max) {
            studies.ids[studies.study_count] = id;
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
        } else if (!write_study(call, id, chart)) {
            return false;
        }
    }
    return true;
}

}  // namespace mia::acsil

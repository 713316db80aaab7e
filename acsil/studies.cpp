#include "acsil/studies.hpp"

#include "acsil/bars.hpp"
#include "acsil/clock.hpp"

#include <cstring>

namespace mia::acsil {
namespace {

// Calls `visit(id)` for each study of the chart but this one, in Sierra's order; stops when it says false.
template <class Visit>
void for_each_study(SCStudyInterfaceRef sc, Visit visit) {
#if SC_DLL_VERSION >= 2762
    const int count = sc.GetStudyCount(sc.ChartNumber);
#else
    const int count = 4 * static_cast<int>(studies_max);  // ends at the first that is none
#endif
    for (int position = 1; position <= count; ++position) {
        const int id = sc.GetStudyIDByIndex(sc.ChartNumber, position);
        if (id <= 0) {
            return;
        }
        if (id != sc.StudyGraphInstanceID && !visit(static_cast<std::uint32_t>(id))) {
            return;
        }
    }
}

void set_names(SCStudyInterfaceRef sc, int study, wire::StudyCatalog& entry) {
    SCString name;
#if SC_DLL_VERSION >= 2484
    entry.internal_id = sc.GetStudyInternalIdentifier(sc.ChartNumber, study, name);
#endif
#if SC_DLL_VERSION >= 2656
    n_ACSIL::s_CustomStudyInformation custom;
    if (sc.GetCustomStudyInformation(sc.ChartNumber, study, custom) != 0) {
        name = custom.StudyOriginalName;
    }
#endif
    wire::set_text(entry.name_original, name.GetChars());
    name = sc.GetStudyNameFromChart(sc.ChartNumber, study);
    wire::set_text(entry.name_displayed, name.GetChars());
#if SC_DLL_VERSION >= 2526
    SCString short_name;
    if (sc.GetChartStudyShortName(sc.ChartNumber, study, short_name) != 0) {
        wire::set_text(entry.name_short, short_name.GetChars());
    }
#endif
}

bool is_drawn(SCStudyInterfaceRef sc, int study, int subgraph) {
    int style = DRAWSTYLE_IGNORE;
    return sc.GetStudySubgraphDrawStyle(sc.ChartNumber, study, subgraph, style) != 0 &&
           style != DRAWSTYLE_IGNORE && style != DRAWSTYLE_HIDDEN;
}

void watch(FeedState& state, std::uint32_t study, int subgraph) {
    TrackedStudies& studies = state.studies;
    ++studies.values_seen;
    if (studies.value_count == values_max) {
        return;
    }
    studies.values[studies.value_count] =
        TrackedValue{0, study, static_cast<std::uint16_t>(subgraph), 0};
    ++studies.value_count;
}

// One study with its named subgraphs; false, and nothing written or watched, when it does not fit.
bool write_study(
    SCStudyInterfaceRef sc, std::uint32_t id, FeedState& state, wire::BatchWriter& writer
) {
    constexpr std::size_t largest =
        sizeof(wire::StudyCatalog) + SC_SUBGRAPHS_AVAILABLE * sizeof(wire::StudySubgraph);
    if (writer.room() < largest) {
        return false;
    }
    wire::StudyCatalog* entry = writer.add<wire::StudyCatalog>();
    if (entry == nullptr) {
        return false;
    }
    const int study = static_cast<int>(id);
    entry->chart = sc.ChartNumber;
    entry->study = id;
    set_names(sc, study, *entry);
    for (int subgraph = 0; subgraph < SC_SUBGRAPHS_AVAILABLE; ++subgraph) {
        SCString name;
        if (sc.GetStudySubgraphNameFromChart(sc.ChartNumber, study, subgraph, name) == 0 ||
            name.GetLength() == 0) {
            continue;
        }
        wire::StudySubgraph* named = writer.add_entry<wire::StudyCatalog>();
        if (named == nullptr) {
            return false;
        }
        named->subgraph = static_cast<std::uint16_t>(subgraph);
        named->flags = is_drawn(sc, study, subgraph) ? 1 : 0;
        wire::set_text(named->name, name.GetChars());
        watch(state, id, subgraph);
    }
    return true;
}

// The value at one bar, if the study has one there: an index outside an array would be clamped to a neighbour.
std::optional<double> value_at(SCStudyInterfaceRef sc, const TrackedValue& tracked, int bar) {
    SCFloatArray array;
    if (sc.GetStudyArrayUsingID(tracked.study, tracked.subgraph, array) == 0 ||
        bar >= array.GetArraySize()) {
        return std::nullopt;
    }
    return static_cast<double>(array[bar]);
}

bool is_new(const TrackedValue& tracked, double value) {
    // Bytes, not numbers: a NaN that stays is no change, and one that comes is.
    return tracked.known == 0 || std::memcmp(&tracked.sent, &value, sizeof value) != 0;
}

wire::StudyValue* add_frame(SCStudyInterfaceRef sc, int bar, wire::BatchWriter& writer) {
    wire::StudyValue* frame = writer.add<wire::StudyValue>();
    if (frame != nullptr) {
        frame->chart = sc.ChartNumber;
        frame->flags = bar < sc.ArraySize - 1 ? wire::bar_flag::closed : std::uint16_t{0};
        frame->bar_start_ns = chart_to_utc_ns(sc, sc.BaseDateTimeIn[bar]);
        frame->bar_index = static_cast<std::uint32_t>(bar);
        frame->bar_period_s = bar_period_s(sc);
    }
    return frame;
}

// False when not everything fitted; what was written counts as sent.
bool write_values_of(SCStudyInterfaceRef sc, int bar, FeedState& state, wire::BatchWriter& writer) {
    wire::StudyValue* frame = nullptr;
    for (std::uint32_t i = 0; i < state.studies.value_count; ++i) {
        TrackedValue& tracked = state.studies.values[i];
        const auto value = value_at(sc, tracked, bar);
        if (!value || !is_new(tracked, *value)) {
            continue;
        }
        if (frame == nullptr && (frame = add_frame(sc, bar, writer)) == nullptr) {
            return false;
        }
        wire::SubgraphValue* entry = writer.add_entry<wire::StudyValue>();
        if (entry == nullptr) {
            return false;
        }
        *entry = wire::SubgraphValue{tracked.study, tracked.subgraph, 0, *value};
        tracked.sent = *value;
        tracked.known = 1;
    }
    return true;
}

}  // namespace

void list_studies(SCStudyInterfaceRef sc, FeedState& state) {
    TrackedStudies& studies = state.studies;
    studies.study_count = 0;
    studies.value_count = 0;
    studies.values_seen = 0;
    studies.studies_seen = 0;
    state.bars.values_index = -1;
    for_each_study(sc, [&](std::uint32_t id) {
        ++studies.studies_seen;
        if (studies.study_count < studies_max) {
            studies.ids[studies.study_count] = id;
            ++studies.study_count;
        }
        return true;
    });
}

bool have_studies_changed(SCStudyInterfaceRef sc, const FeedState& state) {
    std::uint32_t seen = 0;
    bool same = true;
    for_each_study(sc, [&](std::uint32_t id) {
        same = seen >= state.studies.study_count || state.studies.ids[seen] == id;
        ++seen;
        return same;
    });
    return !same || seen != state.studies.studies_seen;
}

bool write_catalog(SCStudyInterfaceRef sc, FeedState& state, wire::BatchWriter& writer) {
    for (; state.snapshot.next < state.studies.study_count; ++state.snapshot.next) {
        if (!write_study(sc, state.studies.ids[state.snapshot.next], state, writer)) {
            return false;
        }
    }
    return true;
}

void write_values(SCStudyInterfaceRef sc, FeedState& state, wire::BatchWriter& writer) {
    const int newest = sc.ArraySize - 1;
    if (newest < 0) {
        return;
    }
    // Of several bars that closed at once, each study's last word on the one before the forming bar is enough history.
    const bool closed = state.bars.values_index >= 0 && state.bars.values_index < newest;
    if (closed && !write_values_of(sc, newest - 1, state, writer)) {
        return;
    }
    if (write_values_of(sc, newest, state, writer)) {
        state.bars.values_index = newest;
    }
}

}  // namespace mia::acsil

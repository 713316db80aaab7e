#include "acsil/introduction.hpp"

#include "acsil/mixed.hpp"

#include <cstring>

namespace mia::acsil {
namespace {

static_assert(SC_SUBGRAPHS_AVAILABLE <= 64, "one bit for each subgraph");

// The name that the author gave: what the library says of a custom study, what Sierra calls one of its own. Where
// neither is told there is none; the name on the chart is the user's.
void set_origin(
    [[maybe_unused]] SCStudyInterfaceRef sc, [[maybe_unused]] int chart, [[maybe_unused]] int study,
    wire::StudyCatalog& entry
) {
    SCString name;
    [[maybe_unused]] bool is_custom = false;
#if SC_DLL_VERSION >= 2656
    n_ACSIL::s_CustomStudyInformation custom;
    is_custom = sc.GetCustomStudyInformation(chart, study, custom) != 0 &&
                custom.DLLFileName.GetLength() != 0;
    if (is_custom) {
        name = custom.StudyOriginalName;
    }
#endif
#if SC_DLL_VERSION >= 2484
    SCString shown;
    entry.internal_id = sc.GetStudyInternalIdentifier(chart, study, shown);
    const auto kind = static_cast<int>(entry.internal_id);
    if (!is_custom && (kind == 0 || sc.GetBuiltInStudyName(kind, name) == 0)) {
        name = "";
    }
#endif
    wire::set_text(entry.name_original, name.GetChars());
}

void set_names(SCStudyInterfaceRef sc, int chart, int study, wire::StudyCatalog& entry) {
    set_origin(sc, chart, study, entry);
    const SCString name = sc.GetStudyNameFromChart(chart, study);
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

// A subgraph counts when it has a name, or is drawn without one.
bool write_subgraph(FeedCall& call, int chart, int study, int subgraph) {
    SCString name;
    const bool exists = call.sc.GetStudySubgraphNameFromChart(chart, study, subgraph, name) != 0;
    const bool drawn = exists && is_drawn(call.sc, chart, study, subgraph);
    call.budget.spend(2);
    if (!exists ||
        (name.GetLength() == 0 && !(drawn && has_values(call.sc, chart, study, subgraph)))) {
        return false;
    }
    wire::StudySubgraph* entry = call.writer.add_entry<wire::StudyCatalog>();
    if (entry == nullptr) {
        return false;
    }
    entry->subgraph = static_cast<std::uint16_t>(subgraph);
    entry->flags = drawn ? 1 : 0;
    wire::set_text(entry->name, name.GetChars());
    return true;
}

std::uint64_t hash_of(const wire::StudyCatalog* first, std::size_t size) {
    const auto* bytes = reinterpret_cast<const std::byte*>(first);
    std::uint64_t hash = size;
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= size; at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + at, sizeof word);
        hash = mixed(hash, word);
    }
    return hash | 1;
}

}  // namespace

Introduction write_introduction(FeedCall& call, const WatchedChart& chart, std::uint32_t study) {
    Introduction told{};
    const std::size_t before = call.writer.size();
    wire::StudyCatalog* entry = call.writer.add<wire::StudyCatalog>();
    if (entry == nullptr) {
        return told;
    }
    const auto id = static_cast<int>(study);
    entry->chart = chart.number;
    entry->instrument = chart.instrument;
    entry->study = study;
    set_names(call.sc, chart.number, id, *entry);
    call.budget.spend(5);
    for (int subgraph = 0; subgraph < SC_SUBGRAPHS_AVAILABLE; ++subgraph) {
        if (write_subgraph(call, chart.number, id, subgraph)) {
            told.subgraphs |= std::uint64_t{1} << subgraph;
        }
    }
    write_study_inputs(call, chart, id);
    told.hash = hash_of(entry, call.writer.size() - before);
    return told;
}

}  // namespace mia::acsil

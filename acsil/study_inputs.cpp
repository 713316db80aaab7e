#include "acsil/study_inputs.hpp"

#include <cstdio>

namespace mia::acsil {
namespace {

// Studies number their inputs with holes, but not with larger ones.
constexpr int hole_max = 16;

std::uint16_t type_of(int sierra_type) {
    switch (sierra_type) {
    case STRING_VALUE:
    case PATH_AND_FILE_NAME_VALUE:
    case FIND_SYMBOL_VALUE:
        return wire::input_type::text;
    case CHART_STUDY_SUBGRAPH_VALUES:
    case STUDY_SUBGRAPH_VALUES:
    case CHART_STUDY_VALUES:
        return wire::input_type::study_reference;
    default:
        return wire::input_type::number;
    }
}

bool is_whole_number(int sierra_type) {
    return sierra_type != FLOAT_VALUE && sierra_type != DOUBLE_VALUE && sierra_type != DATE_VALUE &&
           sierra_type != TIME_VALUE && sierra_type != DATETIME_VALUE;
}

double number_of(SCStudyInterfaceRef sc, int chart, int study, int input, int sierra_type) {
    int whole = 0;
    double exact = 0;
    if (!is_whole_number(sierra_type)) {
        return sc.GetChartStudyInputFloat(chart, study, input, exact) != 0 ? exact : 0;
    }
    return sc.GetChartStudyInputInt(chart, study, input, whole) != 0 ? whole : 0;
}

void set_value(
    SCStudyInterfaceRef sc, int chart, int study, int sierra_type, wire::InputValue& entry
) {
    if (entry.type == wire::input_type::number) {
        entry.number = number_of(sc, chart, study, entry.input, sierra_type);
    } else if (entry.type == wire::input_type::text) {
        SCString text;
        if (sc.GetChartStudyInputString(chart, study, entry.input, text) != 0) {
            wire::set_text(entry.text, text.GetChars());
        }
    } else {
        s_ChartStudySubgraphValues values;
        if (sc.GetChartStudyInputChartStudySubgraphValues(chart, study, entry.input, values) != 0) {
            char text[sizeof entry.text];
            std::snprintf(
                text, sizeof text, "%d;%d;%d", values.ChartNumber, values.StudyID,
                values.SubgraphIndex
            );
            wire::set_text(entry.text, text);
        }
    }
}

}  // namespace

#if SC_DLL_VERSION >= 2563
void write_study_inputs(FeedCall& call, const WatchedChart& chart, int study) {
    wire::StudyInput* frame = call.writer.add<wire::StudyInput>();
    if (frame == nullptr) {
        return;
    }
    frame->chart = chart.number;
    frame->instrument = chart.instrument;
    frame->study = static_cast<std::uint32_t>(study);
    int hole = 0;
    for (int input = 0; input < SC_INPUTS_AVAILABLE && hole < hole_max; ++input) {
        const int sierra_type = call.sc.GetChartStudyInputType(chart.number, study, input);
        call.budget.spend(1);
        ++hole;
        if (sierra_type <= NO_VALUE) {
            continue;
        }
        wire::InputValue* entry = call.writer.add_entry<wire::StudyInput>();
        if (entry == nullptr) {
            return;
        }
        hole = 0;
        entry->input = static_cast<std::uint16_t>(input);
        entry->type = type_of(sierra_type);
        SCString name;
        if (call.sc.GetStudyInputName(chart.number, study, input, name) != 0) {
            wire::set_text(entry->name, name.GetChars());
        }
        set_value(call.sc, chart.number, study, sierra_type, *entry);
        call.budget.spend(2);
        ++frame->input_count;
    }
}
#else
void write_study_inputs(FeedCall&, const WatchedChart&, int) {}
#endif

}  // namespace mia::acsil

// The questions about studies: which there are, what they are called, what they computed.
#include <algorithm>

#include "acsil/sim/host.hpp"
#include "acsil/sim/host_services.hpp"

namespace mia::sim {
namespace {

SCString text_of(const std::string& text) {
    return SCString(text.c_str());
}

}  // namespace

SubgraphLine* HostServices::find_line(int chart, int study, int subgraph) {
    Study* found = find_study(chart, study);
    if (found == nullptr || subgraph < 0 ||
        static_cast<std::size_t>(subgraph) >= found->lines.size())
        return nullptr;
    return &found->lines[static_cast<std::size_t>(subgraph)];
}

const StudyInput* HostServices::find_input(int chart, int study, int input) {
    Study* found = find_study(chart, study);
    if (found == nullptr || input < 0 ||
        static_cast<std::size_t>(input) >= found->description.inputs.size()) {
        return nullptr;
    }
    return &found->description.inputs[static_cast<std::size_t>(input)];
}

int HostServices::study_count(int chart) {
    Chart* found = chart_of_call(chart);
    return found == nullptr ? 0 : static_cast<int>(found->studies().size());
}

int HostServices::study_id_at(int chart, int position) {
    Chart* found = chart_of_call(chart);
    if (found == nullptr || position < 1 ||
        static_cast<std::size_t>(position) > found->studies().size())
        return 0;
    return found->studies()[static_cast<std::size_t>(position) - 1]->description.id;
}

SCString HostServices::study_name(int chart, int study) {
    Study* found = find_study(chart, study);
    return found == nullptr ? SCString() : text_of(found->displayed_name());
}

bool HostServices::short_name(int chart, int study, SCString& name) {
    Study* found = find_study(chart, study);
    if (found != nullptr)
        name = text_of(found->description.short_name);
    return found != nullptr;
}

std::uint32_t HostServices::internal_identifier(int chart, int study, SCString& name) {
    Study* found = find_study(chart, study);
    if (found == nullptr)
        return 0;
    name = text_of(found->displayed_name());
    return static_cast<std::uint32_t>(found->description.internal_identifier);
}

bool HostServices::built_in_name(int identifier, SCString& name) {
    const std::string* found = host_.find_built_in_name(identifier);
    if (found != nullptr)
        name = text_of(*found);
    return found != nullptr;
}

bool HostServices::custom_information(
    int chart, int study, n_ACSIL::s_CustomStudyInformation& found
) {
    Study* known = find_study(chart, study);
    if (known == nullptr || known->description.dll_file.empty())
        return false;
    found.DLLFilePath = text_of(host_.options().data_folder);
    found.DLLFileName = text_of(known->description.dll_file);
    found.DLLFunctionName = text_of(known->description.dll_function);
    found.StudyOriginalName = text_of(known->description.original_name);
    return true;
}

const char* HostServices::subgraph_name(int chart, int study, int subgraph) {
    SubgraphLine* line = find_line(chart, study, subgraph);
    return line == nullptr ? nullptr : line->name.c_str();
}

bool HostServices::subgraph_draw_style(int chart, int study, int subgraph, int& style) {
    SubgraphLine* line = find_line(chart, study, subgraph);
    if (line == nullptr)
        return false;
    style = line->draw_style;
    return true;
}

bool HostServices::subgraph_values(int chart, int study, int subgraph, SCFloatArrayRef array) {
    SubgraphLine* line = find_line(chart, study, subgraph);
    array.InternalSetArray(nullptr, 0);
    if (line == nullptr)
        return false;
    array.InternalSetArray(line->values.data(), static_cast<int>(line->values.size()));
    return true;
}

void HostServices::study_values(int chart, int study, SCGraphData& data) {
    Study* found = find_study(chart, study);
    const std::size_t count =
        found == nullptr ? 0 : std::min<std::size_t>(found->lines.size(), SC_SUBGRAPHS_AVAILABLE);
    data.InternalSetArray(
        &data.InternalAccessBaseDataArray(0), found == nullptr ? 0 : SC_SUBGRAPHS_AVAILABLE
    );
    if (found == nullptr)
        return;
    for (std::size_t i = 0; i < SC_SUBGRAPHS_AVAILABLE; ++i) {
        SCFloatArrayRef array = data.InternalAccessBaseDataArray(static_cast<int>(i));
        array.InternalSetArray(nullptr, 0);
        if (i >= count)
            continue;
        auto& values = found->lines[i].values;
        array.InternalSetArray(values.data(), static_cast<int>(values.size()));
    }
}

int HostServices::data_start(int chart, int study) {
    Study* found = find_study(chart, study);
    return found == nullptr ? 0 : found->data_start;
}

bool HostServices::input_number(int chart, int study, int input, double& value) {
    const StudyInput* found = find_input(chart, study, input);
    if (found != nullptr)
        value = found->number;
    return found != nullptr;
}

bool HostServices::input_text(int chart, int study, int input, SCString& value) {
    const StudyInput* found = find_input(chart, study, input);
    if (found != nullptr)
        value = text_of(found->text);
    return found != nullptr;
}

bool HostServices::input_name(int chart, int study, int input, SCString& name) {
    const StudyInput* found = find_input(chart, study, input);
    if (found != nullptr)
        name = text_of(found->name);
    return found != nullptr;
}

bool HostServices::input_study(int chart, int study, int input, s_ChartStudySubgraphValues& value) {
    const StudyInput* found = find_input(chart, study, input);
    if (found != nullptr)
        value = found->study;
    return found != nullptr;
}

int HostServices::input_type(int chart, int study, int input) {
    const StudyInput* found = find_input(chart, study, input);
    return found == nullptr ? NO_VALUE : found->type;
}

}  // namespace mia::sim

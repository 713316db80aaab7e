// What a study may do with the drawings of a chart.
#include "acsil/sim/host.hpp"
#include "acsil/sim/host_services.hpp"

namespace mia::sim {

// 0 is the chart of the study.
Chart* HostServices::chart_or_own(int number) {
    return number == 0 ? own_chart() : chart_of_call(number);
}

int HostServices::use_tool(s_UseTool& tool) {
    // Only a drawing that counts as the user's can be put on another chart.
    Chart* chart = tool.AddAsUserDrawnDrawing != 0 ? chart_or_own(tool.ChartNumber) : own_chart();
    return chart == nullptr ? 0 : chart->drawings().use(tool, current_->study);
}

int HostServices::delete_drawing(int chart, int tool, int line) {
    Chart* found = chart_or_own(chart);
    if (found == nullptr)
        return 0;
    if (tool != TOOL_DELETE_ALL)
        return found->drawings().erase(line);
    found->drawings().erase_all();
    return 1;
}

bool HostServices::drawing_exists(int chart, int line) {
    Chart* found = chart_or_own(chart);
    return found != nullptr && found->drawings().find(line) != nullptr;
}

}  // namespace mia::sim

#include "acsil/drawing.hpp"

namespace mia::acsil {

bool draw(SCStudyInterfaceRef sc, s_UseTool& tool, std::int32_t& line) {
    tool.ChartNumber = sc.ChartNumber;
    tool.Region = sc.GraphRegion;
    tool.AddMethod = UTAM_ADD_OR_ADJUST;
    if (line != 0) {
        tool.LineNumber = line;
    }
    if (sc.UseTool(tool) == 0) {
        return false;
    }
    line = tool.LineNumber;
    return true;
}

void erase(SCStudyInterfaceRef sc, std::int32_t& line) {
    if (line != 0) {
        (void)sc.DeleteACSChartDrawing(sc.ChartNumber, TOOL_DELETE_CHARTDRAWING, line);
        line = 0;
    }
}

}  // namespace mia::acsil

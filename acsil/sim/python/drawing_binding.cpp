// What a user sees that a study has drawn: drawings on the chart, and how its lines look.
#include "acsil/sim/python/bindings.hpp"

namespace mia::sim::python {
namespace {

namespace py = pybind11;

// A small whole number of days is no time: 1 to 150 is a place from left to right, below 0 is behind the last bar.
bool is_place(const SCDateTime& time) {
    return time.GetAsDouble() <= 150;
}

py::object time_ns(const Chart& chart, const s_UseTool& tool) {
    if (is_place(tool.BeginDateTime))
        return py::none();
    const std::int64_t local_us = tool.BeginDateTime.ToUNIXTimeInMicroseconds();
    return py::int_(chart.zone().utc_from_local_us(local_us) * 1000);
}

py::dict described(const Chart& chart, const Drawing& drawing) {
    const s_UseTool& tool = drawing.tool;
    return py::dict(
        py::arg("line") = tool.LineNumber, py::arg("study") = drawing.study,
        py::arg("type") = static_cast<int>(tool.DrawingType), py::arg("value") = tool.BeginValue,
        py::arg("color") = tool.Color, py::arg("width") = tool.LineWidth,
        py::arg("style") = static_cast<int>(tool.LineStyle), py::arg("text") = tool.Text.GetChars(),
        py::arg("time_ns") = time_ns(chart, tool), py::arg("marker") = tool.MarkerType,
        py::arg("is_relative") = tool.UseRelativeVerticalValues == 1,
        py::arg("is_user_drawn") = drawing.is_user_drawn(), py::arg("is_saved") = drawing.is_saved()
    );
}

py::list drawings(Host& host, int number) {
    Chart& chart = host.chart(number);
    py::list found;
    for (const Drawing& drawing : chart.drawings().all())
        found.append(described(chart, drawing));
    return found;
}

py::dict subgraph(Host& host, int handle, int index) {
    const StudyInstance& instance = host.instance(handle);
    if (index < 0 || static_cast<std::size_t>(index) >= instance.subgraphs.size())
        throw std::invalid_argument("no such subgraph");
    const s_SCSubgraph_260& look = instance.subgraphs[static_cast<std::size_t>(index)];
    return py::dict(
        py::arg("name") = look.Name.GetChars(), py::arg("color") = look.PrimaryColor,
        py::arg("width") = look.LineWidth, py::arg("draw_style") = look.DrawStyle,
        py::arg("line_style") = static_cast<int>(look.LineStyle),
        py::arg("draws_zeros") = look.DrawZeros != 0
    );
}

}  // namespace

void add_drawing_calls(HostClass& host) {
    host.def(
            "drawings", &drawings, py::arg("chart"),
            "Everything that studies have drawn on a chart and that is still there."
    )
        .def(
            "draw_calls", [](Host& self, int chart) { return self.chart(chart).drawings().uses(); },
            py::arg("chart"), "How often studies have drawn or adjusted anything there."
        )
        .def(
            "subgraph", &subgraph, py::arg("handle"), py::arg("index"),
            "How one line of a library's study looks."
        );
}

}  // namespace mia::sim::python

// Table of contents of mia_core._sierra.
#include "acsil/sim/python/bindings.hpp"

namespace mia::sim::python {
namespace {

namespace py = pybind11;

std::unique_ptr<Host> make_host(
    int tape_capacity, int depth_levels_max, std::string chartbook, std::string data_folder,
    bool poisoning
) {
    HostOptions options;
    options.tape_capacity = tape_capacity;
    options.depth_levels_max = depth_levels_max;
    options.chartbook = std::move(chartbook);
    options.data_folder = std::move(data_folder);
    options.is_poisoning = poisoning;
    return std::make_unique<Host>(std::move(options));
}

py::list take_messages(Host& host) {
    py::list taken;
    for (const LogMessage& message : host.take_messages()) {
        taken.append(py::dict(
            py::arg("chart") = message.chart, py::arg("study") = message.study,
            py::arg("text") = message.text, py::arg("shows_log") = message.shows_log
        ));
    }
    return taken;
}

}  // namespace
}  // namespace mia::sim::python

PYBIND11_MODULE(_sierra, module) {
    namespace py = pybind11;
    using namespace mia::sim;
    module.doc() = "A simulated Sierra Chart that loads and drives real study libraries.";
    python::HostClass host(
        module, "Host", py::is_final(), py::metaclass(reinterpret_cast<PyObject*>(&PyType_Type)),
        "Charts, instruments and studies; the caller owns the clock."
    );
    host.def(
            py::init(&python::make_host), py::kw_only(), py::arg("tape_capacity") = 10'000,
            py::arg("depth_levels_max") = 100, py::arg("chartbook") = "simulated.cht",
            py::arg("data_folder") = "", py::arg("poisoning") = false
    )
        .def_property("time_ns", &Host::now_ns, &Host::set_time_ns, "Nanoseconds UTC.")
        .def("take_messages", &python::take_messages, "What was logged since the last time.")
        .def_property_readonly("errors", &Host::errors, "What studies did that Sierra forbids.");
    python::add_chart_calls(host);
    python::add_drawing_calls(host);
    python::add_market_calls(host);
    python::add_study_calls(host);
}

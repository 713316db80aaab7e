// Studies: those the script fills with values, and those a loaded library computes.
#include <pybind11/stl/filesystem.h>

#include "acsil/sim/python/bindings.hpp"

namespace mia::sim::python {
namespace {

namespace py = pybind11;

using InputValue = std::variant<bool, std::int64_t, double, std::string>;
using StudyInputTuple = std::pair<std::string, double>;

InputChoice choice_of(int index, const InputValue& value) {
    InputChoice choice;
    choice.index = index;
    choice.is_text = std::holds_alternative<std::string>(value);
    if (choice.is_text) {
        choice.text = std::get<std::string>(value);
    } else if (std::holds_alternative<double>(value)) {
        choice.number = std::get<double>(value);
    } else if (std::holds_alternative<std::int64_t>(value)) {
        choice.number = static_cast<double>(std::get<std::int64_t>(value));
    } else {
        choice.number = std::get<bool>(value) ? 1 : 0;
    }
    return choice;
}

int attach(
    Host& host, int chart, const std::filesystem::path& library, const std::string& function,
    const std::map<int, InputValue>& inputs, int study_id
) {
    std::vector<InputChoice> choices;
    for (const auto& [index, value] : inputs)
        choices.push_back(choice_of(index, value));
    return host.attach(chart, host.load(library), function, choices, study_id);
}

int add_study(
    Host& host, int chart, std::string name, std::vector<std::string> subgraph_names, int study_id,
    std::string short_name, int internal_identifier, std::string original_name,
    std::string dll_file, std::string dll_function, const std::vector<StudyInputTuple>& inputs
) {
    StudyDescription study;
    study.id = study_id;
    study.name = std::move(name);
    study.short_name = std::move(short_name);
    study.dll_file = std::move(dll_file);
    study.internal_identifier = internal_identifier;
    if (study.dll_file.empty() && internal_identifier == 0 && !original_name.empty())
        study.internal_identifier = host.built_in(original_name);
    study.original_name = std::move(original_name);
    study.dll_function = std::move(dll_function);
    study.subgraph_names = std::move(subgraph_names);
    for (const auto& [input, value] : inputs)
        study.inputs.push_back({input, value, "", DOUBLE_VALUE, {}});
    return host.chart(chart).add_study(study, false).description.id;
}

void set_values(
    Host& host, int chart, const std::vector<std::tuple<int, int, double>>& values,
    std::optional<int> bar
) {
    Chart& target = host.chart(chart);
    const int index = bar.value_or(target.bars().size() - 1);
    for (const auto& [study, subgraph, value] : values)
        target.set_value_at(study, subgraph, index, static_cast<float>(value));
}

std::vector<float> values_of(Host& host, int chart, int study, int subgraph) {
    const Study* found = host.chart(chart).find_study(study);
    if (found == nullptr || subgraph < 0 ||
        static_cast<std::size_t>(subgraph) >= found->lines.size())
        throw std::invalid_argument("no such study or subgraph on the chart");
    return found->lines[static_cast<std::size_t>(subgraph)].values;
}

void add_script_studies(HostClass& host) {
    host.def(
            "add_study", &add_study, py::arg("chart"), py::arg("name"), py::arg("subgraph_names"),
            py::kw_only(), py::arg("study_id") = 0, py::arg("short_name") = "",
            py::arg("internal_identifier") = 0, py::arg("original_name") = "",
            py::arg("dll_file") = "", py::arg("dll_function") = "",
            py::arg("inputs") = std::vector<StudyInputTuple>{},
            "A study the script gives values to; returns its id. Without a DLL an original name is "
            "Sierra's own; an empty one is not told."
    )
        .def(
            "rename_study",
            [](Host& self, int chart, int study, std::string name) {
                Study* found = self.chart(chart).find_study(study);
                if (found == nullptr)
                    throw std::invalid_argument("no such study on the chart");
                found->description.name = std::move(name);
            },
            py::arg("chart"), py::arg("study"), py::arg("name"),
            "Another name on the chart, given by the study itself: nothing is recalculated."
        )
        .def(
            "remove_study",
            [](Host& self, int chart, int study) { self.chart(chart).remove_study(study); },
            py::arg("chart"), py::arg("study")
        )
        .def(
            "name_built_in", &Host::name_built_in, py::arg("identifier"), py::arg("name"),
            "What Sierra calls the built-in study of this identifier."
        )
        .def(
            "set_values", &set_values, py::arg("chart"), py::arg("values"), py::kw_only(),
            py::arg("bar") = py::none(),
            "Values (study id, subgraph, value) at the last bar, or at the one given."
        )
        .def(
            "values", &values_of, py::arg("chart"), py::arg("study"), py::arg("subgraph"),
            "A subgraph's values, one per bar; empty when the study does not use it."
        );
}

void add_library_studies(HostClass& host) {
    host.def(
            "attach", &attach, py::arg("chart"), py::arg("library"), py::kw_only(),
            py::arg("function"), py::arg("inputs") = std::map<int, InputValue>{},
            py::arg("study_id") = 0, "Puts a library's study on a chart; returns its handle."
    )
        .def("remove", &Host::remove, py::arg("handle"), "Takes it off, with its last call.")
        .def(
            "release",
            [](Host& self, const std::filesystem::path& library) {
                return self.release(self.load(library));
            },
            py::arg("library"), "Unloads the code without a last call; true when it is gone."
        )
        .def(
            "allow",
            [](Host& self, const std::filesystem::path& library) {
                self.allow(self.load(library));
            },
            py::arg("library"), "Loads it again."
        )
        .def("update", &Host::update, py::arg("chart"), "One chart update: calls its studies.")
        .def("recalculate", &Host::recalculate, py::arg("chart"), "The same from the first bar.")
        .def(
            "set_input",
            [](Host& self, int handle, int index, const InputValue& value) {
                self.set_input(handle, choice_of(index, value));
            },
            py::arg("handle"), py::arg("index"), py::arg("value")
        )
        .def(
            "set_hidden",
            [](Host& self, int handle, bool hidden) { self.instance(handle).is_hidden = hidden; },
            py::arg("handle"), py::arg("hidden")
        )
        .def(
            "study_id", [](Host& self, int handle) { return self.instance(handle).study; },
            py::arg("handle")
        )
        .def(
            "persistent_int64",
            [](Host& self, int handle, int key) {
                return self.instance(handle).persistent.int64s[key];
            },
            py::arg("handle"), py::arg("key"),
            "What an instance keeps under a key, as another study could read it; 0 when nothing."
        )
        .def(
            "cost",
            [](Host& self, int handle) {
                const CallCost& cost = self.instance(handle).cost;
                return py::dict(
                    py::arg("calls") = cost.count(), py::arg("median_ns") = cost.quantile(0.5),
                    py::arg("p99_ns") = cost.quantile(0.99)
                );
            },
            py::arg("handle"), "Wall time of a study's calls, SetDefaults not counted."
        );
}

}  // namespace

void add_study_calls(HostClass& host) {
    add_script_studies(host);
    add_library_studies(host);
}

}  // namespace mia::sim::python

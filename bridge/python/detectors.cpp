// detector_catalog(): what can be detected and set, for configuration, documents and `mia detectors
// list`.
#include "bridge/python/bindings.hpp"

#include "bridge/detectors/settings.hpp"

namespace mia::python {
namespace {

namespace py = pybind11;

py::dict parameter_row(const detectors::Parameter& parameter) {
    py::dict row;
    row["name"] = text(parameter.name);
    row["default"] = parameter.standard;
    row["minimum"] = parameter.minimum;
    row["maximum"] = parameter.maximum;
    row["unit"] = text(parameter.unit);
    row["meaning"] = text(parameter.meaning);
    return row;
}

py::list detector_catalog() {
    py::list rows;
    for (const detectors::DetectorInfo* info : detectors::AllDetectors::infos) {
        py::list parameters;
        parameters.append(parameter_row(detectors::enabled_parameter));
        for (const detectors::Parameter& parameter : info->parameters) {
            parameters.append(parameter_row(parameter));
        }
        py::list evidence;
        for (const std::string_view name : info->evidence) {
            evidence.append(text(name));
        }
        py::dict row;
        row["name"] = text(info->name);
        row["meaning"] = text(info->meaning);
        row["parameters"] = parameters;
        row["evidence"] = evidence;
        rows.append(row);
    }
    return rows;
}

}  // namespace

void register_detectors(py::module_& module) {
    module.def(
        "detector_catalog", &detector_catalog, "Tell every detector and what can be set on it."
    );
}

}  // namespace mia::python

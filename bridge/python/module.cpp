// Table of contents of mia_core._native.
#include "bridge/python/bindings.hpp"

PYBIND11_MODULE(_native, module) {
    module.doc() =
        "The compiled half of mia_core: the wire, the state of the market, the detectors.";
    mia::python::register_schema(module);
    mia::python::register_batches(module);
    mia::python::register_build(module);
    mia::python::register_detectors(module);
    mia::python::register_observation(module);
    mia::python::register_market(module);
}

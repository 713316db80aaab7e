// build_info(): what this build is, so that a recording can say which build made its decisions.
#include "bridge/python/bindings.hpp"

#include "mia_build_id.hpp"

namespace mia::python {

void register_build(pybind11::module_& module) {
    module.def(
        "build_info",
        [] {
            pybind11::dict info;
            info["version"] = MIA_VERSION;
            info["compiler"] = mia_compiler;
            info["build_type"] = mia_build_type;
            info["build_id"] = mia_build_id;
            return info;
        },
        "Tell which build this is; replay is byte for byte only under the same build id."
    );
}

}  // namespace mia::python

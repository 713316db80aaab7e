// The parts of mia_core._sierra, one file each: all of them add to the one class Host. Its calls
// keep the GIL, which is what makes a study never be called twice at a time.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "acsil/sim/host.hpp"

namespace mia::sim::python {

using HostClass = pybind11::class_<Host>;

void add_chart_calls(HostClass& host);
void add_drawing_calls(HostClass& host);
void add_market_calls(HostClass& host);
void add_study_calls(HostClass& host);

}  // namespace mia::sim::python

// The version that a study says of itself; CMake passes the project's own.
#pragma once

#include <string_view>

#include "sierrachart.h"

#ifndef MIA_VERSION
#error "MIA_VERSION must be defined by the build"
#endif

namespace mia::acsil {

inline constexpr std::string_view version = MIA_VERSION;

}  // namespace mia::acsil

// What the DLL says to Sierra of the header it was built with: SC_DLL_VERSION of Sierra's, 1 of ours.
// NOLINTNEXTLINE(readability-identifier-naming): Sierra Chart looks for this name
extern "C" int SCDLLCALL scdll_DLLVersion();

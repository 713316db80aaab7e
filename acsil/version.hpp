// The version that a study says of itself; CMake passes the project's own.
#pragma once

#include <string_view>

#ifndef MIA_VERSION
#error "MIA_VERSION must be defined by the build"
#endif

namespace mia::acsil {

inline constexpr std::string_view version = MIA_VERSION;

}  // namespace mia::acsil

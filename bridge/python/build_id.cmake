# Writes HEADER with the compiler, the build type and a hash over them and the content of SOURCES.
string(SHA256 digest "${COMPILER}|${PLATFORM}|${FLAGS}|${BUILD_TYPE}")
foreach(source IN LISTS SOURCES)
    # The name without its folder's place on this machine: two checkouts give the same id.
    get_filename_component(name "${source}" NAME)
    file(SHA256 "${source}" content)
    string(SHA256 digest "${digest}|${name}|${content}")
endforeach()
string(SUBSTRING "${digest}" 0 16 digest)
file(WRITE "${HEADER}" "// Written by build_id.cmake.
#pragma once
inline constexpr const char* mia_compiler = \"${COMPILER} (${PLATFORM})\";
inline constexpr const char* mia_build_type = \"${BUILD_TYPE}\";
inline constexpr const char* mia_build_id = \"${digest}\";
")

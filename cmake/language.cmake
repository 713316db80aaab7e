# How every target is compiled.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
# The static libraries end up in the study DLL and in the Python modules.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

include(CheckCXXSourceCompiles)
check_cxx_source_compiles("
    #include <bit>
    static_assert(std::endian::native == std::endian::little);
    int main() { return 0; }" MIA_LITTLE_ENDIAN)
if(NOT MIA_LITTLE_ENDIAN)
    message(FATAL_ERROR "MIA's wire is little endian and its structs are read in place: "
        "a little endian C++20 target was expected, ${CMAKE_SYSTEM_PROCESSOR} is not one")
endif()

find_package(Threads REQUIRED)

# Includes are written from the root of the repository: #include "bridge/wire/header.hpp".
include_directories("${PROJECT_SOURCE_DIR}")
add_compile_definitions("MIA_VERSION=\"${PROJECT_VERSION}\"")
if(WIN32)
    # windows.h without its min and max macros, and without winsock 1.
    add_compile_definitions(NOMINMAX WIN32_LEAN_AND_MEAN)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # Bounds of the standard containers, checked where speed is not measured.
    add_compile_definitions($<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
endif()

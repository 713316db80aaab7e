# What a build of MIA consists of. Under SKBUILD the wheel is being built: modules, no tests.
include(CMakeDependentOption)

set(mia_in_wheel OFF)
if(DEFINED SKBUILD)
    set(mia_in_wheel ON)
endif()

set(mia_tests_by_default OFF)
if(PROJECT_IS_TOP_LEVEL AND NOT mia_in_wheel)
    set(mia_tests_by_default ON)
endif()

option(MIA_BUILD_PYTHON "Build mia_core._native and mia_core._sierra" ${mia_in_wheel})
option(MIA_BUILD_TESTS "Build the GoogleTest programs" ${mia_tests_by_default})
option(MIA_BUILD_SIM "Build the simulated host of the studies" ON)
option(MIA_BUILD_BENCH "Build the C++ side of the benchmarks" OFF)
option(MIA_BUILD_EMBED "Build mia_embed, the host in an embedded interpreter" OFF)
option(MIA_COPY_LIBZMQ "Put the libzmq.dll of find_package(ZeroMQ) beside the study DLL" OFF)
option(MIA_WERROR "Treat warnings as errors" ON)

set(MIA_SANITIZE "" CACHE STRING "Sanitizers to compile with, as -fsanitize= takes them")
set(ACS_SOURCE_DIR "" CACHE PATH
    "Folder of Sierra Chart's own headers (ACS_Source); empty: those of the simulated host")

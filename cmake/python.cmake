# Only read when Python takes part in the build.
set(mia_python_components Interpreter Development.Module)
if(MIA_BUILD_EMBED)
    list(APPEND mia_python_components Development.Embed)
endif()
find_package(Python 3.11...<3.14 REQUIRED COMPONENTS ${mia_python_components})

# pybind11 is a package of the build environment; ask that environment where it keeps its config.
if(NOT pybind11_DIR)
    execute_process(
        COMMAND "${Python_EXECUTABLE}" -c "import pybind11; print(pybind11.get_cmake_dir())"
        OUTPUT_VARIABLE pybind11_DIR OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
set(PYBIND11_FINDPYTHON ON)
find_package(pybind11 3.0 CONFIG REQUIRED)

# mia_warnings: the warnings of every target of ours, as errors unless MIA_WERROR is off.
add_library(mia_warnings INTERFACE)

if(MSVC)
    target_compile_options(mia_warnings INTERFACE
        /W4 /permissive- /utf-8 /Zc:__cplusplus $<$<BOOL:${MIA_WERROR}>:/WX>)
else()
    target_compile_options(mia_warnings INTERFACE
        -Wall
        -Wextra
        -Wpedantic
        -Wconversion
        -Wsign-conversion
        -Wshadow
        -Wcast-align
        -Wcast-qual
        -Wdouble-promotion
        -Wformat=2
        -Wimplicit-fallthrough
        -Wnon-virtual-dtor
        -Wold-style-cast
        -Woverloaded-virtual
        -Wundef
        -Wunused
        $<$<BOOL:${MIA_WERROR}>:-Werror>)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(mia_warnings INTERFACE
            -Wduplicated-branches -Wduplicated-cond -Wlogical-op
            # GCC 12 warns of overlaps in its own std::string (GCC bug 105651).
            $<$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>:-Wno-restrict>)
    endif()
endif()

# Every target made after this line links it, so that none can be forgotten.
link_libraries(mia_warnings)

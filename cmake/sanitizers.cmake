# Sanitizers cover the whole build or none of it: mixed objects report what is not there.
if(MIA_SANITIZE)
    if(MSVC)
        message(FATAL_ERROR "MIA_SANITIZE: gcc or clang was expected, found MSVC")
    endif()
    add_compile_options(
        -fsanitize=${MIA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${MIA_SANITIZE})
endif()

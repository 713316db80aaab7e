# Fails unless DOCUMENT is, byte for byte, what PROGRAM prints.
execute_process(COMMAND "${PROGRAM}" OUTPUT_FILE "${PRINTED}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(
    COMMAND "${CMAKE_COMMAND}" -E compare_files "${DOCUMENT}" "${PRINTED}" RESULT_VARIABLE differs)
if(differs)
    message(FATAL_ERROR "${DOCUMENT} is not what mia_wire_doc prints: `make docs` prints it again")
endif()

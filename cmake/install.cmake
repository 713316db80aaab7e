# The compiled part of the package: both modules and the study library, into mia_core/.
# One component, so that neither the wheel nor a checkout receives anything else.
set(mia_package_targets _native)
if(MIA_BUILD_SIM)
    list(APPEND mia_package_targets _sierra mia_study)
endif()
install(TARGETS ${mia_package_targets}
    LIBRARY DESTINATION mia_core COMPONENT python
    RUNTIME DESTINATION mia_core COMPONENT python)

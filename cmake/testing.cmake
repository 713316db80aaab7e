# GoogleTest comes from the system; tests are discovered from the programs after they are built.
find_package(GTest REQUIRED)
include(GoogleTest)
enable_testing()

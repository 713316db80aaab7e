# GoogleTest comes from the system; tests are discovered from the programs after they are built.
find_package(GTest REQUIRED)
include(GoogleTest)
enable_testing()

# The host's end of a socket, played by the system's libzmq through its ordinary header. For tests
# only: what we ship loads libzmq at run time.
find_path(MIA_ZMQ_INCLUDE_DIR zmq.h REQUIRED)
find_library(MIA_ZMQ_LIBRARY zmq REQUIRED)
mark_as_advanced(MIA_ZMQ_INCLUDE_DIR MIA_ZMQ_LIBRARY)
add_library(mia_zmq_peer INTERFACE)
target_include_directories(mia_zmq_peer SYSTEM INTERFACE "${MIA_ZMQ_INCLUDE_DIR}")
target_link_libraries(mia_zmq_peer INTERFACE "${MIA_ZMQ_LIBRARY}")

#include "bridge/transport/zmq_library.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

namespace mia::transport {
namespace {

// In a process of its own, because a library that was loaded once is never let go.
void expect_in_new_process(const char* told, LoadError expected) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            setenv("MIA_LIBZMQ", told, 1);
            const ZmqLibrary& library = load_zmq();
            std::_Exit(library.error == expected && library.api == nullptr ? 0 : 1);
        },
        testing::ExitedWithCode(0), ""
    );
}

TEST(ZmqLibrary, is_loaded_whole_and_recent) {
    const ZmqLibrary& library = load_zmq();
    ASSERT_NE(library.api, nullptr) << load_error_text(library.error);
    int major = 0;
    int minor = 0;
    int patch = 0;
    library.api->version(&major, &minor, &patch);
    EXPECT_GE(major, 4);
    EXPECT_EQ(library.error, LoadError::none);
}

TEST(ZmqLibrary, asked_for_again_is_the_same) {
    EXPECT_EQ(&load_zmq(), &load_zmq());
    EXPECT_EQ(load_zmq().api, load_zmq().api);
}

TEST(ZmqLibraryDeathTest, that_is_missing_is_a_value_with_a_name) {
    expect_in_new_process("/nowhere/libzmq.so.5", LoadError::not_found);
    EXPECT_NE(
        std::string_view(load_error_text(LoadError::not_found)).find("not found"),
        std::string_view::npos
    );
}

TEST(ZmqLibraryDeathTest, another_library_under_that_name_is_told_apart) {
    expect_in_new_process("libm.so.6", LoadError::symbol_missing);
}

TEST(ZmqLibraryDeathTest, one_too_old_is_not_used) {
    expect_in_new_process(MIA_OUTDATED_ZMQ, LoadError::too_old);
}

}  // namespace
}  // namespace mia::transport

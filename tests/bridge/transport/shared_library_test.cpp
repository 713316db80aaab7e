#include "bridge/transport/shared_library.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace mia::transport {
namespace {

class SharedLibraryTest : public testing::Test {
protected:
    void TearDown() override {
        if (told) {
            setenv("MIA_LIBZMQ", told->c_str(), 1);
        } else {
            unsetenv("MIA_LIBZMQ");
        }
    }
    static std::optional<std::string> told_before() {
        const char* value = std::getenv("MIA_LIBZMQ");
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    }
    std::optional<std::string> told = told_before();
    std::array<char, 512> path{};
};

TEST_F(SharedLibraryTest, libzmq_is_found_and_its_functions_in_it) {
    const SharedLibrary library = open_zmq_library(path);
    ASSERT_TRUE(library.is_open()) << path.data();
    EXPECT_NE(library.symbol("zmq_ctx_new"), nullptr);
    EXPECT_EQ(library.symbol("zmq_no_such_function"), nullptr);
}

TEST_F(SharedLibraryTest, a_path_that_was_told_is_taken_and_no_other) {
    setenv("MIA_LIBZMQ", "/nowhere/libzmq.so.5", 1);
    EXPECT_FALSE(open_zmq_library(path).is_open());
    EXPECT_EQ(std::string_view(path.data()), "/nowhere/libzmq.so.5");
}

TEST_F(SharedLibraryTest, a_path_longer_than_there_is_room_for_is_not_cut) {
    const std::string long_path(1000, 'x');
    setenv("MIA_LIBZMQ", long_path.c_str(), 1);
    EXPECT_FALSE(open_zmq_library(path).is_open());
}

}  // namespace
}  // namespace mia::transport

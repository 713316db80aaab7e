// The clock that goes on when Sierra's stands.
#include "acsil/pace.hpp"

#include <gtest/gtest.h>

namespace mia::acsil {
namespace {

constexpr std::int64_t second = 1'000'000'000;

TEST(Pace, is_sierras_while_that_moves_however_fast) {
    Pace pace{};
    pace.take(100 * second, 7 * second);
    const std::int64_t begun = pace.now_ns;
    pace.take(160 * second, 7 * second + 1);
    EXPECT_EQ(pace.now_ns - begun, 60 * second);
    pace.take(160 * second + 1, 90 * second);
    EXPECT_EQ(pace.now_ns - begun, 60 * second + 1) << "a slow machine is no time";
}

TEST(Pace, is_the_machines_while_sierras_stands) {
    Pace pace{};
    pace.take(100 * second, 7 * second);
    const std::int64_t begun = pace.now_ns;
    pace.take(100 * second, 7 * second + second / 2);
    EXPECT_EQ(pace.now_ns, begun) << "two calls at one moment";
    pace.take(100 * second, 8 * second);
    EXPECT_EQ(pace.now_ns - begun, second);
    pace.take(100 * second, 11 * second);
    EXPECT_EQ(pace.now_ns - begun, 4 * second);
    pace.take(101 * second, 30 * second);
    EXPECT_EQ(pace.now_ns - begun, 5 * second) << "it moves again";
}

TEST(Pace, goes_back_with_sierras) {
    Pace pace{};
    pace.take(100 * second, second);
    const std::int64_t begun = pace.now_ns;
    pace.take(40 * second, 2 * second);
    EXPECT_LT(pace.now_ns, begun);
}

}  // namespace
}  // namespace mia::acsil

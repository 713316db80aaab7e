#include "bridge/detectors/bar_range.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

TEST(BarRange, is_that_of_so_many_bars_before_the_newest) {
    const std::array bars{
        test::bar_of({0, 100, -100, 0}), test::bar_of({1, 7, 0, 2}), test::bar_of({2, 5, -3, 1}),
        test::bar_of({1, 50, -50, 1})};

    const BarRange up = BarRange::before_newest(BarWindow(bars, Direction::up), 2);
    EXPECT_EQ(up.high, 7);
    EXPECT_EQ(up.low, -3);
    EXPECT_EQ(up.width(), 10);
    EXPECT_EQ(up.ranges, 7 + 8);

    const BarRange down = BarRange::before_newest(BarWindow(bars, Direction::down), 2);
    EXPECT_EQ(down.high, 3);
    EXPECT_EQ(down.low, -7);
    EXPECT_EQ(down.ranges, up.ranges);
}

}  // namespace
}  // namespace mia::detectors

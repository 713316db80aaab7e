#include "bridge/detectors/bar_window.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

TEST(BarWindow, has_the_newest_first) {
    const std::array bars{test::bar_of({1, 5, 0, 4}), test::bar_of({4, 9, 3, 8})};
    const BarWindow window(bars, Direction::up);

    EXPECT_EQ(window.size(), 2U);
    EXPECT_EQ(window.at(0).open, 4);
    EXPECT_EQ(window.at(1).close, 4);
    EXPECT_EQ(window.market_price(8), 8);
}

TEST(BarWindow, looks_at_a_fall_upside_down) {
    const std::array bars{test::bar_of({4, 9, 3, 8, 70, 20})};
    const SeenBar seen = BarWindow(bars, Direction::down).at(0);

    EXPECT_EQ(seen.open, -4);
    EXPECT_EQ(seen.high, -3);
    EXPECT_EQ(seen.low, -9);
    EXPECT_EQ(seen.close, -8);
    EXPECT_EQ(seen.volume_with, 70U);
    EXPECT_EQ(seen.volume_against, 20U);
    EXPECT_EQ(BarWindow(bars, Direction::down).market_price(seen.high), 3);
}

TEST(BarWindow, a_rise_is_of_the_buyers_and_a_fall_of_the_sellers) {
    EXPECT_EQ(side_of(Direction::up), market::Side::bid);
    EXPECT_EQ(side_of(Direction::down), market::Side::ask);
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/color_down.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

// The one of color_up, upside down.
const std::vector<test::Prices> pattern = test::mirrored(std::vector<test::Prices>{
    {100, 102, 88, 94}, {95, 103, 90, 100}, {97, 103, 91, 95}, {96, 104, 95, 103}});

TEST(ColorDown, is_of_the_sellers) {
    const auto detection = test::found_at_end<ColorDown>(pattern);

    ASSERT_TRUE(detection);
    EXPECT_EQ(detection->pattern->name, "color_down");
    EXPECT_EQ(detection->side, Side::ask);
    EXPECT_EQ(detection->price_ticks, -95);
}

TEST(ColorDown, says_nothing_of_a_rise) {
    EXPECT_FALSE(test::found_at_end<ColorDown>(test::mirrored(pattern)));
    EXPECT_FALSE(test::found_at_end<ColorUp>(pattern));
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/long_up_down_bar.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

// Rises 9 ticks from the low before, falls 10 from its own high, one beyond that low.
const std::vector<test::Prices> pattern{
    {102, 103, 100, 101}, {102, 109, 102, 108}, {107, 108, 99, 100}};

TEST(LongUpDownBar, is_of_the_sellers_and_anchored_where_the_long_bar_closed) {
    const auto detection = test::found_at_end<LongUpDownBar>(pattern);

    ASSERT_TRUE(detection);
    EXPECT_EQ(detection->pattern->name, "long_up_down_bar");
    EXPECT_EQ(detection->side, Side::ask);
    EXPECT_EQ(detection->price_ticks, 108);
    EXPECT_EQ(detection->evidence[0], 9.0);
    EXPECT_EQ(detection->evidence[1], 10.0);
    EXPECT_EQ(detection->evidence[2], 1.0);
}

TEST(LongUpDownBar, is_the_other_one_upside_down) {
    EXPECT_TRUE(test::found_at_end<LongDownUpBar>(test::mirrored(pattern)));
    EXPECT_FALSE(test::found_at_end<LongUpDownBar>(test::mirrored(pattern)));
    EXPECT_FALSE(test::found_at_end<LongDownUpBar>(pattern));
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/range_break.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

// Ten bars of 4 ticks within 12 ticks, then a close one tick above them.
std::vector<test::Prices> pattern() {
    std::vector<test::Prices> bars(9, {100, 102, 98, 100});
    bars.push_back({108, 110, 106, 108});
    bars.push_back({109, 112, 108, 111});
    return bars;
}

const auto found = test::found_at_end<RangeBreak>;

TEST(RangeBreak, is_anchored_at_the_edge_that_was_broken) {
    const auto detection = found(pattern(), ParameterValues(RangeBreak::info));
    ASSERT_TRUE(detection);
    EXPECT_EQ(detection->side, Side::bid);
    EXPECT_EQ(detection->price_ticks, 110);
    EXPECT_EQ(detection->t_start_ns, test::start_ns);
    EXPECT_EQ(detection->evidence[0], 12.0);
    EXPECT_EQ(detection->evidence[1], 4.0);
    EXPECT_EQ(detection->evidence[2], 1.0);

    const auto fall = found(test::mirrored(pattern()), ParameterValues(RangeBreak::info));
    ASSERT_TRUE(fall);
    EXPECT_EQ(fall->side, Side::ask);
    EXPECT_EQ(fall->price_ticks, -110);
}

TEST(RangeBreak, closes_beyond_and_does_not_only_reach_there) {
    auto bars = pattern();
    bars.back().close = 110;
    EXPECT_FALSE(found(bars, ParameterValues(RangeBreak::info)));
    EXPECT_FALSE(found(pattern(), test::with<RangeBreak>("beyond_ticks", 2.0)));
}

TEST(RangeBreak, is_none_of_a_wide_range) {
    auto bars = pattern();
    bars[0].low = 97;  // 13 ticks, the mean range 4.1
    EXPECT_FALSE(found(bars, ParameterValues(RangeBreak::info)));
    EXPECT_TRUE(found(bars, test::with<RangeBreak>("width_percent", 318.0)));
    EXPECT_FALSE(found(bars, test::with<RangeBreak>("width_percent", 317.0)));
}

TEST(RangeBreak, needs_all_the_bars_of_the_range) {
    auto bars = pattern();
    bars.erase(bars.begin());
    EXPECT_FALSE(found(bars, ParameterValues(RangeBreak::info)));
    EXPECT_TRUE(found(bars, test::with<RangeBreak>("lookback", 9.0)));
}

}  // namespace
}  // namespace mia::detectors

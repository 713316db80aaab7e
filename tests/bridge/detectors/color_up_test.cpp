#include "bridge/detectors/color_up.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

// From 90 to 103, then from 91 to 104; the second low is higher, and each high beyond the one before.
const std::vector<test::Prices> pattern{
    {100, 102, 88, 94}, {95, 103, 90, 100}, {97, 103, 91, 95}, {96, 104, 95, 103}};

const auto found = test::found_at_end<ColorUp>;

TEST(ColorUp, is_found_when_the_fourth_bar_has_closed) {
    const auto detection = found(pattern, ParameterValues(ColorUp::info));

    ASSERT_TRUE(detection);
    EXPECT_EQ(detection->side, Side::bid);
    EXPECT_EQ(detection->price_ticks, 95);
    EXPECT_EQ(detection->t_start_ns, test::start_ns);
    EXPECT_EQ(detection->evidence[0], 15.0);
    EXPECT_EQ(detection->evidence[1], 13.0);
    EXPECT_EQ(detection->evidence[2], 1.0);
}

TEST(ColorUp, is_none_when_one_part_of_the_formula_fails_by_a_tick) {
    const std::array<std::pair<std::size_t, test::Prices>, 7> spoilt{{
        {3, {95, 104, 95, 103}},  // opens at the close before
        {2, {97, 103, 92, 95}},   // reaches 12 ticks
        {2, {97, 104, 91, 95}},   // not beyond the high before
        {1, {94, 103, 90, 100}},  // the same three of the first pair
        {0, {100, 102, 91, 94}},
        {0, {100, 103, 88, 94}},
        {1, {95, 103, 91, 100}},  // the second low is no higher
    }};
    for (std::size_t i = 0; i < spoilt.size(); ++i) {
        auto bars = pattern;
        bars[spoilt[i].first] = spoilt[i].second;
        EXPECT_FALSE(found(bars, ParameterValues(ColorUp::info))) << i;
    }
}

TEST(ColorUp, its_reach_can_be_set_and_it_needs_four_bars) {
    EXPECT_FALSE(found(pattern, test::with<ColorUp>("reach_ticks", 13.0)));
    EXPECT_FALSE(found({pattern.begin() + 1, pattern.end()}, ParameterValues(ColorUp::info)));
}

}  // namespace
}  // namespace mia::detectors

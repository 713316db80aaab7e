#include "bridge/detectors/long_down_up_bar.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

// Falls 9 ticks from the high before, rises 10 from its own low, one beyond that high.
const std::vector<test::Prices> pattern{{98, 100, 97, 99}, {98, 98, 91, 92}, {93, 101, 92, 100}};

const auto found = test::found_at_end<LongDownUpBar>;

TEST(LongDownUpBar, is_found_when_the_bar_that_takes_it_back_has_closed) {
    const auto detection = found(pattern, ParameterValues(LongDownUpBar::info));

    ASSERT_TRUE(detection);
    EXPECT_EQ(detection->side, Side::bid);
    EXPECT_EQ(detection->price_ticks, 92);
    EXPECT_EQ(detection->t_start_ns, test::start_ns);
    EXPECT_EQ(detection->evidence[0], 9.0);
    EXPECT_EQ(detection->evidence[1], 10.0);
    EXPECT_EQ(detection->evidence[2], 1.0);
}

TEST(LongDownUpBar, is_none_when_one_part_of_the_formula_fails_by_a_tick) {
    const std::array<std::pair<std::size_t, test::Prices>, 5> spoilt{{
        {1, {99, 99, 91, 92}},    // opens at the close before
        {0, {98, 99, 97, 99}},    // the high before is 8 ticks above its low
        {2, {92, 101, 92, 100}},  // the next opens at its close
        {2, {93, 100, 92, 100}},  // and goes no farther than the high before
        {1, {98, 98, 92, 92}},    // 8 ticks down
    }};
    for (const auto& [place, bar] : spoilt) {
        auto bars = pattern;
        bars[place] = bar;
        EXPECT_FALSE(found(bars, ParameterValues(LongDownUpBar::info))) << bar.open;
    }
}

TEST(LongDownUpBar, its_reach_can_be_set) {
    EXPECT_FALSE(found(pattern, test::with<LongDownUpBar>("reach_ticks", 9.0)));
    auto higher = pattern;
    higher[0].high = 101;
    higher[2].high = 102;
    EXPECT_TRUE(found(higher, test::with<LongDownUpBar>("reach_ticks", 9.0)));
}

TEST(LongDownUpBar, needs_three_bars_and_says_nothing_of_a_fall) {
    EXPECT_FALSE(found({pattern[1], pattern[2]}, ParameterValues(LongDownUpBar::info)));
    EXPECT_FALSE(found(test::mirrored(pattern), ParameterValues(LongDownUpBar::info)));
}

}  // namespace
}  // namespace mia::detectors

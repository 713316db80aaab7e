#include "bridge/detectors/headfake.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

// Ten bars down to 98; one goes to 97, closes at 99, and its buyers were twice its sellers.
std::vector<test::Prices> pattern() {
    std::vector<test::Prices> bars(10, {100, 102, 98, 100});
    bars.push_back({100, 101, 97, 99, 100, 200});
    return bars;
}

const auto found = test::found_at_end<Headfake>;

TEST(Headfake, is_of_those_who_pushed_back) {
    const auto detection = found(pattern(), ParameterValues(Headfake::info));
    ASSERT_TRUE(detection);
    EXPECT_EQ(detection->side, Side::bid);
    EXPECT_EQ(detection->price_ticks, 98);
    EXPECT_EQ(detection->t_start_ns, test::start_ns + 10 * test::minute_ns);
    EXPECT_EQ(detection->evidence[0], 1.0);
    EXPECT_EQ(detection->evidence[1], 1.0);
    EXPECT_EQ(detection->evidence[2], 200.0);
    EXPECT_EQ(detection->evidence[3], 100.0);

    const auto fall = found(test::mirrored(pattern()), ParameterValues(Headfake::info));
    ASSERT_TRUE(fall);
    EXPECT_EQ(fall->side, Side::ask);
    EXPECT_EQ(fall->price_ticks, -98);
}

TEST(Headfake, goes_beyond_closes_back_and_has_the_flow_against_it) {
    const std::array<test::Prices, 4> spoilt{{
        {100, 101, 98, 99, 100, 200},  // goes to the edge
        {100, 101, 97, 98, 100, 200},  // closes at it
        {100, 101, 97, 99, 100, 150},  // not more than one and a half
        {100, 101, 97, 99, 0, 0},      // nobody said who traded
    }};
    for (const test::Prices& bar : spoilt) {
        auto bars = pattern();
        bars.back() = bar;
        EXPECT_FALSE(found(bars, ParameterValues(Headfake::info))) << bar.low << bar.close;
    }
}

TEST(Headfake, the_bar_itself_is_none_of_those_it_is_held_against) {
    EXPECT_TRUE(found(pattern(), test::with<Headfake>("lookback", 10.0)));
    EXPECT_FALSE(found(pattern(), test::with<Headfake>("lookback", 11.0)));
    EXPECT_FALSE(found(pattern(), test::with<Headfake>("beyond_ticks", 2.0)));
    EXPECT_FALSE(found(pattern(), test::with<Headfake>("flow_ratio", 2.0)));
}

}  // namespace
}  // namespace mia::detectors

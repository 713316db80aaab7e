#include "bridge/detectors/level_flow.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t noon_ns = 1'773'239'700 * second_ns;

market::TapeTrade trade_of(std::uint32_t size, std::int64_t time_ns = noon_ns) {
    return {time_ns, 1, 100, size, market::Aggressor::sell};
}

TEST(LevelFlow, what_still_stands_after_a_trade_came_back) {
    LevelFlow flow(100, noon_ns, second_ns);
    flow.add_trade(trade_of(20), 60);
    flow.settle(55, noon_ns);

    EXPECT_EQ(flow.traded(), 20U);
    EXPECT_EQ(flow.refilled(), 15U);
    EXPECT_EQ(flow.displayed_max(), 60U);
}

TEST(LevelFlow, a_level_that_shrinks_by_more_than_was_traded_was_not_filled_up) {
    LevelFlow flow(100, noon_ns, second_ns);
    flow.add_trade(trade_of(20), 60);
    flow.settle(10, noon_ns);

    EXPECT_EQ(flow.refilled(), 0U);
}

TEST(LevelFlow, trades_beyond_the_display_met_orders_that_nobody_saw) {
    LevelFlow flow(100, noon_ns, second_ns);
    flow.add_trade(trade_of(70), 60);
    flow.add_trade(trade_of(30), 60);
    flow.settle(50, noon_ns);

    EXPECT_EQ(flow.refilled(), 90U);
}

TEST(LevelFlow, of_a_level_nobody_had_seen_nothing_hidden_is_claimed) {
    LevelFlow flow(100, noon_ns, second_ns);
    flow.add_trade(trade_of(70), 0);
    flow.settle(0, noon_ns);

    EXPECT_EQ(flow.refilled(), 0U);
}

TEST(LevelFlow, the_window_slides_and_what_ever_happened_stays) {
    LevelFlow flow(100, noon_ns, second_ns);
    flow.add_trade(trade_of(20), 60);
    flow.settle(60, noon_ns);
    flow.add_trade(trade_of(5, noon_ns + 10 * second_ns), 60);
    flow.settle(60, noon_ns + 15 * second_ns);
    EXPECT_EQ(flow.traded(), 25U);

    flow.settle(60, noon_ns + 16 * second_ns);
    EXPECT_EQ(flow.traded(), 5U);
    EXPECT_EQ(flow.refilled(), 5U);
    flow.settle(40, noon_ns + 3600 * second_ns);
    EXPECT_EQ(flow.traded(), 0U);
    EXPECT_EQ(flow.displayed_max(), 40U);
    EXPECT_EQ(flow.traded_ever(), 25U);
}

TEST(LevelFlow, measures_how_long_nothing_was_displayed) {
    LevelFlow flow(100, noon_ns, second_ns);
    flow.settle(60, noon_ns);
    EXPECT_EQ(flow.missing_ns(noon_ns), 0);

    flow.settle(0, noon_ns + second_ns);
    flow.settle(0, noon_ns + 2 * second_ns);
    EXPECT_EQ(flow.missing_ns(noon_ns + 3 * second_ns), 2 * second_ns);
    flow.settle(1, noon_ns + 3 * second_ns);
    EXPECT_EQ(flow.missing_ns(noon_ns + 3 * second_ns), 0);
}

}  // namespace
}  // namespace mia::detectors

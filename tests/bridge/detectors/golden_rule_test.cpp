#include "bridge/detectors/golden_rule.hpp"

#include "tests/bridge/detectors/navale_bars.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

TEST(GoldenRule, is_silent_while_the_base_lasts_and_speaks_when_it_has_been_left) {
    test::BarStand<GoldenRule> stand;
    stand.tell_all(test::green_base());
    EXPECT_TRUE(stand.opened().empty());
    stand.tell(test::leaves_upward);
    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].side, Side::bid);
    EXPECT_EQ(stand.opened()[0].price_ticks, 98);
    EXPECT_GT(stand.opened()[0].evidence[0], 0.0);
    EXPECT_EQ(stand.opened()[0].evidence[2], 1.0);
}

TEST(GoldenRule, a_fall_is_the_same_upside_down_with_a_negative_signal) {
    test::BarStand<GoldenRule> stand;
    stand.tell_all(test::mirrored(test::green_base_left_upward()));
    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].side, Side::ask);
    EXPECT_EQ(stand.opened()[0].price_ticks, -98);
    EXPECT_LT(stand.opened()[0].evidence[0], 0.0);
    EXPECT_EQ(stand.opened()[0].evidence[2], -1.0);
}

TEST(GoldenRule, only_a_red_bar_that_closes_below_the_green_base_violates_it) {
    test::BarStand<GoldenRule> stand;
    stand.tell_all(test::green_base_left_upward());
    stand.tell({107, 108, 90, 98});  // red, low below, its close on the line
    stand.tell({95, 97, 94, 97});    // green, closes below
    EXPECT_TRUE(stand.closed().empty());
    stand.tell({99, 99, 96, 97});
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "violated");
}

TEST(GoldenRule, asks_for_a_good_base_and_allows_what_it_is_told_to) {
    test::BarStand<GoldenRule> strict(test::with<GoldenRule>("quality_min", 0.99));
    strict.tell_all(test::green_base_left_upward());
    EXPECT_TRUE(strict.opened().empty());
    test::BarStand<GoldenRule> patient(test::with<GoldenRule>("tolerance_ticks", 1.0));
    patient.tell_all(test::green_base_left_upward());
    patient.tell({99, 99, 96, 97});
    EXPECT_TRUE(patient.closed().empty());
    patient.tell({97, 98, 95, 96});
    EXPECT_EQ(patient.closed().size(), 1U);
}

TEST(GoldenRule, what_cannot_be_known_ends_it) {
    test::BarStand<GoldenRule> stand;
    stand.tell_all(test::green_base_left_upward());
    stand.tell_none();
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "bars-missing");
}

}  // namespace
}  // namespace mia::detectors

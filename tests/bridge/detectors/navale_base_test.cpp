#include "bridge/detectors/navale_base.hpp"

#include "tests/bridge/detectors/navale_bars.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

TEST(NavaleBase, stands_where_its_bars_were_until_one_closes_outside) {
    test::BarStand<NavaleBase> stand;
    stand.tell_all(test::green_base());
    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].side, Side::bid);
    EXPECT_EQ(stand.opened()[0].price_ticks, 98);
    EXPECT_EQ(stand.opened()[0].evidence[0], 8.0);
    EXPECT_EQ(stand.opened()[0].evidence[1], 7.0);
    stand.tell({104, 109, 90, 98});  // wicks beyond, the close inside
    EXPECT_TRUE(stand.closed().empty());
    stand.tell(test::leaves_upward);
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "left-with");
    EXPECT_EQ(stand.closed()[0].evidence[0], 9.0);
}

TEST(NavaleBase, left_the_other_way_says_so) {
    test::BarStand<NavaleBase> stand;
    stand.tell_all(test::mirrored(test::green_base()));
    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].side, Side::ask);
    EXPECT_EQ(stand.opened()[0].price_ticks, -98);
    stand.tell({-100, -95, -101, -96});
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "left-against");
}

TEST(NavaleBase, is_none_that_leans_no_way) {
    test::BarStand<NavaleBase> stand;
    stand.tell_all(std::vector<test::Prices>(20, {101, 104, 98, 101}));
    EXPECT_TRUE(stand.opened().empty());
}

}  // namespace
}  // namespace mia::detectors

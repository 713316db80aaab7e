#include "bridge/detectors/vikings.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

constexpr test::Prices quiet{100, 102, 98, 100};
constexpr test::Prices bought{100, 105, 100, 105, 5, 15};
constexpr test::Prices sold{105, 105, 100, 100, 15, 5};

TEST(Vikings, have_bars_with_full_bodies_bought_aggressively) {
    test::BarStand<Vikings> stand;
    stand.tell_all(std::vector<test::Prices>(5, quiet));
    EXPECT_TRUE(stand.opened().empty());
    stand.tell(bought);
    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].side, Side::bid);
    EXPECT_EQ(stand.opened()[0].price_ticks, 105);
    EXPECT_EQ(stand.opened()[0].evidence[0], 1.0);
    EXPECT_EQ(stand.opened()[0].evidence[1], 1.0);
}

TEST(Vikings, pass_when_the_others_come) {
    test::BarStand<Vikings> stand;
    stand.tell_all(std::vector<test::Prices>(5, bought));
    stand.tell(sold);
    EXPECT_TRUE(stand.closed().empty());
    stand.tell_all(std::vector<test::Prices>(2, sold));
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "passed");
}

TEST(Vikings, are_nobody_when_nobody_does_anything) {
    test::BarStand<Vikings> stand(test::with<Vikings>("share", 0.51));
    stand.tell_all(std::vector<test::Prices>(8, {100, 100, 100, 100, 0, 0}));
    EXPECT_TRUE(stand.opened().empty());
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/defenders.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

constexpr test::Prices bought{100, 105, 100, 105, 5, 15};
constexpr test::Prices sold{105, 105, 100, 100, 15, 5};

TEST(Defenders, are_no_vikings) {
    test::BarStand<Defenders> stand;
    stand.tell_all(std::vector<test::Prices>(8, bought));
    EXPECT_TRUE(stand.opened().empty());
    stand.tell_all(std::vector<test::Prices>(5, sold));
    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].side, Side::ask);
    EXPECT_LT(stand.opened()[0].evidence[1], 0.0);
}

}  // namespace
}  // namespace mia::detectors

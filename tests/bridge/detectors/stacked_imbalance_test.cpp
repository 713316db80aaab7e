#include "bridge/detectors/stacked_imbalance.hpp"

#include "tests/bridge/detectors/flow_stand.hpp"

namespace mia::detectors {
namespace {

using StackedImbalanceTest = test::FlowTest<StackedImbalance>;

INSTANTIATE_TEST_SUITE_P(
    BothSides, StackedImbalanceTest, testing::Values(Side::bid, Side::ask), test::name_of_side
);

TEST_P(StackedImbalanceTest, prices_in_a_row_that_one_side_owns_are_reported_from_their_first) {
    for (std::int64_t ahead = 2; ahead < 6; ++ahead) {
        push(side, 8, 20, ahead);
    }
    live(1, 5);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(opened()[0].price_ticks, price(2));
    EXPECT_GE(evidence("levels"), 3.0);
    EXPECT_EQ(evidence("opposite"), 0.0);
}

TEST_P(StackedImbalanceTest, counts_the_other_side_diagonally_across) {
    // At each price the other side sold nearly as much one tick below.
    for (std::int64_t ahead = 2; ahead < 6; ++ahead) {
        for (int i = 0; i < 8; ++i) {
            stand.tell({trade(side, ahead, 20), trade(against, ahead, 10)}, {});
        }
    }
    live(1, 5);
    EXPECT_TRUE(opened().empty());
}

TEST_P(StackedImbalanceTest, does_not_count_the_other_side_at_the_same_price) {
    // What the other side does at the same price is diagonal to the next one ahead.
    for (int i = 0; i < 8; ++i) {
        stand.tell({trade(against, 6, 20)}, {});
    }
    for (std::int64_t ahead = 2; ahead < 6; ++ahead) {
        push(side, 8, 20, ahead);
    }
    live(1, 5);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].price_ticks, price(2));
}

TEST_P(StackedImbalanceTest, two_prices_are_none) {
    push(side, 8, 20, 2);
    push(side, 8, 20, 3);
    live(2, 3);

    EXPECT_TRUE(opened().empty());
}

TEST_P(StackedImbalanceTest, prices_that_hardly_traded_are_none) {
    for (std::int64_t ahead = 2; ahead < 9; ++ahead) {
        push(side, 2, 1, ahead);
    }
    live(2, 8);

    EXPECT_TRUE(opened().empty());
}

TEST_P(StackedImbalanceTest, one_that_grows_is_one_and_ends_when_its_volume_is_out_of_sight) {
    for (std::int64_t ahead = 2; ahead < 14; ++ahead) {
        push(side, 8, 20, ahead);
    }
    live(1, 13);
    EXPECT_EQ(opened().size(), 1U);
    EXPECT_TRUE(closed().empty());

    live(20, 13);
    EXPECT_EQ(opened().size(), 1U);
    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "over");
}

}  // namespace
}  // namespace mia::detectors

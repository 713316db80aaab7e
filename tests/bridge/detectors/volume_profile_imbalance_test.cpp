#include "bridge/detectors/volume_profile_imbalance.hpp"

#include "tests/bridge/detectors/flow_stand.hpp"

namespace mia::detectors {
namespace {

using VolumeProfileImbalanceTest = test::FlowTest<VolumeProfileImbalance>;

INSTANTIATE_TEST_SUITE_P(
    BothSides, VolumeProfileImbalanceTest, testing::Values(Side::bid, Side::ask), test::name_of_side
);

TEST_P(VolumeProfileImbalanceTest, much_volume_of_one_side_at_a_price_is_reported_once) {
    push(side, 200, 6);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(opened()[0].price_ticks, price(0));
    EXPECT_GE(evidence(side == Side::bid ? "accumulated" : "distributed"), 100.0);
    EXPECT_EQ(evidence(side == Side::bid ? "distributed" : "accumulated"), 0.0);
    EXPECT_EQ(evidence("gap_ticks"), 0.0);

    live(30);
    EXPECT_EQ(opened().size(), 1U);
    EXPECT_EQ(closed().size(), 1U);
}

TEST_P(VolumeProfileImbalanceTest, as_much_of_both_sides_is_none) {
    for (int i = 0; i < 200; ++i) {
        stand.tell({trade(side, 0, 6), trade(against, 0, 5)}, {});
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(VolumeProfileImbalanceTest, as_much_over_many_prices_is_none) {
    for (int i = 0; i < 200; ++i) {
        push(side, 1, 6, i / 10);
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(VolumeProfileImbalanceTest, prices_that_were_left_out_are_a_gap_at_their_edge) {
    live(1, 8);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_NEAR(static_cast<double>(opened()[0].price_ticks - price(0)), 0.0, 1.0);
    EXPECT_GE(evidence("gap_ticks"), 4.0);
    EXPECT_EQ(evidence("accumulated"), 0.0);
}

TEST_P(VolumeProfileImbalanceTest, a_run_that_trades_at_every_price_is_none) {
    for (std::int64_t ahead = 0; ahead < 9; ++ahead) {
        push(side, 2, 20, ahead);
    }

    EXPECT_TRUE(opened().empty());
}

}  // namespace
}  // namespace mia::detectors

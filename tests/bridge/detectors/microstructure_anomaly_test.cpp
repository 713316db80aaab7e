#include "bridge/detectors/microstructure_anomaly.hpp"

#include "tests/bridge/detectors/flow_stand.hpp"

namespace mia::detectors {
namespace {

using MicrostructureAnomalyTest = test::FlowTest<MicrostructureAnomaly>;

INSTANTIATE_TEST_SUITE_P(
    BothSides, MicrostructureAnomalyTest, testing::Values(Side::bid, Side::ask), test::name_of_side
);

TEST_P(MicrostructureAnomalyTest, volume_range_and_one_side_together_are_reported_once) {
    for (std::int64_t ahead = 0; ahead < 10; ++ahead) {
        push(side, 3, 20, ahead);
    }
    live(5, 9);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_NEAR(static_cast<double>(opened()[0].price_ticks - price(0)), 0.0, 1.0);
    EXPECT_GE(evidence("range_ticks"), 5.0);
    EXPECT_GE(evidence("share"), 0.7);
    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "over");
}

TEST_P(MicrostructureAnomalyTest, volume_that_moves_nothing_is_none) {
    push(side, 30, 20);

    EXPECT_TRUE(opened().empty());
}

TEST_P(MicrostructureAnomalyTest, a_range_without_volume_is_none) {
    for (std::int64_t ahead = 0; ahead < 10; ++ahead) {
        push(side, 1, 1, ahead);
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(MicrostructureAnomalyTest, volume_and_range_of_both_sides_are_none) {
    for (std::int64_t ahead = 0; ahead < 10; ++ahead) {
        push(side, 2, 20, ahead);
        push(against, 2, 20, ahead);
    }

    EXPECT_TRUE(opened().empty());
}

}  // namespace
}  // namespace mia::detectors

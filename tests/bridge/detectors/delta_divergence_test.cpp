#include "bridge/detectors/delta_divergence.hpp"

#include "tests/bridge/detectors/flow_stand.hpp"

namespace mia::detectors {
namespace {

struct DeltaDivergenceTest : test::FlowTest<DeltaDivergence> {
    // The other side makes an extreme on volume, and the tested one comes back from there.
    void first_extreme() {
        for (std::int64_t ahead = 0; ahead >= -4; --ahead) {
            push(against, 3, 10, ahead);
        }
        for (std::int64_t ahead = -4; ahead <= 0; ++ahead) {
            push(side, 4, 12, ahead);
        }
    }
    // The price goes to an extreme again; at each price the other side trades so much.
    void second_extreme(std::int64_t until, std::uint32_t size) {
        for (std::int64_t ahead = 0; ahead >= until; --ahead) {
            push(against, 2, size, ahead);
        }
    }
    void turn_away(std::int64_t from) {
        push(side, 3, 5, from + 1);
        push(side, 3, 5, from + 3);
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, DeltaDivergenceTest, testing::Values(Side::bid, Side::ask), test::name_of_side
);

TEST_P(
    DeltaDivergenceTest, an_extreme_that_the_difference_missed_is_reported_when_the_price_turns
) {
    first_extreme();
    second_extreme(-6, 1);
    EXPECT_TRUE(opened().empty());
    turn_away(-6);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(opened()[0].price_ticks, price(-6, against));
    EXPECT_EQ(evidence("first_ticks"), static_cast<double>(price(-4, against)));
    EXPECT_GE(evidence("short_of"), 100.0);
}

TEST_P(DeltaDivergenceTest, an_extreme_that_the_difference_follows_is_none) {
    first_extreme();
    second_extreme(-6, 30);
    turn_away(-6);

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaDivergenceTest, an_extreme_short_of_the_first_is_none) {
    first_extreme();
    second_extreme(-3, 1);
    turn_away(-3);

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaDivergenceTest, one_that_never_completes_is_none) {
    first_extreme();
    second_extreme(-6, 1);
    for (std::int64_t ahead = -6; ahead >= -12; --ahead) {
        push(against, 6, 20, ahead);
    }
    turn_away(-12);

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaDivergenceTest, ends_undone_when_the_price_goes_beyond_it_and_is_reported_once) {
    first_extreme();
    second_extreme(-6, 1);
    turn_away(-6);
    pass(test::second_ns);
    push(against, 3, 5, -9);

    EXPECT_EQ(opened().size(), 1U);
    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "undone");
}

}  // namespace
}  // namespace mia::detectors

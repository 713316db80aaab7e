#include "bridge/detectors/exhaustion.hpp"

#include "tests/bridge/detectors/flow_stand.hpp"

namespace mia::detectors {
namespace {

struct ExhaustionTest : test::FlowTest<Exhaustion> {
    // The other side pushes six ticks and trades at the last two prices so much.
    void push_and_dry(std::uint32_t at_the_end) {
        for (std::int64_t ahead = 0; ahead > -5; --ahead) {
            push(against, 6, 12, ahead);
        }
        push(against, 2, at_the_end, -5);
        push(against, 2, at_the_end, -6);
    }
    // The tested side takes over from there.
    void take_over() {
        push(side, 4, 8, -6);
        push(side, 4, 8, -5);
        push(side, 6, 8, -3);
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, ExhaustionTest, testing::Values(Side::bid, Side::ask), test::name_of_side
);

TEST_P(ExhaustionTest, a_push_that_dries_up_is_reported_at_its_end_when_the_other_side_takes_over) {
    push_and_dry(1);
    EXPECT_TRUE(opened().empty());
    take_over();

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(opened()[0].price_ticks, price(-6, against));
    EXPECT_EQ(evidence("at_the_end"), 4.0);
    EXPECT_GE(evidence("push_ticks"), 4.0);
}

TEST_P(ExhaustionTest, a_push_that_meets_volume_at_its_end_is_none) {
    push_and_dry(60);
    take_over();

    EXPECT_TRUE(opened().empty());
}

TEST_P(ExhaustionTest, a_push_that_only_pauses_is_none) {
    push_and_dry(1);
    pass(test::second_ns);
    for (std::int64_t ahead = -6; ahead > -12; --ahead) {
        push(against, 6, 12, ahead);
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(ExhaustionTest, a_price_that_comes_back_with_nobody_behind_it_is_none) {
    push_and_dry(1);
    push(side, 1, 1, -3);
    pass(2 * test::second_ns);

    EXPECT_TRUE(opened().empty());
}

TEST_P(ExhaustionTest, ends_resumed_when_the_price_goes_beyond_its_end) {
    push_and_dry(1);
    take_over();
    push(against, 4, 8, -8);

    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "resumed");
}

TEST_P(ExhaustionTest, is_reported_once_and_is_over_when_its_push_is_out_of_sight) {
    push_and_dry(1);
    take_over();
    live(20);

    EXPECT_EQ(opened().size(), 1U);
    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "over");
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/delta_flip.hpp"

#include "tests/bridge/detectors/flow_stand.hpp"

namespace mia::detectors {
namespace {

using DeltaFlipTest = test::FlowTest<DeltaFlip>;
using test::second_ns;

INSTANTIATE_TEST_SUITE_P(
    BothSides, DeltaFlipTest, testing::Values(Side::bid, Side::ask), test::name_of_side
);

TEST_P(DeltaFlipTest, a_push_that_is_answered_at_once_is_reported_at_its_turn) {
    push(against, 30, 10, -1);
    const std::int64_t turned_ns = stand.now_ns();
    push(side, 30, 10, -2);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(opened()[0].price_ticks, price(-2));
    EXPECT_EQ(opened()[0].t_start_ns, turned_ns + 50'000'000);
    EXPECT_GE(evidence("net_before"), 250.0);
    EXPECT_GE(evidence("net_after"), 30.0);
}

TEST_P(DeltaFlipTest, is_over_when_its_turn_is_out_of_sight_and_is_reported_once) {
    push(against, 30, 10);
    push(side, 60, 10);
    live(10);

    EXPECT_EQ(opened().size(), 1U);
    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "over");
}

TEST_P(DeltaFlipTest, one_that_turns_again_is_another) {
    push(against, 30, 10);
    push(side, 40, 10);
    push(against, 40, 10);

    ASSERT_EQ(opened().size(), 2U);
    EXPECT_EQ(opened()[1].side, against);
    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "turned");
}

TEST_P(DeltaFlipTest, a_push_that_nobody_answers_is_none) {
    push(against, 40, 10);
    live(10);

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaFlipTest, an_answer_that_comes_late_is_none) {
    push(against, 30, 10);
    live(8);
    push(side, 30, 10);
    live(10);

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaFlipTest, both_sides_at_the_same_time_are_none) {
    for (int i = 0; i < 60; ++i) {
        push(i % 2 == 0 ? side : against, 1, 15);
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaFlipTest, two_large_prints_are_none) {
    push(against, 1, 200);
    push(side, 1, 200);
    pass(2 * second_ns);

    EXPECT_TRUE(opened().empty());
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/delta_burst.hpp"

#include "tests/bridge/detectors/flow_stand.hpp"

namespace mia::detectors {
namespace {

using DeltaBurstTest = test::FlowTest<DeltaBurst>;
using test::second_ns;

INSTANTIATE_TEST_SUITE_P(
    BothSides, DeltaBurstTest, testing::Values(Side::bid, Side::ask), test::name_of_side
);

TEST_P(DeltaBurstTest, an_ordinary_tape_has_none) {
    live(120);

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaBurstTest, many_trades_of_one_side_at_once_are_reported_where_they_began) {
    const std::int64_t before_ns = stand.now_ns();
    push(side, 10, 10);
    push(side, 20, 10, 1);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(opened()[0].price_ticks, price(0));
    EXPECT_NEAR(static_cast<double>(opened()[0].t_start_ns - before_ns), 0.0, 0.3e9);
    EXPECT_LE(opened()[0].t_start_ns, opened()[0].t_open_ns);
    EXPECT_GE(evidence("net"), 40.0);
}

TEST_P(DeltaBurstTest, one_that_goes_on_is_one_and_ends_when_it_is_over) {
    push(side, 200, 10);
    EXPECT_EQ(opened().size(), 1U);
    EXPECT_TRUE(closed().empty());

    live(10);
    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "over");
    EXPECT_EQ(opened().size(), 1U);
}

TEST_P(DeltaBurstTest, one_of_the_other_side_ends_it_and_is_another) {
    push(side, 30, 10);
    push(against, 60, 20);

    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "over");
    ASSERT_EQ(opened().size(), 2U);
    EXPECT_EQ(opened()[1].side, against);
}

TEST_P(DeltaBurstTest, as_much_of_both_sides_is_none) {
    for (int i = 0; i < 40; ++i) {
        stand.tell({trade(side, 0, 10), trade(against, 0, 8)}, {});
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaBurstTest, a_few_large_prints_are_none) {
    push(side, 1, 150);
    push(side, 1, 150);
    pass(3 * second_ns);

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaBurstTest, as_much_over_a_long_time_is_none) {
    for (int i = 0; i < 30; ++i) {
        push(side, 1, 10);
        pass(second_ns / 2);
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaBurstTest, trades_whose_aggressor_is_unknown_do_not_count) {
    for (int i = 0; i < 40; ++i) {
        stand.tell_unknown(price(0), 20);
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(DeltaBurstTest, after_a_loss_it_starts_with_no_trades) {
    push(side, 3, 10);
    stand.lose_book();
    push(side, 3, 10);
    pass(second_ns);

    EXPECT_TRUE(opened().empty());
}

}  // namespace
}  // namespace mia::detectors

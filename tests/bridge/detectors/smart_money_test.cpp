#include "bridge/detectors/smart_money.hpp"

#include "tests/bridge/detectors/flow_stand.hpp"

namespace mia::detectors {
namespace {

struct SmartMoneyTest : test::FlowTest<SmartMoney> {
    // So much of a side each second for a while, in ten trades.
    void work(Side aggressor, int seconds, std::uint32_t size) {
        for (int i = 0; i < 10 * seconds; ++i) {
            push(aggressor, 1, size);
            stand.tell({}, {});
        }
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, SmartMoneyTest, testing::Values(Side::bid, Side::ask), test::name_of_side
);

TEST_P(SmartMoneyTest, an_ordinary_tape_has_none) {
    live(120);

    EXPECT_TRUE(opened().empty());
}

TEST_P(SmartMoneyTest, one_order_far_larger_than_all_is_a_block) {
    push(side, 1, 200);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(opened()[0].price_ticks, price(0));
    EXPECT_EQ(evidence("block"), 200.0);
    EXPECT_EQ(evidence("institutional"), 0.0);
    EXPECT_EQ(evidence("persistent"), 0.0);
}

TEST_P(SmartMoneyTest, an_order_that_eats_several_levels_is_one_order) {
    stand.tell({trade(side, 0, 25), trade(side, 0, 30), trade(side, 1, 40)}, {});

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].price_ticks, price(0));
    EXPECT_GE(evidence("block"), 50.0);
}

TEST_P(SmartMoneyTest, several_large_orders_of_one_side_are_institutional) {
    for (int i = 0; i < 6; ++i) {
        push(side, 1, 25);
        pass(test::second_ns / 2);
    }

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(evidence("block"), 0.0);
    EXPECT_GE(evidence("institutional"), 100.0);
    EXPECT_EQ(evidence("orders"), 4.0);
}

TEST_P(SmartMoneyTest, large_orders_of_both_sides_are_none) {
    for (int i = 0; i < 8; ++i) {
        push(i % 2 == 0 ? side : against, 1, 25);
        pass(test::second_ns / 2);
    }

    EXPECT_TRUE(opened().empty());
}

TEST_P(SmartMoneyTest, a_flow_that_goes_on_evenly_is_persistent) {
    work(side, 16, 5);

    ASSERT_EQ(opened().size(), 1U);
    EXPECT_EQ(opened()[0].side, side);
    EXPECT_EQ(evidence("block"), 0.0);
    EXPECT_EQ(evidence("institutional"), 0.0);
    EXPECT_GE(evidence("persistent"), 100.0);
}

TEST_P(SmartMoneyTest, as_much_in_a_moment_is_not_persistent) {
    work(side, 2, 15);
    live(10);

    EXPECT_TRUE(opened().empty());
}

TEST_P(SmartMoneyTest, one_that_goes_on_is_one_and_ends_when_it_is_quiet) {
    work(side, 40, 5);
    EXPECT_EQ(opened().size(), 1U);
    EXPECT_TRUE(closed().empty());

    live(20);
    EXPECT_EQ(opened().size(), 1U);
    ASSERT_EQ(closed().size(), 1U);
    EXPECT_EQ(closed()[0].reason, "over");
}

}  // namespace
}  // namespace mia::detectors

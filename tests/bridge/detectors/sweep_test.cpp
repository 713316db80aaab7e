#include "bridge/detectors/sweep.hpp"

#include "tests/bridge/detectors/tape_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using Stand = test::TapeStand<Sweep>;
using test::ordinary;
using test::second_ns;

struct SweepTest : testing::TestWithParam<Side> {
    Side side = GetParam();
    Stand stand;

    void SetUp() override { stand.pass(second_ns / 4); }

    // Counted from where the touch of the side was first.
    [[nodiscard]] std::int64_t price(std::int64_t behind) const {
        return side == Side::bid ? 99 - behind : 100 + behind;
    }
    void eat(std::int64_t behind) {
        stand.tell({{side, price(behind), ordinary}}, {{side, price(behind), 0}});
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, SweepTest, testing::Values(Side::bid, Side::ask),
    [](const auto& at) { return std::string(market::side_name(at.param)); }
);

TEST_P(SweepTest, levels_eaten_one_after_another_are_reported_once) {
    for (const std::int64_t behind : {0, 1, 2}) {
        EXPECT_TRUE(stand.opened().empty());
        eat(behind);
    }
    const std::int64_t eaten_ns = stand.now_ns();
    stand.pass(5 * second_ns);

    ASSERT_EQ(stand.opened().size(), 1U);
    const Detection& sweep = stand.opened()[0];
    EXPECT_EQ(sweep.side, side);
    EXPECT_EQ(sweep.price_ticks, price(0));
    EXPECT_EQ(sweep.t_open_ns, eaten_ns);
    EXPECT_LT(sweep.t_start_ns, sweep.t_open_ns);
    EXPECT_GT(sweep.confidence, 0.5);
    EXPECT_LT(sweep.confidence, 1.0);
    EXPECT_EQ(Stand::evidence(sweep, "levels"), 3.0);
    EXPECT_EQ(Stand::evidence(sweep, "traded"), 180.0);
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "over");
}

TEST_P(SweepTest, all_levels_may_go_in_one_batch) {
    stand.tell(
        {{side, price(0), ordinary}, {side, price(1), ordinary}, {side, price(2), ordinary}},
        {{side, price(0), 0}, {side, price(1), 0}, {side, price(2), 0}}
    );

    EXPECT_EQ(stand.opened().size(), 1U);
}

TEST_P(SweepTest, new_orders_at_once_do_not_hide_it) {
    stand.tell(
        {{side, price(0), ordinary}, {side, price(1), ordinary}, {side, price(2), ordinary}},
        {{side, price(0), 4}, {side, price(1), 9}, {side, price(2), 0}}
    );

    EXPECT_EQ(stand.opened().size(), 1U);
}

TEST_P(SweepTest, the_level_at_which_it_ends_does_not_count_when_it_holds) {
    stand.tell(
        {{side, price(0), ordinary}, {side, price(1), ordinary}, {side, price(2), 3 * ordinary}},
        {{side, price(0), 0}, {side, price(1), 0}, {side, price(2), ordinary}}
    );
    stand.pass(second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SweepTest, quotes_that_step_back_are_none) {
    for (const std::int64_t behind : {0, 1, 2, 3, 4}) {
        stand.tell({{side, price(behind), 2}}, {{side, price(behind), 0}});
    }
    stand.pass(second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SweepTest, the_same_volume_over_a_longer_time_is_none) {
    for (const std::int64_t behind : {0, 1, 2, 3, 4}) {
        eat(behind);
        stand.pass(second_ns / 2);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SweepTest, a_level_that_is_hit_and_holds_is_none) {
    for (int i = 0; i < 10; ++i) {
        stand.tell({{side, price(0), ordinary}}, {{side, price(0), ordinary}});
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SweepTest, levels_that_were_nearly_empty_are_none) {
    for (const std::int64_t behind : {0, 1, 2, 3}) {
        stand.tell({}, {{side, price(behind), 3}});
    }
    stand.pass(second_ns);
    for (const std::int64_t behind : {0, 1, 2, 3}) {
        stand.tell({{side, price(behind), 3}}, {{side, price(behind), 0}});
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SweepTest, what_it_goes_on_to_eat_belongs_to_it) {
    for (const std::int64_t behind : {0, 1, 2, 3, 4, 5, 6}) {
        eat(behind);
        stand.pass(second_ns / 10);
    }
    stand.pass(second_ns / 2);

    EXPECT_EQ(stand.opened().size(), 1U);
    EXPECT_TRUE(stand.closed().empty());
}

TEST_P(SweepTest, ends_recovered_when_the_price_is_back) {
    for (const std::int64_t behind : {0, 1, 2}) {
        eat(behind);
    }
    stand.tell({}, {{side, price(0), ordinary}});

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "recovered");
}

TEST_P(SweepTest, another_one_after_its_end_is_another_episode) {
    for (const std::int64_t behind : {0, 1, 2}) {
        eat(behind);
    }
    stand.pass(2 * second_ns);
    for (const std::int64_t behind : {3, 4, 5}) {
        eat(behind);
    }

    EXPECT_EQ(stand.opened().size(), 2U);
}

}  // namespace
}  // namespace mia::detectors

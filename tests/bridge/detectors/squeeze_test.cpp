#include "bridge/detectors/squeeze.hpp"

#include "tests/bridge/detectors/tape_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using Stand = test::TapeStand<Squeeze>;
using test::ordinary;
using test::second_ns;

struct SqueezeTest : testing::TestWithParam<Side> {
    Side side = GetParam();
    Side across = side == Side::bid ? Side::ask : Side::bid;
    Stand stand;

    void SetUp() override { stand.pass(15 * second_ns); }

    static std::int64_t price(Side of, std::int64_t behind) {
        return of == Side::bid ? 99 - behind : 100 + behind;
    }
    // The six levels nearest the touch, and as much traded at each of them.
    void put(Side of, std::uint32_t size, std::uint32_t traded = 0) {
        std::vector<test::Order> trades;
        std::vector<test::Order> levels;
        for (std::int64_t behind = 0; behind < 6; ++behind) {
            levels.push_back({of, price(of, behind), size});
            if (traded != 0) {
                trades.push_back({of, price(of, behind), traded});
            }
        }
        stand.tell(trades, levels);
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, SqueezeTest, testing::Values(Side::bid, Side::ask),
    [](const auto& at) { return std::string(market::side_name(at.param)); }
);

TEST_P(SqueezeTest, a_side_that_withdraws_and_stays_away_is_reported_once) {
    put(side, 8);
    const std::int64_t gone_ns = stand.now_ns();
    stand.pass(5 * second_ns);

    ASSERT_EQ(stand.opened().size(), 1U);
    const Detection& squeeze = stand.opened()[0];
    EXPECT_EQ(squeeze.side, side);
    EXPECT_EQ(squeeze.t_start_ns, gone_ns);
    EXPECT_EQ(squeeze.t_open_ns, gone_ns + 7 * second_ns / 10);
    EXPECT_GT(squeeze.confidence, 0.5);
    EXPECT_LT(squeeze.confidence, 1.0);
    EXPECT_EQ(Stand::evidence(squeeze, "before"), 300.0);
    EXPECT_EQ(Stand::evidence(squeeze, "left"), 40.0);
    EXPECT_EQ(Stand::evidence(squeeze, "withdrawn"), 260.0);
    EXPECT_TRUE(stand.closed().empty());
}

TEST_P(SqueezeTest, the_touch_may_go_with_it) {
    std::vector<test::Order> gone;
    for (std::int64_t behind = 0; behind < 4; ++behind) {
        gone.push_back({side, price(side, behind), 0});
    }
    stand.tell({}, gone);
    stand.pass(second_ns);

    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].side, side);
    EXPECT_EQ(Stand::evidence(stand.opened()[0], "spread_ticks"), 5.0);
}

TEST_P(SqueezeTest, orders_that_are_back_at_once_are_none) {
    put(side, 8);
    stand.pass(second_ns / 4);
    put(side, ordinary);
    stand.pass(3 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SqueezeTest, both_sides_thin_are_none) {
    put(side, 8);
    put(across, 8);
    stand.pass(5 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SqueezeTest, a_side_that_thins_out_slowly_is_none) {
    for (std::uint32_t size = ordinary; size >= 8; size -= 2) {
        put(side, size);
        stand.pass(second_ns / 2);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SqueezeTest, what_was_traded_is_no_withdrawal) {
    put(side, 8, ordinary - 8);
    stand.pass(5 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SqueezeTest, a_large_order_that_goes_is_none) {
    stand.tell({}, {{side, price(side, 1), 900}});
    stand.pass(20 * second_ns);
    stand.tell({}, {{side, price(side, 1), ordinary}});
    stand.pass(3 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SqueezeTest, a_book_that_shifts_is_none) {
    const std::int64_t step = side == Side::bid ? -1 : 1;
    std::vector<test::Order> levels;
    for (std::int64_t tick = 0; tick < 4; ++tick) {
        levels.push_back({side, price(side, tick), 0});
        levels.push_back({across, price(across, 0) + step * (tick + 1), ordinary});
        levels.push_back({side, price(side, 10 + tick), ordinary});
    }
    stand.tell({}, levels);
    stand.pass(3 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SqueezeTest, ends_refilled_when_the_orders_are_back) {
    put(side, 8);
    stand.pass(2 * second_ns);
    put(side, ordinary);

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "refilled");
}

TEST_P(SqueezeTest, one_that_lasts_is_the_new_state_and_not_reported_again) {
    put(side, 8);
    stand.pass(60 * second_ns);

    EXPECT_EQ(stand.opened().size(), 1U);
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "stayed-thin");
}

TEST_P(SqueezeTest, nothing_is_said_before_it_is_known_what_is_usual) {
    stand.lose_book();
    stand.pass(second_ns);
    put(side, 8);
    stand.pass(3 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

}  // namespace
}  // namespace mia::detectors

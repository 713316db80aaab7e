#include "bridge/detectors/absorption.hpp"

#include "tests/bridge/detectors/tape_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using Stand = test::TapeStand<Absorption>;
using test::ordinary;
using test::second_ns;

struct AbsorptionTest : testing::TestWithParam<Side> {
    Side side = GetParam();
    Stand stand;

    [[nodiscard]] std::int64_t price(std::int64_t behind) const {
        return side == Side::bid ? 99 - behind : 100 + behind;
    }
    // The touch is hit and filled up again within the batch.
    void hit_and_refill(int batches, std::uint32_t size = 20) {
        for (int i = 0; i < batches; ++i) {
            stand.tell({{side, price(0), size}}, {{side, price(0), ordinary}});
        }
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, AbsorptionTest, testing::Values(Side::bid, Side::ask),
    [](const auto& at) { return std::string(market::side_name(at.param)); }
);

TEST_P(AbsorptionTest, a_touch_that_is_hit_and_filled_up_again_is_reported_once) {
    hit_and_refill(15);
    ASSERT_EQ(stand.opened().size(), 1U);
    const std::int64_t first_hit_ns = test::start_ns + 50'000'000;
    EXPECT_LE(stand.opened()[0].t_start_ns, stand.opened()[0].t_open_ns);
    EXPECT_EQ(stand.opened()[0].t_start_ns, first_hit_ns);
    EXPECT_EQ(stand.opened()[0].t_open_ns, stand.now_ns());
    EXPECT_EQ(stand.opened()[0].side, side);
    EXPECT_EQ(stand.opened()[0].price_ticks, price(0));
    EXPECT_EQ(Stand::evidence(stand.opened()[0], "traded"), 300.0);
    EXPECT_EQ(Stand::evidence(stand.opened()[0], "refilled"), 300.0);
    EXPECT_EQ(Stand::evidence(stand.opened()[0], "displayed"), 60.0);

    hit_and_refill(100);
    EXPECT_EQ(stand.opened().size(), 1U);
    EXPECT_TRUE(stand.closed().empty());
}

TEST_P(AbsorptionTest, an_order_behind_the_display_counts_as_filled_up) {
    for (int i = 0; i < 3; ++i) {
        stand.tell({{side, price(0), 100}}, {{side, price(0), ordinary}});
    }

    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(Stand::evidence(stand.opened()[0], "refilled"), 300.0);
}

TEST_P(AbsorptionTest, a_level_that_is_only_eaten_is_none) {
    stand.tell({}, {{side, price(0), 600}});
    for (std::uint32_t left = 560; left >= 40; left -= 40) {
        stand.tell({{side, price(0), 40}}, {{side, price(0), left}});
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(AbsorptionTest, a_level_that_is_cancelled_is_none) {
    for (int i = 0; i < 30; ++i) {
        stand.tell({}, {{side, price(0), i % 2 == 0 ? 5U : 500U}});
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(AbsorptionTest, a_burst_that_goes_through_level_after_level_is_none) {
    for (std::int64_t behind = 0; behind < 8; ++behind) {
        stand.tell(
            {{side, price(behind), 60}, {side, price(behind), 60}}, {{side, price(behind), 0}}
        );
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(AbsorptionTest, volume_spread_over_minutes_is_none) {
    for (int i = 0; i < 40; ++i) {
        stand.tell({{side, price(0), 20}}, {{side, price(0), ordinary}});
        stand.pass(2 * second_ns);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(AbsorptionTest, trades_of_the_other_side_do_not_count) {
    const Side other = side == Side::bid ? Side::ask : Side::bid;
    for (int i = 0; i < 30; ++i) {
        stand.tell({{other, price(0), 20}}, {{side, price(0), ordinary}});
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(AbsorptionTest, ends_broken_when_a_deeper_price_trades) {
    hit_and_refill(20);
    stand.tell({{side, price(1), 10}}, {{side, price(0), 0}});

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "broken");
}

TEST_P(AbsorptionTest, survives_a_blink_of_its_level_and_not_its_loss) {
    hit_and_refill(20);
    stand.tell({}, {{side, price(0), 0}});
    stand.tell({}, {{side, price(0), ordinary}});
    EXPECT_TRUE(stand.closed().empty());

    stand.tell({}, {{side, price(0), 0}});
    stand.pass(second_ns);
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "broken");
}

TEST_P(AbsorptionTest, is_over_when_nobody_hits_the_level_any_more) {
    hit_and_refill(20);
    stand.pass(10 * second_ns);

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "over");
    EXPECT_EQ(stand.opened().size(), 1U);
}

TEST_P(AbsorptionTest, a_second_one_at_the_same_price_is_another_episode) {
    hit_and_refill(20);
    stand.pass(10 * second_ns);
    hit_and_refill(20);

    ASSERT_EQ(stand.opened().size(), 2U);
    EXPECT_NE(stand.opened()[0].id, stand.opened()[1].id);
}

}  // namespace
}  // namespace mia::detectors

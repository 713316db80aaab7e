#include "bridge/detectors/spoofing.hpp"

#include "tests/bridge/detectors/tape_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using Stand = test::TapeStand<Spoofing>;
using test::ordinary;
using test::second_ns;

struct SpoofingTest : testing::TestWithParam<Side> {
    Side side = GetParam();
    Stand stand;

    [[nodiscard]] std::int64_t price(std::int64_t behind) const {
        return side == Side::bid ? 99 - behind : 100 + behind;
    }
    void place(std::int64_t behind, std::uint32_t size) {
        stand.tell({}, {{side, price(behind), ordinary + size}});
    }
    void cancel(std::int64_t behind) { stand.tell({}, {{side, price(behind), ordinary}}); }
    // The price comes `ticks` nearer: so many levels are eaten. And goes back again.
    void come(std::int64_t ticks) {
        for (std::int64_t behind = 0; behind < ticks; ++behind) {
            stand.tell({{side, price(behind), ordinary}}, {{side, price(behind), 0}});
        }
    }
    void go(std::int64_t ticks) {
        for (std::int64_t behind = ticks - 1; behind >= 0; --behind) {
            stand.tell({}, {{side, price(behind), ordinary}});
        }
    }
    void bluff(std::int64_t behind, std::uint32_t size) {
        place(behind, size);
        stand.pass(second_ns / 2);
        come(2);
        cancel(behind);
        go(2);
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, SpoofingTest, testing::Values(Side::bid, Side::ask),
    [](const auto& at) { return std::string(market::side_name(at.param)); }
);

TEST_P(SpoofingTest, an_order_that_flees_twice_is_reported_once) {
    stand.pass(second_ns);
    const std::int64_t before_ns = stand.now_ns();
    bluff(4, 400);
    EXPECT_TRUE(stand.opened().empty());
    bluff(4, 380);
    bluff(5, 420);

    ASSERT_EQ(stand.opened().size(), 1U);
    const Detection& spoof = stand.opened()[0];
    EXPECT_EQ(spoof.side, side);
    EXPECT_EQ(spoof.price_ticks, price(4));
    EXPECT_EQ(spoof.t_start_ns, before_ns + second_ns / 20);
    EXPECT_LT(spoof.t_open_ns, stand.now_ns());
    EXPECT_EQ(Stand::evidence(spoof, "flights"), 2.0);
    EXPECT_EQ(Stand::evidence(spoof, "size"), 400.0);
    EXPECT_EQ(Stand::evidence(spoof, "traded"), 0.0);
    EXPECT_EQ(Stand::evidence(spoof, "nearest_ticks"), 2.0);
    EXPECT_TRUE(stand.closed().empty());

    stand.pass(7 * second_ns);
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "over");
    EXPECT_EQ(Stand::evidence(stand.closed()[0], "flights"), 3.0);
}

TEST_P(SpoofingTest, one_that_flees_once_is_none) {
    bluff(4, 400);
    stand.pass(30 * second_ns);
    bluff(4, 400);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SpoofingTest, one_that_is_cancelled_while_the_price_is_far_is_none) {
    for (int i = 0; i < 5; ++i) {
        place(7, 400);
        stand.pass(second_ns / 2);
        cancel(7);
        stand.pass(second_ns / 2);
    }
    // Not even when the price moves a little, far from it.
    for (int i = 0; i < 5; ++i) {
        place(8, 400);
        come(2);
        cancel(8);
        go(2);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SpoofingTest, one_that_is_near_and_cancelled_for_no_reason_is_none) {
    for (int i = 0; i < 5; ++i) {
        place(2, 400);
        stand.pass(second_ns / 2);
        cancel(2);
        stand.pass(second_ns / 2);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SpoofingTest, one_that_stays_and_is_eaten_is_none) {
    for (int i = 0; i < 3; ++i) {
        place(2, 400);
        stand.pass(second_ns / 2);
        come(2);
        stand.tell({{side, price(2), 460}}, {{side, price(2), 0}});
        go(3);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SpoofingTest, ordinary_orders_that_flee_are_none) {
    for (int i = 0; i < 6; ++i) {
        bluff(4, 100);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SpoofingTest, several_that_flee_together_are_one_flight) {
    place(4, 400);
    place(5, 400);
    place(6, 400);
    come(3);
    stand.tell(
        {}, {{side, price(4), ordinary}, {side, price(5), ordinary}, {side, price(6), ordinary}}
    );

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SpoofingTest, one_of_another_size_is_another_order) {
    bluff(4, 900);
    bluff(4, 200);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SpoofingTest, a_window_that_moves_away_cancels_nothing) {
    for (int i = 0; i < 4; ++i) {
        place(3, 400);
        come(2);
        stand.hide(side, price(3));
        stand.tell({}, {{side, price(3), ordinary}});
        go(2);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(SpoofingTest, what_came_before_a_lost_book_is_forgotten) {
    bluff(4, 400);
    stand.lose_book();
    bluff(4, 400);

    EXPECT_TRUE(stand.opened().empty());
}

}  // namespace
}  // namespace mia::detectors

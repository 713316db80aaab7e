#include "bridge/detectors/iceberg.hpp"

#include "tests/bridge/detectors/tape_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using Stand = test::TapeStand<Iceberg>;
using test::ordinary;
using test::second_ns;

struct IcebergTest : testing::TestWithParam<Side> {
    Side side = GetParam();
    Stand stand;

    [[nodiscard]] std::int64_t price(std::int64_t behind) const {
        return side == Side::bid ? 99 - behind : 100 + behind;
    }
    // The touch is hit for so much, and shows so much afterwards.
    void hit(std::uint32_t traded, std::uint32_t left, std::int64_t behind = 0) {
        stand.tell({{side, price(behind), traded}}, {{side, price(behind), left}});
    }
    // What stood there is eaten; an order is left that shows `tranche` and keeps showing it.
    void reveal(std::uint32_t tranche, std::uint32_t traded, int batches) {
        hit(ordinary - tranche, tranche);
        for (int i = 0; i < batches; ++i) {
            hit(traded, tranche);
        }
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, IcebergTest, testing::Values(Side::bid, Side::ask),
    [](const auto& at) { return std::string(market::side_name(at.param)); }
);

TEST_P(IcebergTest, an_order_that_trades_far_more_than_it_shows_is_reported_once) {
    reveal(10, 25, 40);

    ASSERT_EQ(stand.opened().size(), 1U);
    const Detection& iceberg = stand.opened()[0];
    EXPECT_EQ(iceberg.side, side);
    EXPECT_EQ(iceberg.price_ticks, price(0));
    EXPECT_LE(iceberg.t_start_ns, iceberg.t_open_ns);
    EXPECT_EQ(Stand::evidence(iceberg, "traded"), 150.0);
    EXPECT_EQ(Stand::evidence(iceberg, "displayed_max"), 10.0);
    EXPECT_EQ(Stand::evidence(iceberg, "refills"), 6.0);
    EXPECT_EQ(Stand::evidence(iceberg, "hidden"), 150.0);
    EXPECT_GT(iceberg.confidence, 0.5);
    EXPECT_LT(iceberg.confidence, 1.0);
    EXPECT_TRUE(stand.closed().empty());
}

TEST_P(IcebergTest, one_that_shows_a_single_lot_is_seen) {
    reveal(1, 12, 12);

    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(Stand::evidence(stand.opened()[0], "displayed_max"), 1.0);
}

TEST_P(IcebergTest, one_that_shows_much_is_known_by_refills_of_the_same_size) {
    // 40 contracts at a time, eaten in parts of ten: the display saws.
    stand.tell({}, {{side, price(0), 40}});
    for (int i = 0; i < 40; ++i) {
        hit(10, i % 4 == 3 ? 40 : static_cast<std::uint32_t>(30 - 10 * (i % 4)));
    }

    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(Stand::evidence(stand.opened()[0], "refills"), 4.0);
}

TEST_P(IcebergTest, a_big_order_honestly_eaten_is_none) {
    stand.tell({}, {{side, price(0), 600}});
    for (std::uint32_t left = 570; left >= 30; left -= 30) {
        hit(30, left);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(IcebergTest, refills_by_many_who_take_their_time_are_none) {
    const std::array<std::uint32_t, 8> traded{23, 9, 41, 17, 30, 12, 36, 20};
    const std::array<std::uint32_t, 8> refilled{31, 14, 22, 7, 45, 19, 11, 27};
    for (int round = 0; round < 8; ++round) {
        for (std::size_t i = 0; i < traded.size(); ++i) {
            hit(traded[i], ordinary - traded[i]);
            stand.tell({}, {{side, price(0), ordinary - traded[i] + refilled[i] / 2}});
            stand.pass(second_ns / 10);
            stand.tell({}, {{side, price(0), ordinary}});
        }
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(IcebergTest, volume_that_only_passes_through_is_none) {
    for (std::int64_t behind = 0; behind < 6; ++behind) {
        hit(60, 0, behind);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(IcebergTest, a_few_contracts_are_none) {
    reveal(1, 2, 6);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(IcebergTest, of_a_book_that_is_seen_too_seldom_nothing_is_claimed) {
    hit(50, 10);
    for (int i = 0; i < 20; ++i) {
        stand.skip(second_ns);
        hit(25, 10);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(IcebergTest, is_used_up_when_what_is_traded_no_longer_comes_back) {
    reveal(10, 25, 7);
    hit(4, 6);
    hit(3, 3);
    hit(2, 1);
    stand.tell({}, {{side, price(0), 30}});
    hit(10, 20);

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "used-up");
}

TEST_P(IcebergTest, is_used_up_when_its_level_is_gone) {
    reveal(10, 25, 7);
    stand.tell({}, {{side, price(0), 0}});
    EXPECT_TRUE(stand.closed().empty());
    stand.pass(second_ns);

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "used-up");
}

TEST_P(IcebergTest, ends_broken_when_a_deeper_price_trades) {
    reveal(10, 25, 7);
    stand.tell({{side, price(1), 5}}, {{side, price(0), 0}});

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "broken");
}

TEST_P(IcebergTest, lasts_while_the_price_leaves_and_comes_back) {
    reveal(10, 25, 7);
    stand.tell({}, {{side, price(-1), 60}});
    stand.pass(10 * second_ns);
    stand.tell({}, {{side, price(-1), 0}});
    for (int i = 0; i < 10; ++i) {
        hit(25, 10);
    }
    EXPECT_EQ(stand.opened().size(), 1U);
    EXPECT_TRUE(stand.closed().empty());

    stand.pass(31 * second_ns);
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "over");
    EXPECT_EQ(Stand::evidence(stand.closed()[0], "traded"), 425.0);
}

}  // namespace
}  // namespace mia::detectors

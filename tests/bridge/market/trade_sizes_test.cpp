#include "bridge/market/trade_sizes.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

struct TradeSizesTest : testing::Test {
    TradeSizes sizes;
    std::int64_t now_ns = 0;
    std::uint64_t sequence = 0;

    TradeClass trade(std::uint32_t size, Aggressor aggressor = Aggressor::buy) {
        now_ns += second_ns / 10;
        sizes.advance(now_ns);
        return sizes.add({now_ns, ++sequence, 100, size, aggressor});
    }
    // Sizes 1 to 100, each as often as any other.
    void trade_all(int times, std::uint32_t scale = 1) {
        for (int i = 0; i < times; ++i) {
            for (std::uint32_t size = 1; size <= 100; ++size) {
                trade(size * scale);
            }
        }
    }
};

TEST_F(TradeSizesTest, knows_no_classes_until_it_has_seen_trades) {
    for (std::uint32_t i = 0; i < SizeDistribution::samples_wanted; ++i) {
        EXPECT_EQ(trade(1), TradeClass::unknown);
    }
    EXPECT_EQ(trade(1), TradeClass::ordinary);
    EXPECT_EQ(trade(1000), TradeClass::block);
}

TEST_F(TradeSizesTest, classes_are_tails_of_what_was_traded) {
    trade_all(20);

    EXPECT_EQ(sizes.class_of(1), TradeClass::ordinary);
    EXPECT_EQ(sizes.class_of(90), TradeClass::ordinary);
    EXPECT_EQ(sizes.class_of(98), TradeClass::large);
    EXPECT_EQ(sizes.class_of(101), TradeClass::block);
    EXPECT_NEAR(sizes.large_from(), 96.0, 2.0);
    EXPECT_NEAR(sizes.block_from(), 100.0, 2.0);
}

TEST_F(TradeSizesTest, classes_follow_the_market) {
    trade_all(20);
    ASSERT_EQ(sizes.class_of(200), TradeClass::block);

    trade_all(200, 10);

    EXPECT_EQ(sizes.class_of(200), TradeClass::ordinary);
}

TEST_F(TradeSizesTest, in_a_market_of_single_contracts_two_are_large_and_no_block) {
    for (int i = 0; i < 500; ++i) {
        trade(1);
    }
    EXPECT_EQ(sizes.class_of(1), TradeClass::ordinary);
    EXPECT_EQ(sizes.class_of(2), TradeClass::large);
    EXPECT_EQ(sizes.class_of(5), TradeClass::block);
}

TEST_F(TradeSizesTest, an_absolute_bound_can_be_set) {
    sizes = TradeSizes({.large_min = 150, .block_min = 300});
    trade_all(20);

    EXPECT_EQ(sizes.class_of(149), TradeClass::ordinary);
    EXPECT_EQ(sizes.class_of(150), TradeClass::large);
    EXPECT_EQ(sizes.class_of(300), TradeClass::block);
}

TEST_F(TradeSizesTest, sums_up_large_trades_by_who_was_the_aggressor) {
    for (int i = 0; i < 500; ++i) {
        trade(1);
    }
    trade(3, Aggressor::sell);
    trade(40, Aggressor::sell);
    trade(4, Aggressor::buy);

    EXPECT_EQ(sizes.large().last_10s(), (Traded{4, 43, 0}));
    EXPECT_EQ(sizes.blocks().last_60s(), (Traded{0, 40, 0}));

    sizes.advance(now_ns + 11 * second_ns);
    EXPECT_EQ(sizes.large().last_10s(), Traded{});
    EXPECT_EQ(sizes.large().last_60s(), (Traded{4, 43, 0}));
    sizes.break_off();
    EXPECT_EQ(sizes.large().last_60s(), Traded{});
    EXPECT_EQ(sizes.class_of(40), TradeClass::block);
}

}  // namespace
}  // namespace mia::market

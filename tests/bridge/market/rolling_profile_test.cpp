#include "bridge/market/rolling_profile.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t window_ns = RollingProfile::slices * RollingProfile::slice_ns;

struct RollingProfileTest : testing::Test {
    RollingProfile rolling;
    std::int64_t now_ns = 1'000'000 * RollingProfile::slice_ns;

    void SetUp() override { rolling.advance(now_ns); }

    void pass(std::int64_t nanoseconds) {
        now_ns += nanoseconds;
        rolling.advance(now_ns);
    }
    void trade(std::int64_t price_ticks, std::uint32_t size, std::int64_t before_ns = 0) {
        rolling.add({now_ns - before_ns, 1, price_ticks, size, Aggressor::buy});
    }
};

TEST_F(RollingProfileTest, holds_the_last_half_hour) {
    trade(100, 5);
    pass(window_ns - RollingProfile::slice_ns);
    trade(103, 2);
    EXPECT_EQ(rolling.profile().volume_at(100), 5U);
    pass(RollingProfile::slice_ns);
    EXPECT_EQ(rolling.profile().volume_at(100), 0U);
    EXPECT_EQ(rolling.profile().volume(), 2U);
    EXPECT_EQ(rolling.profile().low_ticks(), 103);
}

TEST_F(RollingProfileTest, is_what_the_trades_of_the_window_make) {
    std::mt19937 random(6);
    std::deque<TapeTrade> window;
    std::int64_t price = 20000;
    for (int i = 0; i < 100'000; ++i) {
        pass(static_cast<std::int64_t>(random() % 200) * 1'000'000);
        price += static_cast<std::int64_t>(random() % 5) - 2;
        const auto size = static_cast<std::uint32_t>(random() % 20 + 1);
        trade(price, size);
        window.push_back({now_ns, 1, price, size, Aggressor::buy});
    }
    VolumeProfile expected;
    const std::int64_t oldest = now_ns / RollingProfile::slice_ns - RollingProfile::slices + 1;
    for (const TapeTrade& trade : window) {
        if (trade.time_ns / RollingProfile::slice_ns >= oldest) {
            expected.add(trade.price_ticks, Traded::of(trade));
        }
    }

    ASSERT_EQ(rolling.profile().volume(), expected.volume());
    EXPECT_EQ(rolling.profile().low_ticks(), expected.low_ticks());
    EXPECT_EQ(rolling.profile().high_ticks(), expected.high_ticks());
    for (std::int64_t at = expected.low_ticks(); at <= expected.high_ticks(); ++at) {
        ASSERT_EQ(rolling.profile().at(at), expected.at(at)) << at;
    }
}

TEST_F(RollingProfileTest, in_a_wild_market_it_forgets_sooner_and_loses_nothing_else) {
    for (int i = 0; i < 40; ++i) {
        for (std::int64_t price = 0; price < 3000; ++price) {
            trade(price, 1);
        }
        pass(RollingProfile::slice_ns);
    }

    EXPECT_LE(rolling.profile().volume(), RollingProfile::memory);
    EXPECT_GE(rolling.profile().volume(), RollingProfile::memory - 3000);
    EXPECT_EQ(rolling.profile().volume_at(2999), rolling.profile().volume_at(2998));
    pass(window_ns);
    EXPECT_TRUE(rolling.profile().is_empty());
}

TEST_F(RollingProfileTest, a_trade_from_before_the_window_does_not_count) {
    trade(100, 5, window_ns);
    EXPECT_TRUE(rolling.profile().is_empty());
    trade(100, 5, window_ns - RollingProfile::slice_ns);
    EXPECT_EQ(rolling.profile().volume(), 5U);
}

TEST_F(RollingProfileTest, has_the_shape_it_had_a_moment_ago) {
    trade(100, 5);
    EXPECT_EQ(rolling.shape().value_area(), std::nullopt);
    pass(second_ns);
    EXPECT_EQ(rolling.shape().value_area()->poc_ticks, 100);
    trade(101, 50);
    pass(second_ns / 2);
    EXPECT_EQ(rolling.shape().value_area()->poc_ticks, 100);
    pass(second_ns / 2);
    EXPECT_EQ(rolling.shape().value_area()->poc_ticks, 101);
    pass(window_ns);
    pass(second_ns);
    EXPECT_EQ(rolling.shape().value_area(), std::nullopt);
}

TEST_F(RollingProfileTest, starts_anew_when_it_is_cleared_or_the_clock_went_back) {
    trade(100, 5);
    pass(second_ns);
    rolling.clear();
    EXPECT_TRUE(rolling.profile().is_empty());
    EXPECT_EQ(rolling.shape().value_area(), std::nullopt);

    trade(100, 5);
    pass(-window_ns);
    EXPECT_TRUE(rolling.profile().is_empty());
    trade(100, 7);
    EXPECT_EQ(rolling.profile().volume(), 7U);
}

}  // namespace
}  // namespace mia::market

#include "bridge/market/vwap.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace mia::market {
namespace {

TEST(Vwap, is_nothing_without_a_trade) {
    Vwap vwap;
    EXPECT_EQ(vwap.ticks(), std::nullopt);
    EXPECT_EQ(vwap.deviation_ticks(), std::nullopt);

    vwap.add(100, 1);
    vwap.clear();
    EXPECT_EQ(vwap.ticks(), std::nullopt);
}

TEST(Vwap, weighs_prices_by_volume) {
    Vwap vwap;
    vwap.add(20000, 3);
    EXPECT_EQ(vwap.ticks(), 20000.0);
    EXPECT_EQ(vwap.deviation_ticks(), 0.0);

    vwap.add(20004, 1);
    EXPECT_DOUBLE_EQ(vwap.ticks().value(), 20001.0);
    EXPECT_DOUBLE_EQ(vwap.deviation_ticks().value(), std::sqrt(3.0));
}

TEST(Vwap, is_what_summing_up_everything_anew_gives) {
    std::mt19937 random(9);
    Vwap vwap;
    std::vector<std::pair<std::int64_t, std::uint32_t>> trades;
    std::int64_t price = 25000;
    for (int i = 0; i < 200'000; ++i) {
        price += static_cast<std::int64_t>(random() % 3) - 1;
        const auto size = static_cast<std::uint32_t>(random() % 50 + 1);
        trades.emplace_back(price, size);
        vwap.add(price, size);
    }
    long double volume = 0;
    long double sum = 0;
    for (const auto& [ticks, size] : trades) {
        volume += size;
        sum += static_cast<long double>(ticks) * size;
    }
    const long double mean = sum / volume;
    long double squares = 0;
    for (const auto& [ticks, size] : trades) {
        squares += (ticks - mean) * (ticks - mean) * size;
    }

    EXPECT_NEAR(vwap.ticks().value(), static_cast<double>(mean), 1e-7);
    EXPECT_NEAR(
        vwap.deviation_ticks().value(), static_cast<double>(std::sqrt(squares / volume)), 1e-7
    );
}

TEST(Vwap, of_prices_below_zero_lies_below_zero) {
    Vwap vwap;
    vwap.add(-3763, 1);
    vwap.add(-3765, 1);

    EXPECT_DOUBLE_EQ(vwap.ticks().value(), -3764.0);
    EXPECT_DOUBLE_EQ(vwap.deviation_ticks().value(), 1.0);
}

}  // namespace
}  // namespace mia::market

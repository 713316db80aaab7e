#include "bridge/market/figures.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t start_ns = 1'773'239'700 * second_ns;

TEST(Figures, what_is_not_known_has_no_value) {
    const Figures figures = figures_of(Measures());

    EXPECT_EQ(figures.session_since_ns, std::nullopt);
    EXPECT_FALSE(figures.is_session_whole);
    EXPECT_EQ(figures.vwap_ticks, std::nullopt);
    EXPECT_EQ(figures.vwap_deviation_ticks, std::nullopt);
    EXPECT_EQ(figures.session_profile.area, std::nullopt);
    EXPECT_EQ(figures.rolling_profile.area, std::nullopt);
    EXPECT_EQ(figures.trades_rank, std::nullopt);
    EXPECT_EQ(figures.contracts_rank, std::nullopt);
    EXPECT_EQ(figures.large_from, std::nullopt);
    EXPECT_EQ(figures.block_from, std::nullopt);
}

TEST(Figures, tell_what_was_measured) {
    Measures measures;
    std::int64_t now_ns = start_ns;
    for (int i = 0; i < 1500; ++i) {
        now_ns = start_ns + i * second_ns / 10;
        measures.add({now_ns, 1, 100 + i % 3, 2, Aggressor::buy});
    }
    measures.add({now_ns, 1, 101, 30, Aggressor::sell});
    measures.finish(now_ns);
    const Figures figures = figures_of(measures);

    EXPECT_EQ(figures.session_since_ns, start_ns);
    EXPECT_FALSE(figures.is_session_whole);
    EXPECT_EQ(figures.session, (Traded{3000, 30, 0}));
    EXPECT_NEAR(figures.vwap_ticks.value(), 101.0, 0.01);
    EXPECT_NEAR(figures.vwap_deviation_ticks.value(), 0.81, 0.01);
    EXPECT_EQ(figures.session_profile.area->low_ticks, 100);
    EXPECT_EQ(figures.rolling_profile.area->high_ticks, 102);
    EXPECT_EQ(figures.speed, (TapeRate{11, 50}));
    EXPECT_EQ(figures.trades_rank, 1000U);
    EXPECT_EQ(figures.large_from, 3U);
    EXPECT_EQ(figures.block_from, 5U);
    EXPECT_EQ(figures.large_60s, (Traded{0, 30, 0}));
    EXPECT_EQ(figures.block_60s, (Traded{0, 30, 0}));
}

}  // namespace
}  // namespace mia::market

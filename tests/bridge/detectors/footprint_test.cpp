#include "bridge/detectors/footprint.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using market::Aggressor;
using market::Side;
using market::TapeTrade;

constexpr std::int64_t second_ns = 1'000'000'000;

TapeTrade trade(std::int64_t time_ns, std::int64_t price, std::uint32_t size, Aggressor aggressor) {
    return {time_ns, 0, price, size, aggressor};
}

TEST(Footprint, splits_volume_at_price_by_side_from_a_trade_to_another) {
    FlowWindow window(10 * second_ns);
    window.add(trade(1 * second_ns, 100, 5, Aggressor::buy));
    window.add(trade(2 * second_ns, 99, 3, Aggressor::sell));
    window.add(trade(3 * second_ns, 100, 4, Aggressor::sell));
    window.add(trade(4 * second_ns, 102, 7, Aggressor::buy));

    Footprint footprint;
    EXPECT_TRUE(footprint.empty());
    footprint.build(window);
    EXPECT_EQ(footprint.low(), 99);
    EXPECT_EQ(footprint.high(), 102);
    EXPECT_EQ(footprint.size(Side::bid, 100), 5U);
    EXPECT_EQ(footprint.size(Side::ask, 100), 4U);
    EXPECT_EQ(footprint.volume(101), 0U);

    footprint.build(window, 1, 3);
    EXPECT_EQ(footprint.size(Side::bid, 100), 0U);
    EXPECT_EQ(footprint.volume(100), 4U);
    EXPECT_EQ(footprint.volume(102), 0U);
}

TEST(Footprint, holds_the_newest_of_trades_that_lie_too_far_apart) {
    FlowWindow window(10 * second_ns);
    window.add(trade(1 * second_ns, 100, 5, Aggressor::buy));
    window.add(trade(2 * second_ns, 100 + Footprint::levels_max, 3, Aggressor::buy));

    Footprint footprint;
    footprint.build(window);

    EXPECT_EQ(footprint.volume(100), 0U);
    EXPECT_EQ(footprint.volume(100 + Footprint::levels_max), 3U);
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/market/flow_bars.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

TapeTrade trade(
    std::int64_t time_ns, std::int64_t price_ticks, std::uint32_t size,
    Aggressor aggressor = Aggressor::buy
) {
    return {time_ns, 1, price_ticks, size, aggressor};
}

TEST(FlowBar, sums_up_its_trades) {
    FlowBar bar;
    bar.add(trade(1, 100, 5));
    bar.add(trade(2, 103, 9, Aggressor::sell));
    bar.add(trade(3, 98, 2, Aggressor::unknown));
    bar.add(trade(4, 101, 1));

    EXPECT_EQ(bar.open_ticks, 100);
    EXPECT_EQ(bar.high_ticks, 103);
    EXPECT_EQ(bar.low_ticks, 98);
    EXPECT_EQ(bar.close_ticks, 101);
    EXPECT_EQ(bar.traded, (Traded{6, 9, 2}));
    EXPECT_EQ(bar.trades, 4U);
    EXPECT_EQ(bar.traded.delta(), -3);
    EXPECT_EQ(bar.delta_high, 5);
    EXPECT_EQ(bar.delta_low, -4);
    EXPECT_EQ(bar.end_ns, 4);
}

TEST(TimeBars, close_when_their_time_is_over) {
    TimeBars bars(10 * second_ns);
    bars.advance(25 * second_ns);
    bars.add(trade(26 * second_ns, 100, 5));
    EXPECT_EQ(bars.bars().forming().start_ns, 20 * second_ns);
    EXPECT_EQ(bars.bars().size(), 0U);

    bars.advance(30 * second_ns);

    ASSERT_EQ(bars.bars().size(), 1U);
    EXPECT_EQ(bars.bars().closed(0).start_ns, 20 * second_ns);
    EXPECT_EQ(bars.bars().closed(0).traded.bought, 5U);
    EXPECT_EQ(bars.bars().forming().trades, 0U);
}

TEST(TimeBars, a_trade_opens_the_bar_of_its_own_time) {
    TimeBars bars(10 * second_ns);
    bars.add(trade(26 * second_ns, 100, 5));
    bars.add(trade(30 * second_ns, 101, 1));
    bars.add(trade(29 * second_ns, 102, 2));  // late
    bars.add(trade(61 * second_ns, 103, 1));

    ASSERT_EQ(bars.bars().size(), 2U);  // of spans without a trade there is none
    EXPECT_EQ(bars.bars().closed(1).traded.bought, 5U);
    EXPECT_EQ(bars.bars().closed(0).traded.bought, 3U);
    EXPECT_EQ(bars.bars().forming().start_ns, 60 * second_ns);
}

TEST(TimeBars, keep_the_newest) {
    TimeBars bars(second_ns);
    for (std::int64_t t = 0; t < 1000; ++t) {
        bars.add(trade(t * second_ns, t, 1));
    }
    EXPECT_EQ(bars.bars().closed_count(), 999U);
    ASSERT_EQ(bars.bars().size(), FlowBars::bars_kept);
    for (std::size_t back = 0; back < FlowBars::bars_kept; ++back) {
        EXPECT_EQ(bars.bars().closed(back).open_ticks, 998 - static_cast<std::int64_t>(back));
    }
}

TEST(TimeBars, nothing_follows_a_hole) {
    TimeBars bars(10 * second_ns);
    bars.add(trade(21 * second_ns, 100, 5));
    bars.add(trade(31 * second_ns, 100, 5));
    bars.clear();
    EXPECT_EQ(bars.bars().size(), 0U);
    EXPECT_EQ(bars.bars().forming().trades, 0U);

    bars.add(trade(45 * second_ns, 100, 7));
    bars.advance(50 * second_ns);
    ASSERT_EQ(bars.bars().size(), 1U);
    EXPECT_EQ(bars.bars().closed(0).traded.bought, 7U);
    bars.advance(5 * second_ns);  // the clock went back
    EXPECT_EQ(bars.bars().size(), 0U);
}

TEST(VolumeBars, close_when_they_hold_their_volume) {
    VolumeBars bars;
    bars.add(trade(1, 100, 50));
    EXPECT_EQ(bars.bars().closed_count() + bars.bars().forming().trades, 0U);

    bars.set_size(10);
    bars.add(trade(2, 100, 4));
    bars.set_size(3);  // the next one
    bars.add(trade(3, 101, 5, Aggressor::sell));
    EXPECT_EQ(bars.bars().size(), 0U);
    bars.add(trade(4, 102, 30));
    ASSERT_EQ(bars.bars().size(), 1U);
    const FlowBar bar = bars.bars().closed(0);
    EXPECT_EQ(bar.traded, (Traded{34, 5, 0}));
    EXPECT_EQ(bar.start_ns, 2);
    EXPECT_EQ(bar.end_ns, 4);

    bars.add(trade(5, 103, 3));
    EXPECT_EQ(bars.bars().size(), 2U);
    EXPECT_EQ(bars.size(), 3U);
    bars.clear();
    EXPECT_EQ(bars.bars().size(), 0U);
}

}  // namespace
}  // namespace mia::market

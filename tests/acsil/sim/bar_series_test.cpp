#include "acsil/sim/bar_series.hpp"

#include <gtest/gtest.h>

namespace mia::sim {
namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;
constexpr std::int64_t start_ns = 1'773'239'700'000'000'000;  // 2026-03-11 14:35:00 UTC

Bar bar_at(int minute, double close) {
    Bar bar;
    bar.start_ns = start_ns + minute * minute_ns;
    bar.open = bar.low = 1;
    bar.high = 9;
    bar.close = close;
    bar.volume = 30;
    bar.bid_volume = 10;
    bar.ask_volume = 20;
    return bar;
}

class BarSeriesOfThree : public testing::Test {
protected:
    BarSeriesOfThree() {
        for (int minute = 0; minute < 3; ++minute)
            bars.append(bar_at(minute, minute), zone, 60);
    }
    SCDateTime start(int minute, int seconds = 0) {
        SCDateTimeArray times;
        bars.times(times);
        return times[0] + SCDateTime::SECONDS(minute * 60 + seconds);
    }
    TimeZone zone = *TimeZone::named("America/New_York");
    BarSeries bars;
};

TEST_F(BarSeriesOfThree, shows_times_in_the_charts_zone) {
    SCDateTimeArray starts;
    SCDateTimeArray ends;
    bars.times(starts);
    bars.end_times(ends);
    EXPECT_EQ(starts[0].GetTimeInSeconds(), 10 * 3600 + 35 * 60);
    EXPECT_TRUE(ends[0] == starts[1]);
}

TEST_F(BarSeriesOfThree, clamps_indexes_in_silence) {
    SCFloatArray close = bars.array(SC_LAST);
    EXPECT_EQ(close[-1], 0.0F);
    EXPECT_EQ(close[99], 2.0F);
    EXPECT_EQ(bars.array(SC_ASKVOL)[1], 20.0F);
    EXPECT_EQ(bars.array(77).GetArraySize(), 0);
    EXPECT_EQ(bars.array(77)[5], 0.0F);
}

TEST_F(BarSeriesOfThree, finds_bars_by_time_as_sierra_does) {
    EXPECT_EQ(bars.containing_index(start(1, 59)), 1);
    EXPECT_EQ(bars.nearest_index(start(1, 31)), 2);
    EXPECT_EQ(bars.nearest_index(start(1, 29)), 1);
    EXPECT_EQ(bars.containing_index(start(-10)), 0);
    EXPECT_EQ(bars.containing_index(start(99)), 2);
    EXPECT_EQ(BarSeries().containing_index(start(0)), -1);
}

TEST_F(BarSeriesOfThree, updates_the_last_bar_and_its_prices_only) {
    const PriceVolume first[] = {{100, 1, 2, 3}, {101, 4, 5, 6}};
    bars.set_last_prices(first);
    bars.update_last(bar_at(2, 7));
    const PriceVolume second[] = {{100, 10, 20, 30}};
    bars.set_last_prices(second);

    EXPECT_EQ(bars.array(SC_LAST)[2], 7.0F);
    EXPECT_EQ(bars.array(SC_LAST)[1], 1.0F);
    const s_VolumeAtPriceV2* element = nullptr;
    c_VAPContainer& prices = *bars.volume_at_price();
    EXPECT_EQ(prices.GetSizeAtBarIndex(1), 0U);
    ASSERT_EQ(prices.GetSizeAtBarIndex(2), 1U);
    ASSERT_TRUE(prices.GetVAPElementAtIndex(2, 9, &element));
    EXPECT_EQ(element->Volume, 30U);
    EXPECT_FALSE(prices.GetVAPElementAtIndex(2, 9, &element, true));
    EXPECT_FALSE(prices.GetVAPElementAtIndex(1, 0, &element));
}

TEST_F(BarSeriesOfThree, keeps_its_values_when_its_memory_moves) {
    const float* before = bars.array(SC_LAST).GetPointer();
    bars.move_arrays();
    EXPECT_NE(bars.array(SC_LAST).GetPointer(), before);
    EXPECT_EQ(bars.array(SC_LAST)[2], 2.0F);
    bars.clear();
    EXPECT_EQ(bars.size(), 0);
    EXPECT_EQ(bars.volume_at_price()->GetNumberOfBars(), 0U);
}

}  // namespace
}  // namespace mia::sim

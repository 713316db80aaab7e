#include "bridge/market/bars.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

wire::Bar bar_at(std::int64_t start_ns, std::uint64_t volume, bool closed = false) {
    wire::Bar bar{};
    bar.start_ns = start_ns;
    bar.volume = volume;
    bar.flags = closed ? wire::bar_flag::closed : std::uint16_t{0};
    return bar;
}

TEST(BarSeries, replaces_the_forming_bar_and_tells_its_close_once) {
    BarSeries series({1, 3, 60});

    EXPECT_EQ(series.apply(bar_at(0, 1)), BarChange::forming);
    EXPECT_EQ(series.apply(bar_at(0, 5)), BarChange::forming);
    EXPECT_EQ(series.apply(bar_at(0, 9, true)), BarChange::closed);
    EXPECT_EQ(series.apply(bar_at(0, 9, true)), BarChange::none);

    ASSERT_EQ(series.bars().size(), 1U);
    EXPECT_EQ(series.bars()[0].volume, 9U);
}

TEST(BarSeries, keeps_bars_in_order_of_time_whatever_the_order_of_arrival) {
    BarSeries series({1, 3, 60});
    for (const std::int64_t start : {5, 1, 3, 2, 4}) {
        series.apply(bar_at(start, static_cast<std::uint64_t>(start), true));
    }

    ASSERT_EQ(series.bars().size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(series.bars()[i].volume, i + 1);
    }
}

TEST(BarSeries, keeps_the_newest_and_is_bounded) {
    BarSeries series({1, 3, 60});
    for (std::int64_t start = 0; start < 6000; ++start) {
        series.apply(bar_at(start, 1, true));
        ASSERT_LE(series.bars().size(), BarSeries::bars_kept);
    }

    EXPECT_EQ(series.bars().size(), BarSeries::bars_kept);
    EXPECT_EQ(series.bars().back().start_ns, 5999);
    EXPECT_EQ(series.bars().front().start_ns, 4000);
}

TEST(BarStore, never_mixes_two_charts_of_one_symbol) {
    BarStore store;
    store.apply({11, 3, 60}, bar_at(0, 1));
    store.apply({12, 3, 60}, bar_at(0, 2));
    store.apply({11, 3, 1800}, bar_at(0, 3));
    store.apply({11, 4, 60}, bar_at(0, 4));

    ASSERT_EQ(store.series().size(), 4U);
    for (const BarSeries& series : store.series()) {
        EXPECT_EQ(series.bars().size(), 1U);
    }
}

TEST(BarStore, has_room_for_so_many_charts_and_no_more) {
    BarStore store;
    for (std::int32_t chart = 0; chart < static_cast<std::int32_t>(BarStore::series_max); ++chart) {
        ASSERT_EQ(store.apply({1, chart, 60}, bar_at(0, 1)), BarChange::forming);
    }

    EXPECT_EQ(store.apply({2, 0, 60}, bar_at(0, 1)), BarChange::no_room);
    EXPECT_EQ(store.apply({1, 0, 60}, bar_at(1, 1)), BarChange::forming);
}

TEST(BarStore, forgets_a_chart_of_one_study_and_no_other) {
    BarStore store;
    for (const ChartKey& key : {ChartKey{1, 3, 60}, {1, 3, 300}, {1, 4, 60}, {2, 3, 60}}) {
        store.apply(key, wire::Bar{});
    }

    store.forget(1, 3);

    ASSERT_EQ(store.series().size(), 2U);
    EXPECT_EQ(store.series()[0].key(), (ChartKey{1, 4, 60}));
    EXPECT_EQ(store.series()[1].key(), (ChartKey{2, 3, 60}));
}

}  // namespace
}  // namespace mia::market

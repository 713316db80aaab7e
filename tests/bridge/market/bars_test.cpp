#include "bridge/market/bars.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

wire::Bar bar_at(std::int64_t start_ns, std::uint64_t volume, bool closed = false) {
    wire::Bar bar{};
    bar.start_ns = start_ns;
    bar.index = static_cast<std::uint32_t>(start_ns);
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

TEST(BarSeries, a_run_is_of_closed_bars_that_follow_each_other) {
    BarSeries series({1, 3, 60});
    for (std::int64_t start = 0; start < 5; ++start) {
        series.apply(bar_at(start, 1, true));
    }
    series.apply(bar_at(5, 1));

    EXPECT_EQ(series.run_until(4).size(), 5U);
    EXPECT_EQ(series.run_until(4).back().start_ns, 4);
    EXPECT_EQ(series.run_until(2).size(), 3U);  // what came later is not looked at
    EXPECT_TRUE(series.run_until(5).empty());   // still forming
    EXPECT_TRUE(series.run_until(77).empty());  // never told
    EXPECT_EQ(series.newest_closed_ns(), 4);

    series.apply(bar_at(7, 1, true));
    series.apply(bar_at(8, 1, true));
    series.apply(bar_at(10, 1, true));
    EXPECT_EQ(series.run_until(8).size(), 2U);
    EXPECT_EQ(series.run_until(10).size(), 1U);  // 9 is missing
}

TEST(BarSeries, a_run_ends_before_a_bar_that_is_not_sound) {
    const auto run_with = [](const auto& spoil) {
        BarSeries series({1, 3, 60});
        wire::Bar bar = bar_at(1, 1, true);
        spoil(bar);
        for (const wire::Bar& it : {bar_at(0, 1, true), bar, bar_at(2, 1, true)}) {
            series.apply(it);
        }
        EXPECT_EQ(series.run_until(1).empty(), series.run_until(2).size() == 1);
        return series.run_until(2).size();
    };

    EXPECT_EQ(run_with([](wire::Bar&) {}), 3U);
    EXPECT_EQ(run_with([](wire::Bar& bar) { bar.flags = 0; }), 1U);
    EXPECT_EQ(run_with([](wire::Bar& bar) { bar.flags |= wire::bar_flag::off_grid; }), 1U);
    EXPECT_EQ(run_with([](wire::Bar& bar) { bar.close_ticks = 1; }), 1U);
    EXPECT_EQ(run_with([](wire::Bar& bar) { bar.open_ticks = -1; }), 1U);
}

TEST(BarSeries, a_run_is_bounded) {
    BarSeries series({1, 3, 60});
    for (std::int64_t start = 0; start < 1000; ++start) {
        series.apply(bar_at(start, 1, true));
    }

    EXPECT_EQ(series.run_until(999).size(), BarSeries::run_max);
    EXPECT_EQ(series.run_until(999).front().start_ns, 1000 - 256);
}

TEST(BarStore, finds_the_bars_of_a_chart_and_when_the_newest_that_closed_began) {
    BarStore store;
    store.apply({11, 3, 60}, bar_at(4, 1, true));
    store.apply({11, 3, 60}, bar_at(9, 1));
    store.apply({11, 3, 300}, bar_at(7, 1, true));
    store.apply({11, 4, 60}, bar_at(8, 1, true));

    ASSERT_NE(store.find({11, 3, 60}), nullptr);
    EXPECT_EQ(store.find({11, 3, 60})->bars().size(), 2U);
    EXPECT_EQ(store.find({11, 5, 60}), nullptr);
    EXPECT_EQ(store.newest_closed_ns(11, 3), 7);
    EXPECT_EQ(store.newest_closed_ns(12, 3), std::nullopt);
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

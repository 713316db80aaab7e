#include "bridge/detectors/flow_meter.hpp"
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

TEST(FlowWindow, sums_what_each_side_did_and_forgets_what_is_older_than_its_span) {
    FlowWindow window(2 * second_ns);
    window.add(trade(1 * second_ns, 100, 5, Aggressor::buy));
    window.add(trade(2 * second_ns, 99, 3, Aggressor::sell));
    window.add(trade(2 * second_ns, 100, 9, Aggressor::unknown));
    EXPECT_EQ(window.size(Side::bid), 5U);
    EXPECT_EQ(window.size(Side::ask), 3U);
    EXPECT_EQ(window.volume(), 8U);
    EXPECT_EQ(window.net(Side::bid), 2);
    EXPECT_EQ(window.net(Side::ask), -2);

    window.advance(3 * second_ns);
    EXPECT_EQ(window.size(Side::bid), 0U);
    EXPECT_EQ(window.trades(Side::ask), 1U);
}

TEST(FlowWindow, puts_trades_of_one_price_and_side_within_a_tenth_of_a_second_together) {
    FlowWindow window(2 * second_ns);
    window.add(trade(1'010'000'000, 100, 5, Aggressor::buy));
    window.add(trade(1'020'000'000, 99, 1, Aggressor::sell));
    window.add(trade(1'030'000'000, 100, 7, Aggressor::buy));
    window.add(trade(1'110'000'000, 100, 2, Aggressor::buy));

    ASSERT_EQ(window.count(), 3U);
    EXPECT_EQ(window[0].size, 12U);
    EXPECT_EQ(window[0].trades, 2U);
    EXPECT_EQ(window[0].largest, 7U);
    EXPECT_EQ(window[0].time_ns, 1'010'000'000);
    EXPECT_EQ(window[2].size, 2U);
}

TEST(FlowWindow, keeps_no_more_than_it_has_room_for_and_its_sums_stay_those_of_what_it_keeps) {
    FlowWindow window(1'000'000 * second_ns);
    for (std::int64_t i = 0; i < 3 * static_cast<std::int64_t>(FlowWindow::pieces_max); ++i) {
        window.add(trade(i * second_ns, 100, 2, i % 2 == 0 ? Aggressor::buy : Aggressor::sell));
    }

    EXPECT_EQ(window.count(), FlowWindow::pieces_max);
    EXPECT_EQ(window.volume(), 2U * FlowWindow::pieces_max);
    EXPECT_EQ(window.net(Side::bid), 0);
}

TEST(FlowMeter, knows_what_is_usual_when_it_has_seen_enough_and_forgets_it_in_no_reset) {
    FlowMeter meter(2 * second_ns);
    for (std::int64_t i = 0; i < 600; ++i) {
        meter.move_to(i * FlowWindow::slice_ns);
        meter.add(trade(i * FlowWindow::slice_ns + 1, 100, 3, Aggressor::buy));
        EXPECT_EQ(meter.is_ready(), i >= 500) << i;
    }
    EXPECT_EQ(meter.usual_net(), 60.0);
    EXPECT_EQ(meter.usual_volume(), 60.0);

    meter.clear();
    EXPECT_EQ(meter.window().volume(), 0U);
    EXPECT_EQ(meter.usual_net(), 60.0);
}

TEST(FlowMeter, looks_at_whole_tenths_of_a_second_however_time_comes) {
    FlowMeter meter(second_ns);
    EXPECT_TRUE(meter.move_to(5 * second_ns));
    EXPECT_FALSE(meter.move_to(5 * second_ns + 99'999'999));
    EXPECT_TRUE(meter.move_to(5 * second_ns + 100'000'000));
    EXPECT_EQ(meter.now_ns(), 5 * second_ns + 100'000'000);
}

TEST(Onset, is_where_the_flow_began_and_not_an_old_trade_of_its_side) {
    FlowWindow window(10 * second_ns);
    window.add(trade(1 * second_ns, 97, 1, Aggressor::buy));
    for (std::int64_t i = 0; i < 10; ++i) {
        window.add(trade(8 * second_ns + i * 100'000'000, 100 + i / 5, 20, Aggressor::buy));
    }

    const Onset onset = onset_of(window, Side::bid, 9 * second_ns, 2.0);

    EXPECT_EQ(onset.first.time_ns, 8 * second_ns);
    EXPECT_EQ(onset.first.price_ticks, 100);
    EXPECT_EQ(onset.net, 200.0);
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

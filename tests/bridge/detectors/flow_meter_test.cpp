#include "bridge/detectors/flow_meter.hpp"

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

}  // namespace
}  // namespace mia::detectors

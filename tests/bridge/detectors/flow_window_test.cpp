#include "bridge/detectors/flow_window.hpp"

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

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/event_log.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using market::Aggressor;
using market::BookChange;
using market::Side;

TEST(EventLog, holds_what_was_told_in_its_order_until_it_is_taken) {
    EventLog log(true);
    log.add_trade({5, 1, 100, 3, Aggressor::buy});
    log.add_trade({6, 2, 99, 4, Aggressor::sell});
    log.add_trade({7, 3, 99, 5, Aggressor::unknown});
    const std::array changes{
        BookChange{Side::bid, false, 99, 60, 51}, BookChange{Side::ask, true, 120, 0, 8}};
    log.add_changes(changes, 9);
    const auto events = log.take();
    ASSERT_EQ(events.size(), 5U);
    EXPECT_EQ(events[0].kind, event_kind::trade);
    EXPECT_EQ(events[0].side, 1);
    EXPECT_EQ(events[1].side, -1);
    EXPECT_EQ(events[2].side, 0);
    EXPECT_EQ(events[2].time_ns, 7);
    EXPECT_EQ(events[3].kind, event_kind::level);
    EXPECT_EQ(events[3].side, 1);
    EXPECT_EQ(events[3].size_before, 60U);
    EXPECT_EQ(events[3].size, 51U);
    EXPECT_EQ(events[3].time_ns, 9);
    EXPECT_EQ(events[4].side, -1);
    EXPECT_EQ(events[4].at_window_edge, 1);
    EXPECT_TRUE(log.take().empty());
}

TEST(EventLog, a_reset_voids_what_was_before_it) {
    EventLog log(true);
    log.add_trade({5, 1, 100, 3, Aggressor::buy});
    log.reset(8);
    log.add_trade({9, 2, 100, 4, Aggressor::buy});
    const auto events = log.take();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].kind, event_kind::reset);
    EXPECT_EQ(events[0].time_ns, 8);
    EXPECT_EQ(events[1].size, 4U);
}

TEST(EventLog, keeps_nothing_for_nobody) {
    EventLog log(false);
    log.add_trade({5, 1, 100, 3, Aggressor::buy});
    log.reset(6);
    EXPECT_TRUE(log.take().empty());
}

}  // namespace
}  // namespace mia::detectors

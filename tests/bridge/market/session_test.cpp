#include "bridge/market/session.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t hour_ns = 3600 * second_ns;
// Wednesday, 2026-03-11: 17:00 in Chicago.
constexpr std::int64_t opening_ns = 1'773'266'400 * second_ns;

struct SessionTest : testing::Test {
    Session session;
    std::int64_t now_ns = opening_ns - 8 * hour_ns;

    void SetUp() override { session.advance(now_ns); }

    // A heartbeat each second.
    void pass_to(std::int64_t time_ns) {
        while (now_ns < time_ns) {
            now_ns = std::min(now_ns + second_ns, time_ns);
            session.advance(now_ns);
        }
    }
    void trade(std::int64_t price_ticks, std::uint32_t size, Aggressor aggressor = Aggressor::buy) {
        session.add({now_ns, 1, price_ticks, size, aggressor});
    }
};

TEST_F(SessionTest, knows_nothing_before_the_first_trade) {
    EXPECT_EQ(session.since_ns(), std::nullopt);
    EXPECT_FALSE(session.is_whole());
    EXPECT_EQ(session.vwap().ticks(), std::nullopt);
    EXPECT_EQ(session.shape().value_area(), std::nullopt);
}

TEST_F(SessionTest, one_that_began_before_it_was_heard_counts_since_then) {
    trade(100, 3);
    const std::int64_t first_ns = now_ns;
    pass_to(now_ns + second_ns);
    trade(104, 1, Aggressor::sell);
    pass_to(now_ns + second_ns);

    EXPECT_EQ(session.since_ns(), first_ns);
    EXPECT_FALSE(session.is_whole());
    EXPECT_DOUBLE_EQ(session.vwap().ticks().value(), 101.0);
    EXPECT_EQ(session.traded(), (Traded{3, 1, 0}));
    EXPECT_EQ(session.traded().delta(), 2);
    EXPECT_EQ(session.profile().volume_at(100), 3U);
    EXPECT_EQ(session.shape().value_area(), (ValueArea{100, 100, 100}));
}

TEST_F(SessionTest, one_whose_beginning_was_heard_is_whole) {
    trade(100, 3);
    pass_to(opening_ns);

    EXPECT_TRUE(session.is_whole());
    EXPECT_EQ(session.since_ns(), opening_ns);
    EXPECT_EQ(session.traded(), Traded());
    EXPECT_TRUE(session.profile().is_empty());
    trade(104, 1);
    EXPECT_EQ(session.vwap().ticks(), 104.0);
}

TEST_F(SessionTest, a_trade_before_it_began_is_of_another_one) {
    pass_to(opening_ns);
    session.add({opening_ns - 1, 1, 100, 5, Aggressor::buy});
    EXPECT_EQ(session.traded(), Traded());

    session.add({opening_ns, 1, 100, 5, Aggressor::buy});
    EXPECT_EQ(session.traded().bought, 5U);
}

TEST_F(SessionTest, is_not_whole_when_there_was_silence_while_it_began) {
    pass_to(opening_ns - 10 * second_ns);
    now_ns = opening_ns + second_ns;
    session.advance(now_ns);
    trade(100, 1);

    EXPECT_FALSE(session.is_whole());
    EXPECT_EQ(session.since_ns(), now_ns);
}

TEST_F(SessionTest, is_not_whole_when_the_one_before_was_another_week) {
    now_ns += 7 * 24 * hour_ns;
    session.advance(now_ns);
    trade(100, 1);

    EXPECT_FALSE(session.is_whole());
}

TEST_F(SessionTest, counts_anew_when_trades_were_missed) {
    pass_to(opening_ns);
    trade(104, 1);
    session.restart();
    EXPECT_EQ(session.since_ns(), std::nullopt);

    pass_to(now_ns + second_ns);
    trade(108, 2);
    EXPECT_FALSE(session.is_whole());
    EXPECT_EQ(session.since_ns(), now_ns);
    EXPECT_EQ(session.vwap().ticks(), 108.0);
    EXPECT_EQ(session.profile().volume(), 2U);

    pass_to(opening_ns + 24 * hour_ns);
    EXPECT_TRUE(session.is_whole());
}

TEST_F(SessionTest, missed_trades_as_it_began_leave_it_not_whole) {
    pass_to(opening_ns - 1);
    session.restart();
    now_ns = opening_ns + 1;
    session.advance(now_ns);
    trade(108, 2);

    EXPECT_FALSE(session.is_whole());
}

TEST_F(SessionTest, the_market_is_closed_in_the_break_unless_it_trades) {
    EXPECT_FALSE(session.is_closed(now_ns));
    EXPECT_FALSE(session.is_closed(opening_ns - hour_ns - 1));
    EXPECT_TRUE(session.is_closed(opening_ns - hour_ns));
    EXPECT_TRUE(session.is_closed(opening_ns - 1));
    EXPECT_FALSE(session.is_closed(opening_ns));

    pass_to(opening_ns - hour_ns / 2);
    trade(100, 1);
    EXPECT_FALSE(session.is_closed(now_ns));
    EXPECT_TRUE(session.is_closed(opening_ns + 24 * hour_ns - 1));
}

TEST_F(SessionTest, is_closed_from_the_first_look_on) {
    const Session unheard;
    EXPECT_TRUE(unheard.is_closed(opening_ns - 1));
    EXPECT_FALSE(unheard.is_closed(opening_ns));
}

TEST_F(SessionTest, goes_on_with_the_right_one_when_the_clock_went_back) {
    pass_to(opening_ns + second_ns);
    now_ns = opening_ns - 30 * hour_ns;
    session.advance(now_ns);

    EXPECT_TRUE(session.span().holds(now_ns));
    EXPECT_FALSE(session.is_whole());
    trade(100, 1);
    EXPECT_EQ(session.since_ns(), now_ns);
}

}  // namespace
}  // namespace mia::market

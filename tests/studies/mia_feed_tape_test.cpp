// The tape as MIA Feed sends it: every record once, in order, whatever happens to its numbers.
#include <algorithm>
#include <limits>

#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

class FeedTape : public FeedSession {
protected:
    FeedTape() : FeedSession(small_tape()) {}
    static sim::HostOptions small_tape() {
        sim::HostOptions options;
        options.tape_capacity = 100;
        return options;
    }
};

TEST_F(FeedTape, numbered_from_one_again_is_new_from_there) {
    attach();
    ASSERT_TRUE(connect());
    for (int i = 0; i < 5; ++i) {
        trade(6675.25, 1);
    }
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.trades.size() == 5; }));
    es().tape.restart();
    trade(6676.0, 9);
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.trades.size() == 6; }));
    EXPECT_EQ(mirror.trades.back().tape_sequence, 1U);
}

TEST_F(FeedTape, numbered_from_one_again_and_past_the_old_number_between_two_calls) {
    attach();
    ASSERT_TRUE(connect());
    for (int i = 0; i < 3; ++i) {
        trade(6675.25, 1);
    }
    ASSERT_TRUE(catch_up());
    ASSERT_EQ(mirror.trades.size(), 3U);
    es().tape.restart();
    for (int i = 0; i < 8; ++i) {
        trade(6676.0, 9);
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.trades.size(), 11U);
}

TEST_F(FeedTape, a_burst_longer_than_the_buffer_is_named) {
    attach();
    ASSERT_TRUE(connect());
    trade(6675.25, 1);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.status.tape_missed, 0U);
    for (int i = 0; i < 250; ++i) {
        trade(6675.25, 1);
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.trades.size(), 101U);
    EXPECT_EQ(mirror.status.tape_missed, 1U);
    ASSERT_EQ(mirror.tape_breaks.size(), 1U);
    EXPECT_EQ(mirror.tape_breaks[0].reason, wire::tape_break::overrun);
    EXPECT_EQ(mirror.tape_breaks[0].sequence_before, 1U);
    EXPECT_EQ(mirror.tape_breaks[0].sequence_after, 152U);
}

// T8: when the tape had nothing new the rest of the call was skipped.
TEST_F(FeedTape, without_news_holds_nothing_else_back) {
    attach();
    ASSERT_TRUE(connect());
    set_book(26720);
    chart().bars().update_last(bar_at(0, 6700, 77));
    chart().settings().connection_state = SCS_CONNECTION_LOST;
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.status.connection == 4; }));
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
    EXPECT_EQ(mirror.bars[29].volume, 77U);
}

// T9: the cursor was set back after quiet calls, and the same records were written again.
TEST_F(FeedTape, quiet_calls_repeat_nothing) {
    attach();
    ASSERT_TRUE(connect());
    trade(6675.25, 1);
    for (int i = 0; i < 50; ++i) {
        step();
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.trades.size(), 1U);
    EXPECT_TRUE(mirror.tape_breaks.empty());
}

// T9: of a burst longer than what was looked at in one call, the rest was dropped.
TEST_F(FeedTape, a_burst_that_just_fits_the_buffer_is_whole) {
    attach();
    ASSERT_TRUE(connect());
    trade(6675.25, 1);
    ASSERT_TRUE(catch_up());
    for (int i = 0; i < 99; ++i) {
        trade(6675.25, 1);
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.trades.size(), 100U);
    EXPECT_EQ(mirror.status.tape_missed, 0U);
    EXPECT_TRUE(mirror.tape_breaks.empty());
}

TEST_F(FeedTape, a_restart_is_named) {
    attach();
    ASSERT_TRUE(connect());
    for (int i = 0; i < 3; ++i) {
        trade(6675.25, 1);
    }
    ASSERT_TRUE(catch_up());
    es().tape.restart();
    for (int i = 0; i < 8; ++i) {
        trade(6676.0, 9);
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.trades.size(), 11U);
    ASSERT_EQ(mirror.tape_breaks.size(), 1U);
    EXPECT_EQ(mirror.tape_breaks[0].reason, wire::tape_break::restarted);
    EXPECT_EQ(mirror.status.tape_missed, 0U);
}

TEST_F(FeedTape, numbered_anew_behind_records_that_are_still_there) {
    attach();
    ASSERT_TRUE(connect());
    for (int i = 0; i < 5; ++i) {
        trade(6675.25, 1);
    }
    ASSERT_TRUE(catch_up());
    trade(6675.5, 2);  // the last one of the old numbers, not sent yet
    es().tape.renumber();
    host.set_time_ns(host.now_ns() + second_ns);
    for (int i = 0; i < 3; ++i) {
        trade(6676.0, 9);
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.trades.size(), 9U);
    ASSERT_EQ(mirror.tape_breaks.size(), 1U);
    EXPECT_EQ(mirror.tape_breaks[0].sequence_before, 6U);
    EXPECT_EQ(mirror.tape_breaks[0].sequence_after, 1U);
}

TEST_F(FeedTape, a_trade_with_the_number_of_the_quote_before_it_is_not_lost) {
    attach();
    ASSERT_TRUE(connect());
    trade(6675.25, 0, SC_TS_BIDASKVALUES);
    ASSERT_TRUE(catch_up());
    es().tape.repeat_sequence();
    host.set_time_ns(host.now_ns() - step_ns);  // and with its time
    trade(6675.25, 4);
    host.set_time_ns(host.now_ns() + step_ns);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.quotes.size(), 1U);
    EXPECT_EQ(mirror.trades.size(), 1U);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.trades.size(), 1U) << "and it is sent once";
}

TEST_F(FeedTape, a_quote_has_the_sum_of_the_book_on_each_side) {
    attach();
    ASSERT_TRUE(connect());
    es().tape.push({host.now_ns(), 0, 0, 6675, 6675.25, 60, 50, SC_TS_BIDASKVALUES, 1234, 5678});
    ASSERT_TRUE(catch_up());
    ASSERT_EQ(mirror.quotes.size(), 1U);
    EXPECT_EQ(mirror.quotes[0].bid_depth_total, 1234U);
    EXPECT_EQ(mirror.quotes[0].ask_depth_total, 5678U);
}

TEST_F(FeedTape, a_trade_beside_a_quote_that_is_no_number_is_sent_without_the_quote) {
    attach();
    ASSERT_TRUE(connect());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    es().tape.push({host.now_ns(), 6675.25, 3, nan, 6675.25, 60, 50, SC_TS_ASK});
    ASSERT_TRUE(catch_up());
    ASSERT_EQ(mirror.trades.size(), 1U);
    EXPECT_EQ(mirror.trades[0].bid_size, 0U);
    EXPECT_EQ(mirror.trades[0].ask_ticks, 26701);
    EXPECT_EQ(mirror.trades[0].ask_size, 50U);
}

// T7: stamps of 86 ms could not order what happened within them.
TEST_F(FeedTape, trades_of_one_instant_keep_their_order_and_their_microsecond) {
    attach();
    ASSERT_TRUE(connect());
    host.set_time_ns(start_ns + 123'457'000);
    for (std::uint32_t i = 1; i <= 40; ++i) {
        trade(6675.25, i);
    }
    ASSERT_TRUE(catch_up());
    ASSERT_EQ(mirror.trades.size(), 40U);
    for (std::uint32_t i = 0; i < 40; ++i) {
        EXPECT_EQ(mirror.trades[i].time_ns, start_ns + 123'457'000);
        EXPECT_EQ(mirror.trades[i].size, i + 1);
    }
}

TEST_F(FeedTape, a_replay_that_starts_again_sends_its_trades_again) {
    chart().settings().replay_status = REPLAY_RUNNING;
    attach();
    ASSERT_TRUE(connect());
    for (int i = 0; i < 20; ++i) {
        trade(6675.25, 1);
        step();
    }
    ASSERT_TRUE(catch_up());
    ASSERT_EQ(mirror.trades.size(), 20U);
    es().tape.restart();
    host.set_time_ns(start_ns);
    mirror.trades.clear();  // a host that sees time go back begins anew
    mirror.forget_tape();
    host.recalculate(3);
    for (int i = 0; i < 30; ++i) {
        trade(6675.25, 1);
        step();
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.trades.size(), 30U);
}

// Sierra goes on calling the study while the replay's own clock stands still.
TEST_F(FeedTape, a_replay_that_is_paused_says_so_and_nothing_else_and_goes_on_where_it_stood) {
    chart().settings().replay_status = REPLAY_RUNNING;
    attach();
    ASSERT_TRUE(connect());
    for (std::uint32_t i = 1; i <= 5; ++i) {
        trade(6675.25, i);
        step();
    }
    ASSERT_TRUE(catch_up());
    ASSERT_EQ(mirror.status.replay, 1);
    ASSERT_EQ(mirror.trades.size(), 5U);
    const Mirror before = mirror;
    kinds.clear();
    chart().settings().replay_status = REPLAY_PAUSED;
    for (int i = 0; i < 300; ++i) {
        host.update(3);
    }
    chart().settings().data_delay_us += 1'000'000;  // its status ends what was sent in the pause
    host.update(3);
    const std::int32_t delay_s = before.status.data_delay_s + 1;
    ASSERT_TRUE(hear_until([&] { return mirror.status.data_delay_s == delay_s; }));
    EXPECT_EQ(mirror.status.replay, 2);
    EXPECT_NE(mirror.header.flags & wire::batch_flag::replay, 0);
    EXPECT_EQ(mirror.header.call_time_ns, before.header.call_time_ns) << "the replay's own clock";
    for (const wire::Kind kind : kinds) {
        EXPECT_TRUE(kind == wire::Kind::status || kind == wire::Kind::heartbeat)
            << static_cast<int>(kind);
    }
    EXPECT_EQ(mirror.trades.size(), 5U);
    EXPECT_EQ(mirror.bids, before.bids);
    EXPECT_EQ(mirror.values, before.values);

    chart().settings().replay_status = REPLAY_RUNNING;
    trade(6675.5, 6);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.status.replay, 1);
    EXPECT_EQ(mirror.epoch, before.epoch);
    ASSERT_EQ(mirror.trades.size(), 6U);
    for (std::uint32_t i = 0; i < 6; ++i) {
        EXPECT_EQ(mirror.trades[i].size, i + 1) << "each once and in order";
    }
    EXPECT_TRUE(mirror.tape_breaks.empty());
}

class FeedBurst : public FeedSession {
protected:
    void hear(const std::vector<std::byte>& bytes) override {
        FeedSession::hear(bytes);
        const auto sent = std::count(mirror.kinds.begin(), mirror.kinds.end(), wire::Kind::trade);
        most_in_a_batch = std::max(most_in_a_batch, static_cast<int>(sent));
    }
    int most_in_a_batch = 0;
};

TEST_F(FeedBurst, longer_than_a_batch_is_sent_in_order_and_the_book_comes_after_all_of_it) {
    attach();
    ASSERT_TRUE(connect());
    for (int i = 0; i < 6000; ++i) {
        trade(6675.25, static_cast<std::uint32_t>(1 + i % 9));
    }
    set_book(26705);
    for (int i = 0; i < 4; ++i) {
        step();
    }
    std::size_t trades_before_book = 0;
    ASSERT_TRUE(hear_until([&] {
        if (trades_before_book == 0 && mirror.bids == side_of(es().book.bids)) {
            trades_before_book = mirror.trades.size();
        }
        return trades_before_book != 0;
    }));
    EXPECT_EQ(trades_before_book, 6000U);
}

// What the break before the new numbers forgets was forgotten for a record that did not fit, and all came once more.
TEST_F(FeedBurst, numbered_anew_where_a_batch_is_full_is_sent_once) {
    attach();
    ASSERT_TRUE(connect());
    for (int i = 0; i < 6000; ++i) {
        trade(6675.25, 1);
    }
    step();
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.trades.size() == 6000; }));
    const int full = most_in_a_batch;
    ASSERT_GT(full, 1000) << "or the burst was not longer than a batch";
    for (int burst = full - 2; burst <= full + 2; ++burst) {
        es().tape.restart();
        host.set_time_ns(host.now_ns() + step_ns);
        trade(6675.25, 1);
        ASSERT_TRUE(catch_up());
        const std::size_t before = mirror.trades.size();
        host.set_time_ns(host.now_ns() + step_ns);
        for (int i = 0; i < burst; ++i) {
            trade(6675.25, 1);
        }
        es().tape.renumber();
        host.set_time_ns(host.now_ns() + step_ns);
        for (int i = 0; i < 30; ++i) {
            trade(6676.0, 2);
        }
        step();
        step();
        ASSERT_NO_THROW(ASSERT_TRUE(catch_up())) << "burst of " << burst;
        EXPECT_EQ(mirror.trades.size() - before, static_cast<std::size_t>(burst + 30));
    }
}

TEST_F(FeedBurst, a_snapshot_has_the_recent_tape_even_behind_a_long_history) {
    for (int bar = 0; bar < 1700; ++bar) {
        chart().append_bar(bar_at(start_ns + bar * 60 * second_ns, 6700, 10));
    }
    for (int i = 0; i < 1400; ++i) {
        trade(6675.25, 1);
    }
    attach({{6, false, 2000, ""}});
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.bars.size(), 1730U);
    EXPECT_EQ(mirror.trades.size(), 1400U);
}

TEST_F(FeedTape, quotes_and_markers_are_told_from_trades) {
    attach();
    ASSERT_TRUE(connect());
    trade(0, 0, SC_TS_MARKER);
    trade(6675.25, 0, SC_TS_BIDASKVALUES);
    trade(6675.25, 4, SC_TS_BID);
    ASSERT_TRUE(catch_up());
    ASSERT_EQ(mirror.quotes.size(), 1U);
    EXPECT_EQ(mirror.quotes[0].bid_ticks, 26700);
    EXPECT_EQ(mirror.quotes[0].bid_raw, 6675.0);
    EXPECT_EQ(mirror.quotes[0].ask_ticks, 26701);
    EXPECT_EQ(mirror.quotes[0].ask_raw, 6675.25);
    EXPECT_EQ(mirror.quotes[0].bid_size, 60U);
    EXPECT_EQ(mirror.quotes[0].ask_size, 50U);
    ASSERT_EQ(mirror.trades.size(), 1U);
    EXPECT_EQ(mirror.status.values_invalid, 0U);
}

}  // namespace
}  // namespace mia::studies

// The tape as MIA Feed sends it: every record once, in order, whatever happens to its numbers.
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
}

class FeedBurst : public FeedSession {};

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
    EXPECT_EQ(mirror.quotes[0].ask_raw, 6675.25);
    ASSERT_EQ(mirror.trades.size(), 1U);
    EXPECT_EQ(mirror.status.values_invalid, 0U);
}

}  // namespace
}  // namespace mia::studies

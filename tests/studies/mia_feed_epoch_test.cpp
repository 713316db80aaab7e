// Full recalculations: a new epoch begins with its snapshot and with nothing else, and the book lives on meanwhile.
#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

class FeedEpoch : public FeedSession {};

TEST_F(FeedEpoch, that_waits_for_its_turn_does_not_stop_book_and_tape) {
    attach();
    ASSERT_TRUE(connect());
    host.set_time_ns(host.now_ns() + second_ns / 5);
    host.recalculate(3);
    set_book(26720);
    trade(6680.25, 4);
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.bids == side_of(es().book.bids); }));
    EXPECT_EQ(mirror.trades.size(), 1U);
    EXPECT_EQ(mirror.snapshots, 1U) << "within the pause between two snapshots";
    EXPECT_EQ(mirror.bars.size(), 30U);
}

TEST_F(FeedEpoch, that_a_request_overtakes_is_still_a_recalculation) {
    attach();
    ASSERT_TRUE(connect());
    const std::uint32_t epoch = mirror.epoch;
    host.set_time_ns(host.now_ns() + second_ns / 5);
    host.recalculate(3);
    subscriber.ask(mirror.publisher);
    for (int i = 0; i < 20; ++i) {
        step();
        hear_until([] { return true; });
        const auto bytes = subscriber.receive(1);
        if (!bytes.empty()) {
            hear(bytes);
        }
    }
    ASSERT_TRUE(hear_until([&] { return mirror.snapshots >= 2; }));
    EXPECT_EQ(mirror.epoch, epoch + 1);
    EXPECT_EQ(mirror.snapshot.reason, wire::snapshot_reason::recalculation);
    EXPECT_NE(mirror.snapshot_flags & wire::batch_flag::recalculation, 0);
}

TEST_F(FeedEpoch, during_a_download_the_book_is_sent_and_the_bars_wait) {
    attach();
    ASSERT_TRUE(connect());
    chart().settings().is_downloading = true;
    chart().append_bar(bar_at(start_ns, 6701, 1));
    set_book(26720);
    for (int i = 0; i < 25; ++i) {
        step();
    }
    ASSERT_TRUE(hear_until([&] { return mirror.heartbeats >= 2; }));
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
    EXPECT_EQ(mirror.bars.size(), 30U);
    EXPECT_EQ(mirror.charts[3].condition, wire::chart_condition::downloading);
    EXPECT_EQ(wire::get_text(mirror.status.last_error), "chart 3 is downloading its history");
    chart().settings().is_downloading = false;
    step();
    EXPECT_TRUE(hear_until([&] { return mirror.bars.size() == 31; }));
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.charts[3].condition, wire::chart_condition::sent);
    EXPECT_EQ(wire::get_text(mirror.status.last_error), "");
}

// The host would take silence for a Sierra that is gone, and what it was told before for what is now.
TEST_F(FeedEpoch, a_download_inside_a_snapshot_is_said_and_the_heart_beats) {
    for (int bar = 0; bar < 1900; ++bar) {
        chart().append_bar(bar_at(start_ns + bar * 60 * second_ns, 6700, 10));
    }
    attach({{6, false, 2000, ""}});
    subscriber.subscribe_to_all();
    ASSERT_TRUE(play_until([this] { return mirror.is_in_snapshot; }));
    chart().settings().is_downloading = true;
    for (int i = 0; i < 50; ++i) {
        set_book(26700 + i % 7);
        trade(6675.25, 1);
        step();
    }
    ASSERT_TRUE(hear_until([&] { return mirror.heartbeats >= 3; }));
    EXPECT_EQ(mirror.charts[3].condition, wire::chart_condition::downloading);
    EXPECT_EQ(wire::get_text(mirror.status.last_error), "chart 3 is downloading its history");
    EXPECT_TRUE(mirror.trades.empty()) << "the tape is told behind the history";
    EXPECT_NE(panel().find("MIA Feed: waiting for the chart's history"), std::string::npos)
        << panel();
    chart().settings().is_downloading = false;
    ASSERT_TRUE(play_until([this] { return mirror.snapshots >= 1; }));
    EXPECT_EQ(mirror.charts[3].condition, wire::chart_condition::sent);
    EXPECT_EQ(mirror.bars.size(), 1930U);
    EXPECT_EQ(mirror.trades.size(), 50U);
}

TEST_F(FeedEpoch, another_symbol_whose_history_is_downloaded_says_so_and_nothing_of_the_market) {
    attach();
    ASSERT_TRUE(connect());
    host.change_symbol(3, "NQH26_FUT_CME");
    sim::Instrument& nq = host.instrument("NQH26_FUT_CME");
    nq.book.bids = {{24000, 3, 1}};
    nq.book.asks = {{24000.25, 4, 1}};
    chart().append_bar(bar_at(start_ns, 24000, 10));
    chart().append_bar(bar_at(start_ns + 60 * second_ns, 24000, 10));
    chart().settings().is_downloading = true;
    const MirrorSide bids = mirror.bids;
    for (int i = 0; i < 50; ++i) {
        step();
    }
    ASSERT_TRUE(hear_until([&] { return mirror.heartbeats >= 3; }));
    EXPECT_EQ(mirror.charts[3].condition, wire::chart_condition::downloading);
    EXPECT_EQ(mirror.bids, bids) << "the host would take it for the symbol it knows";
    EXPECT_EQ(mirror.bars.size(), 30U);
    chart().settings().is_downloading = false;
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(wire::get_text(mirror.instrument.symbol), "NQH26_FUT_CME");
    EXPECT_EQ(mirror.charts[3].condition, wire::chart_condition::sent);
}

TEST_F(FeedEpoch, a_download_before_the_first_snapshot_is_named_on_the_panel) {
    chart().settings().is_downloading = true;
    attach();
    subscriber.subscribe_to_all();
    const bool is_named = play_until([this] {
        host.set_time_ns(host.now_ns() + 2 * second_ns);
        return panel().find("MIA Feed: waiting for the chart's history") != std::string::npos;
    });
    EXPECT_TRUE(is_named) << panel();
    EXPECT_NE(panel().find("chart 3 is downloading its history"), std::string::npos) << panel();
    EXPECT_EQ(mirror.batches, 0U);
    chart().settings().is_downloading = false;
    EXPECT_TRUE(play_until([this] { return mirror.snapshots == 1; }));
}

// Sierra calls a chart of one bar recalculated at every call, so that word alone is no news.
TEST_F(FeedEpoch, begins_where_a_reload_begins_with_one_bar_and_grows) {
    attach();
    ASSERT_TRUE(connect());
    const std::uint32_t epoch = mirror.epoch;
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    chart().clear_bars();
    chart().append_bar(bar_at(start_ns, 5000, 11));
    host.recalculate(3);
    for (int bar = 1; bar < 6; ++bar) {
        chart().append_bar(bar_at(start_ns + bar * 60 * second_ns, 5000 + bar, 11));
        step();
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.epoch, epoch + 1);
    ASSERT_EQ(mirror.bars.size(), 6U);
    EXPECT_EQ(mirror.bars[0].close_ticks, 20'000);
    EXPECT_EQ(mirror.bars[4].flags, wire::bar_flag::closed);
    EXPECT_EQ(mirror.bars[5].flags, 0);
    EXPECT_EQ(mirror.snapshots, 2U);
}

TEST_F(FeedEpoch, that_cuts_a_snapshot_lets_nothing_pass_before_the_next) {
    for (int bar = 0; bar < 2000; ++bar) {
        chart().append_bar(bar_at(start_ns + bar * 60 * second_ns, 6700, 10));
    }
    attach({{6, false, 2000, ""}});
    subscriber.subscribe_to_all();
    ASSERT_TRUE(play_until([&] { return mirror.is_in_snapshot; }));
    host.recalculate(3);
    chart().settings().is_downloading = true;
    for (int i = 0; i < 20; ++i) {
        set_book(26700 + i);
        trade(6675.25, 1);
        step();  // the mirror throws when anything else follows the first part
    }
    chart().settings().is_downloading = false;
    ASSERT_TRUE(play_until([&] { return mirror.snapshots == 1; }));
    EXPECT_EQ(mirror.bars.size(), 2000U);
    EXPECT_EQ(mirror.trades.size(), 20U);
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
}

}  // namespace
}  // namespace mia::studies

// What MIA Feed sends while its chart lives, compared with the chart.
#include <cmath>
#include <limits>
#include <random>

#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

class FeedSnapshot : public FeedSession {};

TEST_F(FeedSnapshot, opens_with_a_hello_and_says_all_there_is) {
    sim::StudyDescription vwap;
    vwap.id = 22;
    vwap.name = "Volume Weighted Average Price";
    vwap.short_name = "VWAP";
    vwap.subgraph_names = {"VWAP", "", "Bottom Band 1"};
    chart().add_study(vwap, false);
    chart().set_value(22, 0, 6681.2519F);
    chart().set_value(22, 2, 6668.75F);
    trade(6675.25, 3);
    attach();
    ASSERT_TRUE(connect());

    const std::vector<wire::Kind> opening{
        wire::Kind::snapshot_begin, wire::Kind::hello, wire::Kind::instrument, wire::Kind::status};
    EXPECT_EQ(std::vector(kinds.begin(), kinds.begin() + 4), opening);
    EXPECT_EQ(kinds.back(), wire::Kind::snapshot_end);
    EXPECT_EQ(std::string(mirror.hello.token, 32), token);
    EXPECT_EQ(mirror.hello_kinds, wire::catalog.size());
    EXPECT_EQ(mirror.hello.header_version, static_cast<std::uint32_t>(MIA_SIM_DLL_VERSION));
    EXPECT_EQ(mirror.hello.update_interval_ms, 100U);
    EXPECT_EQ(wire::get_text(mirror.instrument.symbol), "ESH26_FUT_CME");
    EXPECT_EQ(mirror.instrument.tick_size, 0.25);
    EXPECT_EQ(mirror.instrument.bar_period_s, 60U);
    EXPECT_EQ(mirror.status.chart_utc_offset_s, -4 * 3600);
    EXPECT_EQ(mirror.status.trading_day, 20260311U);
    EXPECT_EQ(mirror.header.call_time_ns, start_ns);
    EXPECT_EQ(mirror.studies, (std::map<std::uint32_t, std::string>{{22, "VWAP"}}));
    EXPECT_EQ(mirror.subgraphs.size(), 2U);
    EXPECT_EQ((mirror.values[{22, 0}]), static_cast<double>(6681.2519F));
    EXPECT_EQ((mirror.values[{22, 2}]), 6668.75);
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
    EXPECT_EQ(mirror.asks, side_of(es().book.asks));
    ASSERT_EQ(mirror.trades.size(), 1U);
    EXPECT_EQ(mirror.trades[0].price_ticks, 26701);
}

TEST_F(FeedSnapshot, has_the_bars_in_utc_and_only_the_last_one_forming) {
    attach();
    ASSERT_TRUE(connect());
    ASSERT_EQ(mirror.bars.size(), 30U);
    for (const auto& [index, bar] : mirror.bars) {
        EXPECT_EQ(bar.start_ns, start_ns - (30 - index) * 60 * second_ns);
        EXPECT_EQ(bar.flags, index < 29 ? wire::bar_flag::closed : 0);
        EXPECT_EQ(bar.close_ticks, (6675 + index) * 4);
        EXPECT_EQ(bar.bid_volume, 25U);
        EXPECT_EQ(bar.ask_volume, 75U);
        EXPECT_EQ(bar.trade_count, 50U);
        EXPECT_EQ(bar.period_s, 60U);
    }
}

TEST_F(FeedSnapshot, has_as_much_history_as_was_asked_for) {
    attach({{6, false, 5, ""}});
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.bars.size(), 5U);
    EXPECT_EQ(mirror.bars.begin()->first, 25U);
}

TEST_F(FeedSnapshot, leaves_out_what_was_switched_off) {
    trade(6675.25, 3);
    attach({{2, false, 0, ""}, {3, false, 0, ""}, {4, false, 0, ""}, {5, false, 0, ""}});
    ASSERT_TRUE(connect());
    set_book(26710);
    trade(6675.5, 1);
    ASSERT_TRUE(catch_up());
    EXPECT_TRUE(mirror.bars.empty());
    EXPECT_TRUE(mirror.trades.empty());
    EXPECT_TRUE(mirror.bids.empty());
    EXPECT_EQ(mirror.instrument.flags, 0);
}

TEST_F(FeedSnapshot, too_large_for_one_batch_comes_in_parts) {
    for (int study = 1; study <= 120; ++study) {
        sim::StudyDescription description;
        description.name = "Study " + std::to_string(study);
        for (int line = 0; line < 30; ++line) {
            description.subgraph_names.push_back("Line " + std::to_string(line));
        }
        chart().add_study(description, false);
    }
    for (int bar = 0; bar < 1500; ++bar) {
        chart().append_bar(bar_at(start_ns + bar * 60 * second_ns, 6700, 10));
    }
    attach({{6, false, 2000, ""}});
    ASSERT_TRUE(connect());
    EXPECT_GT(mirror.batches, 1U);
    EXPECT_NE(mirror.header.flags & wire::batch_flag::snapshot_last, 0);
    EXPECT_EQ(mirror.studies.size(), 120U);
    EXPECT_EQ(mirror.values.size(), 3600U);
    EXPECT_EQ(mirror.bars.size(), 1530U);
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
}

class FeedChanges : public FeedSession {
protected:
    FeedChanges() {
        sim::StudyDescription study;
        study.id = 7;
        study.name = "Numbers Bars Calculated Values";
        for (int line = 0; line < 20; ++line) {
            study.subgraph_names.push_back(line % 5 == 4 ? "" : "Line " + std::to_string(line));
        }
        chart().add_study(study, false);
    }
    double chart_value(int subgraph) {
        return static_cast<double>(
            chart().find_study(7)->lines[static_cast<std::size_t>(subgraph)].values.back()
        );
    }
    bool connect_and_settle() { return attach() != 0 && connect(); }
};

TEST_F(FeedChanges, nothing_changed_sends_a_heartbeat_each_second_and_nothing_else) {
    ASSERT_TRUE(connect_and_settle());
    const std::size_t before = mirror.batches;
    for (int i = 0; i < 50; ++i) {
        step();
    }
    ASSERT_TRUE(hear_until([&] { return mirror.heartbeats == 5; }));
    EXPECT_EQ(mirror.batches, before + 5);
}

TEST_F(FeedChanges, a_level_that_empties_is_a_change) {
    ASSERT_TRUE(connect_and_settle());
    es().book.bids.erase(es().book.bids.begin() + 2);
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.bids.size() == 11; }));
    ASSERT_EQ(mirror.changes.size(), 1U);
    EXPECT_EQ(mirror.changes[0].size, 0U);
    EXPECT_EQ(mirror.changes[0].price_ticks, 26698);
    EXPECT_EQ(mirror.changes[0].side, wire::book_side::bid);
    EXPECT_EQ(mirror.changes[0].flags, 0);
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));

    es().book.bids.clear();
    es().book.asks.clear();
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.bids.empty() && mirror.asks.empty(); }));
}

TEST_F(FeedChanges, levels_beyond_the_visible_edge_are_marked_as_nobodys_doing) {
    ASSERT_TRUE(connect_and_settle());
    set_book(26701);
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.bids == side_of(es().book.bids); }));
    for (const wire::DepthLevel& level : mirror.changes) {
        const bool at_edge = level.price_ticks == 26689 || level.price_ticks == 26713;
        EXPECT_EQ((level.flags & wire::price_flag::window_edge) != 0, at_edge) << level.price_ticks;
    }
}

TEST_F(FeedChanges, trades_come_before_the_book_that_already_contains_them) {
    ASSERT_TRUE(connect_and_settle());
    trade(6675.25, 5);
    trade(6675.0, 2, SC_TS_BID);
    es().book.asks[0].quantity -= 5;
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.trades.size() == 2; }));
    const std::vector<wire::Kind> order{
        wire::Kind::trade, wire::Kind::trade, wire::Kind::depth_delta};
    EXPECT_EQ(mirror.kinds, order);
    EXPECT_EQ(mirror.trades[0].side, wire::trade_side::at_ask);
    EXPECT_EQ(mirror.trades[0].size, 5U);
    EXPECT_EQ(mirror.trades[0].time_ns, start_ns);
    EXPECT_EQ(mirror.trades[1].side, wire::trade_side::at_bid);
    EXPECT_EQ(mirror.trades[1].price_ticks, 26700);
    EXPECT_EQ(mirror.trades[1].ask_size, 50U);
    EXPECT_EQ(mirror.header.call_time_ns, start_ns + step_ns);
}

TEST_F(FeedChanges, only_values_that_changed_are_sent_and_unrounded) {
    ASSERT_TRUE(connect_and_settle());
    chart().set_value(7, 3, 6681.251953F);
    chart().set_value(7, 5, -3.4028235e38F);
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.values[{7, 5}] != 0; }));
    EXPECT_EQ((mirror.values[{7, 3}]), static_cast<double>(6681.251953F));
    EXPECT_EQ((mirror.values[{7, 5}]), static_cast<double>(-3.4028235e38F));
    EXPECT_EQ(mirror.kinds, std::vector{wire::Kind::study_value});
    EXPECT_EQ((mirror.values.count({7, 4})), 0U) << "a subgraph without a name is not sent";
}

TEST_F(FeedChanges, a_bar_that_closes_is_sent_with_the_last_value_of_each_study) {
    ASSERT_TRUE(connect_and_settle());
    chart().set_value(7, 0, 15);
    chart().bars().update_last(bar_at(0, 6800, 480));
    chart().append_bar(bar_at(start_ns, 6801, 1));
    chart().set_value(7, 0, 2);
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.bars.contains(30); }));
    EXPECT_EQ(mirror.bars[29].flags, wire::bar_flag::closed);
    EXPECT_EQ(mirror.bars[29].close_ticks, 27200);
    EXPECT_EQ(mirror.bars[29].volume, 480U);
    EXPECT_EQ(mirror.bars[30].flags, 0);
    EXPECT_EQ((mirror.history[{7, 0}][29]), 15);
    EXPECT_EQ((mirror.history[{7, 0}][30]), 2);
}

TEST_F(FeedChanges, prices_off_the_grid_are_marked_and_what_is_no_number_is_counted) {
    ASSERT_TRUE(connect_and_settle());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    trade(6675.1, 1);
    trade(nan, 2);
    trade(6675.25, 3);
    es().book.bids[0].quantity = -5;
    es().book.asks[1].price = std::numeric_limits<double>::infinity();
    chart().set_value(7, 0, std::numeric_limits<float>::quiet_NaN());
    ASSERT_TRUE(catch_up());
    ASSERT_EQ(mirror.trades.size(), 2U);
    EXPECT_EQ(mirror.trades[0].flags, wire::price_flag::off_grid);
    EXPECT_EQ(mirror.trades[0].price_raw, static_cast<double>(6675.1F));
    EXPECT_EQ(mirror.trades[1].flags, 0);
    EXPECT_EQ(mirror.bids.size(), 11U);
    EXPECT_EQ(mirror.asks.size(), 11U);
    EXPECT_EQ(mirror.status.values_invalid, 3U);
    EXPECT_TRUE(std::isnan(mirror.values[{7, 0}]));
}

TEST_F(FeedChanges, a_minute_tick_of_a_cent_is_on_its_grid) {
    chart().settings().tick_size = 0.01;
    chart().bars().update_last(bar_at(0, 16.04, 1));
    es().book.bids = {{16.03, 1, 1}};
    es().book.asks = {{16.05, 1, 1}};
    ASSERT_TRUE(connect_and_settle());
    EXPECT_EQ(mirror.bids.begin()->first, 1603);
    EXPECT_EQ(mirror.asks.begin()->first, 1605);
    EXPECT_EQ(mirror.bars[29].close_ticks, 1604);
}

TEST_F(FeedChanges, the_multiplier_is_applied_once_to_book_and_tape) {
    chart().settings().price_multiplier = 0.01F;
    es().book.bids = {{667500, 60, 1}};
    es().book.asks = {{667525, 50, 1}};
    ASSERT_TRUE(connect_and_settle());
    for (const int type : {SC_TS_ASK, SC_TS_BIDASKVALUES}) {
        es().tape.push({host.now_ns(), 667525, 1, 667500, 667525, 60, 50, type});
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.bids.begin()->first, 26700);
    EXPECT_EQ(mirror.asks.begin()->first, 26701);
    ASSERT_EQ(mirror.trades.size(), 1U);
    EXPECT_EQ(mirror.trades[0].price_ticks, 26701);
    EXPECT_EQ(mirror.trades[0].bid_ticks, 26700);
    EXPECT_EQ(mirror.trades[0].ask_ticks, 26701);
    ASSERT_EQ(mirror.quotes.size(), 1U);
    EXPECT_EQ(mirror.quotes[0].bid_ticks, 26700);
    EXPECT_EQ(mirror.quotes[0].ask_ticks, 26701);
}

TEST_F(FeedChanges, another_multiplier_is_introduced_before_any_price_that_has_it) {
    ASSERT_TRUE(connect_and_settle());
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    chart().settings().price_multiplier = 0.01F;
    es().book.bids = {{667500, 60, 1}};
    es().book.asks = {{667525, 50, 1}};
    step();
    ASSERT_TRUE(hear_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.instrument.price_multiplier, static_cast<double>(0.01F));
    EXPECT_EQ(mirror.bids.begin()->first, 26700);
}

// T21, T22: days were counted from the first bar, of 1970 even, and the session before was so many bars back.
TEST_F(FeedChanges, the_trading_day_is_that_of_the_newest_bar) {
    ASSERT_TRUE(connect_and_settle());
    EXPECT_EQ(mirror.status.trading_day, 20260311U);
    constexpr std::int64_t day_ns = 86'400 * second_ns;
    host.set_time_ns(start_ns + day_ns);
    chart().append_bar(bar_at(start_ns + day_ns, 6701, 1));
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.status.trading_day, 20260312U);
}

TEST_F(FeedChanges, a_random_session_arrives_whole_and_exact) {
    std::mt19937 random(11);
    const auto below = [&](int bound) {
        return static_cast<int>(random() % static_cast<unsigned>(bound));
    };
    ASSERT_TRUE(connect_and_settle());
    std::size_t traded = 0;
    int best = 26700;
    int minute = 0;
    for (int i = 0; i < 1500; ++i) {
        if (below(4) == 0) {
            best += below(5) - 2;
            set_book(best);
        }
        auto& levels = below(2) == 0 ? es().book.bids : es().book.asks;
        levels[static_cast<std::size_t>(below(12))].quantity = 1 + below(300);
        for (int count = below(4); count > 0; --count) {
            trade(best * 0.25, static_cast<std::uint32_t>(1 + below(20)));
            ++traded;
        }
        es().tape.skip_sequence(static_cast<std::uint32_t>(below(3)));
        chart().set_value(7, below(4), static_cast<float>(below(1000)) / 7.0F);
        if (i % 100 == 99) {
            chart().append_bar(bar_at(start_ns + 60 * second_ns * minute++, best * 0.25, 1));
        } else {
            chart().bars().update_last(bar_at(0, best * 0.25, i % 100 + 1.0));
        }
        step();
        hear_until([] { return true; });
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
    EXPECT_EQ(mirror.asks, side_of(es().book.asks));
    EXPECT_EQ(mirror.trades.size(), traded);
    EXPECT_EQ(mirror.bars.size(), 45U);
    EXPECT_EQ(mirror.bars[44].flags, 0);
    EXPECT_EQ(mirror.bars[43].flags, wire::bar_flag::closed);
    for (int line = 0; line < 4; ++line) {
        EXPECT_EQ((mirror.values[{7, static_cast<std::uint16_t>(line)}]), chart_value(line));
    }
    EXPECT_EQ(mirror.snapshots, 1U);
    EXPECT_EQ(mirror.status.batches_dropped, 0U);
}

}  // namespace
}  // namespace mia::studies

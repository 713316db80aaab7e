#include "tests/bridge/market/symbol_stand.hpp"

namespace mia::market {
namespace {

using test::noon_ns;
using test::second_ns;

struct SymbolTest : test::SymbolStand {};

TEST_F(SymbolTest, has_a_book_when_the_snapshot_is_complete_and_not_before) {
    symbol.expect_book();
    tell_book(99, 100);
    EXPECT_FALSE(symbol.is_book_valid());

    symbol.complete();

    EXPECT_TRUE(symbol.is_book_valid());
    Observation observation;
    symbol.describe(observation);
    EXPECT_EQ(observation.bid.best_ticks, 99);
    EXPECT_EQ(observation.ask.size_5, 60U);
}

TEST_F(SymbolTest, what_the_snapshot_does_not_tell_is_gone) {
    tell_book(99, 100);
    symbol.complete();

    symbol.expect_book();
    symbol.complete();

    EXPECT_TRUE(symbol.book().side(Side::bid).empty());
    EXPECT_FALSE(symbol.is_book_valid());
    EXPECT_EQ(described().bid.best_ticks, std::nullopt);
}

TEST_F(SymbolTest, has_no_book_when_the_snapshot_told_none) {
    symbol.complete();
    EXPECT_FALSE(symbol.is_book_valid());

    tell_book(99, 100);
    EXPECT_TRUE(symbol.is_book_valid());
}

TEST_F(SymbolTest, a_delta_to_a_book_that_was_never_told_is_inconsistent) {
    symbol.complete();

    symbol.change_level(Side::bid, {99, 10, 1}, false);

    EXPECT_EQ(symbol.finish_delta(1, 0), BookOutcome::inconsistent);
}

TEST_F(SymbolTest, while_the_source_tells_everything_anew_its_book_is_not_current) {
    tell_book(99, 100);
    symbol.complete();
    ASSERT_TRUE(described().book_valid);

    symbol.expect_book();
    EXPECT_FALSE(described().book_valid);
    EXPECT_EQ(described().bid.best_ticks, 99);
    tell_book(98, 99);
    symbol.complete();
    EXPECT_TRUE(described().book_valid);
}

TEST_F(SymbolTest, only_a_source_that_says_it_is_connected_has_a_book) {
    tell_book(99, 100);
    symbol.complete();
    for (std::uint8_t state = 0; state < 7; ++state) {
        symbol.set_condition(told(state), 0);
        const bool is_connected = state == wire::connection::connected;
        EXPECT_EQ(symbol.is_book_valid(), is_connected) << int{state};
        EXPECT_EQ(described().connected, is_connected) << int{state};
    }
}

TEST_F(SymbolTest, a_replay_needs_no_connection) {
    tell_book(99, 100);
    symbol.complete();

    symbol.set_condition(told(wire::connection::disconnected), wire::batch_flag::replay);

    EXPECT_TRUE(described().book_valid);
    EXPECT_FALSE(described().connected);
    EXPECT_TRUE(described().has_flag(wire::batch_flag::replay));
}

TEST_F(SymbolTest, tells_how_late_its_data_are_and_nothing_when_sierra_cannot) {
    EXPECT_EQ(described().data_delay_s, 0);
    EXPECT_FALSE(described().has_flag(wire::batch_flag::delayed));

    symbol.set_condition(told(wire::connection::connected, 600), 0);
    EXPECT_EQ(described().data_delay_s, 600);
    EXPECT_TRUE(described().has_flag(wire::batch_flag::delayed));
    symbol.set_condition(told(wire::connection::connected, wire::unknown_delay_s), 0);
    EXPECT_EQ(described().data_delay_s, std::nullopt);
    EXPECT_FALSE(described().has_flag(wire::batch_flag::delayed));
}

TEST_F(SymbolTest, without_a_source_nothing_of_it_is_known) {
    tell_book(99, 100);
    symbol.complete();

    symbol.lose_source();

    EXPECT_FALSE(described().book_valid);
    EXPECT_FALSE(described().connected);
    EXPECT_EQ(described().data_delay_s, std::nullopt);
}

TEST_F(SymbolTest, nothing_is_measured_across_the_loss_of_the_connection) {
    symbol.advance(noon_ns, false);
    symbol.begin_replacement();
    for (std::int64_t depth = 0; depth < 10; ++depth) {
        symbol.put_level(Side::bid, {99 - depth, 60, 5});
        symbol.put_level(Side::ask, {100 + depth, 60, 5});
    }
    std::size_t changed = 0;
    ASSERT_EQ(symbol.finish_replacement(10, 10, changed), BookOutcome::ok);
    symbol.complete();
    const auto quiet = [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t i = from; i < to; ++i) {
            symbol.advance(noon_ns + i * 50'000'000, false);
            symbol.finish_batch();
        }
    };
    quiet(0, 200);
    symbol.change_level(Side::ask, {103, 500, 2}, false);
    ASSERT_EQ(symbol.finish_delta(10, 10), BookOutcome::ok);
    quiet(200, 210);

    symbol.set_condition(told(wire::connection::lost), 0);
    quiet(210, 300);
    symbol.set_condition(told(wire::connection::connected), 0);
    quiet(300, 301);
    EXPECT_TRUE(reports.opened.empty()
    );  // the wall was there before and after; between, nobody knows
}

TEST_F(SymbolTest, a_delta_must_leave_the_levels_it_counted) {
    tell_book(99, 100);
    symbol.complete();

    symbol.change_level(Side::bid, {98, 10, 1}, false);
    EXPECT_EQ(symbol.finish_delta(2, 1), BookOutcome::ok);
    symbol.change_level(Side::bid, {97, 10, 1}, false);
    EXPECT_EQ(symbol.finish_delta(2, 1), BookOutcome::inconsistent);
}

TEST_F(SymbolTest, a_delta_that_crosses_a_good_book_is_a_fault) {
    tell_book(99, 100);
    symbol.complete();

    symbol.change_level(Side::bid, {101, 10, 1}, false);

    EXPECT_EQ(symbol.finish_delta(2, 1), BookOutcome::crossed);
}

TEST_F(SymbolTest, a_book_that_is_told_crossed_counts_again_when_it_has_parted) {
    tell_book(101, 100);
    EXPECT_EQ(outcome, BookOutcome::crossed);
    symbol.complete();
    EXPECT_FALSE(symbol.is_book_valid());

    symbol.change_level(Side::bid, {101, 0, 0}, false);
    symbol.change_level(Side::bid, {99, 5, 1}, false);

    EXPECT_EQ(symbol.finish_delta(1, 1), BookOutcome::ok);
    EXPECT_TRUE(symbol.is_book_valid());
}

TEST_F(SymbolTest, counts_a_trade_once) {
    symbol.advance(noon_ns, false);

    EXPECT_TRUE(symbol.add_trade({noon_ns, 1, 100, 5, Aggressor::buy}));
    EXPECT_FALSE(symbol.add_trade({noon_ns, 1, 100, 5, Aggressor::buy}));
    EXPECT_EQ(symbol.tape().total().bought, 5U);
}

TEST_F(SymbolTest, another_source_that_tells_the_same_trades_counts_none_twice) {
    symbol.advance(noon_ns, false);
    symbol.add_trade({noon_ns, 7, 100, 5, Aggressor::buy});

    connect(symbol);

    EXPECT_FALSE(symbol.add_trade({noon_ns - 1, 900, 100, 3, Aggressor::buy}));
    EXPECT_TRUE(symbol.add_trade({noon_ns + 1, 5, 100, 2, Aggressor::buy}));
    EXPECT_TRUE(symbol.add_trade({noon_ns + 1, 6, 100, 1, Aggressor::buy}));
    EXPECT_EQ(symbol.tape().total().bought, 8U);
}

TEST_F(SymbolTest, only_a_replay_may_tell_earlier_trades_again) {
    for (const bool is_replay : {false, true}) {
        Symbol other("NQH26-CME", 0.25, settings, reports);
        connect(other);
        other.advance(noon_ns, is_replay);
        other.add_trade({noon_ns, 500, 100, 5, Aggressor::buy});

        EXPECT_EQ(other.advance(noon_ns - 3600 * second_ns, is_replay), is_replay);
        const TapeTrade earlier{noon_ns - 3600 * second_ns, 1, 100, 5, Aggressor::buy};
        EXPECT_EQ(other.add_trade(earlier), is_replay);
    }
}

TEST_F(SymbolTest, a_trade_from_the_future_ends_nothing_before_it_began) {
    symbol.advance(noon_ns, false);
    symbol.begin_replacement();
    for (std::int64_t depth = 0; depth < 10; ++depth) {
        symbol.put_level(Side::bid, {99 - depth, 60, 5});
        symbol.put_level(Side::ask, {100 + depth, 60, 5});
    }
    std::size_t changed = 0;
    ASSERT_EQ(symbol.finish_replacement(10, 10, changed), BookOutcome::ok);
    symbol.complete();
    for (std::int64_t i = 1; i <= 200; ++i) {
        symbol.advance(noon_ns + i * 50'000'000, false);
        const auto sequence = static_cast<std::uint64_t>(i);
        symbol.add_trade({noon_ns + 3600 * second_ns, sequence, 99, 20, Aggressor::sell});
        symbol.finish_batch();
    }

    ASSERT_FALSE(reports.opened.empty());
    for (const detectors::Detection& detection : reports.opened) {
        EXPECT_LE(detection.t_start_ns, detection.t_open_ns);
        EXPECT_LE(detection.t_open_ns, noon_ns + 11 * second_ns);
    }
}

TEST_F(SymbolTest, a_bar_that_closed_is_told_to_the_detectors_once) {
    symbol.complete();

    EXPECT_EQ(found_at(noon_ns), 1U);
    EXPECT_EQ(found_at(noon_ns), 0U);
    EXPECT_TRUE(reports.closed.empty());
    EXPECT_EQ(found_at(noon_ns + 60 * second_ns), 1U);
    ASSERT_EQ(reports.closed.size(), 1U);
    EXPECT_EQ(reports.closed[0].reason, "passed");
}

TEST_F(SymbolTest, what_closed_before_its_source_was_complete_is_history) {
    EXPECT_EQ(found_at(noon_ns), 0U);
    symbol.complete();
    EXPECT_EQ(found_at(noon_ns), 0U);
    symbol.expect_bars_after(noon_ns + 3600 * second_ns);
    EXPECT_EQ(found_at(noon_ns + 3540 * second_ns), 0U);
    EXPECT_EQ(found_at(noon_ns + 3600 * second_ns), 1U);
}

TEST_F(SymbolTest, a_bar_whose_time_has_not_come_did_not_close) {
    symbol.complete();
    symbol.advance(noon_ns, false);
    const auto bars = engulfing_at(noon_ns);

    symbol.close_bar(bars.back().start_ns, bars);

    EXPECT_TRUE(reports.opened.empty());
    EXPECT_EQ(found_at(noon_ns), 1U);
}

TEST_F(SymbolTest, bars_need_no_book_but_a_source_that_is_live_and_no_crossed_one) {
    symbol.complete();
    EXPECT_EQ(found_at(noon_ns), 1U);
    symbol.set_condition(told(wire::connection::lost), 0);
    ASSERT_EQ(reports.closed.size(), 1U);
    EXPECT_EQ(reports.closed[0].reason, "not-connected");
    EXPECT_EQ(found_at(noon_ns + 600 * second_ns), 0U);

    symbol.set_condition(told(wire::connection::connected), 0);
    tell_book(101, 100);
    EXPECT_EQ(found_at(noon_ns + 1200 * second_ns), 0U);
}

TEST_F(SymbolTest, a_replay_that_is_wound_back_closes_its_bars_again) {
    symbol.complete();
    EXPECT_EQ(found_at(noon_ns + 3600 * second_ns, true), 1U);

    symbol.advance(noon_ns, true);

    EXPECT_EQ(reports.closed.at(0).reason, "time-went-back");
    EXPECT_EQ(found_at(noon_ns + 3600 * second_ns, true), 1U);
}

TEST_F(SymbolTest, losing_the_book_leaves_the_tape) {
    symbol.advance(noon_ns, false);
    symbol.add_trade({noon_ns, 1, 100, 5, Aggressor::sell});
    tell_book(99, 100);
    symbol.complete();

    symbol.lose_book("gap");

    EXPECT_FALSE(symbol.is_book_valid());
    EXPECT_TRUE(symbol.book().side(Side::ask).empty());
    EXPECT_EQ(symbol.tape().total().sold, 5U);
}

TEST_F(SymbolTest, another_tick_size_makes_all_its_prices_worthless) {
    tell_book(99, 100);
    symbol.complete();
    symbol.add_trade({noon_ns, 1, 100, 5, Aggressor::sell});

    symbol.change_tick_size(0.5);

    EXPECT_FALSE(symbol.is_book_valid());
    EXPECT_EQ(symbol.tape().trade_count(), 0U);
    EXPECT_EQ(symbol.tick_size(), 0.5);
}

}  // namespace
}  // namespace mia::market

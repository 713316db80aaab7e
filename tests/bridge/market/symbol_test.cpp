#include "bridge/market/symbol.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t noon_ns = 1'773'239'700 * second_ns;

struct SymbolTest : testing::Test {
    detectors::Settings settings;
    detectors::Reports reports;
    Symbol symbol{"ESH26-CME", 0.25, settings, reports};

    void tell_book(std::int64_t bid_ticks, std::int64_t ask_ticks) {
        symbol.begin_replacement();
        symbol.put_level(Side::bid, {bid_ticks, 60, 5});
        symbol.put_level(Side::ask, {ask_ticks, 60, 5});
        std::size_t changed = 0;
        outcome = symbol.finish_replacement(1, 1, changed);
    }

    BookOutcome outcome = BookOutcome::ok;
};

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
    Observation observation;
    symbol.describe(observation);
    EXPECT_EQ(observation.bid.best_ticks, std::nullopt);
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

TEST_F(SymbolTest, only_a_replay_may_tell_earlier_trades_again) {
    for (const bool is_replay : {false, true}) {
        Symbol other("NQH26-CME", 0.25, settings, reports);
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

    ASSERT_EQ(reports.opened.size(), 1U);
    EXPECT_LE(reports.opened[0].t_start_ns, reports.opened[0].t_open_ns);
    EXPECT_LE(reports.opened[0].t_open_ns, noon_ns + 11 * second_ns);
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

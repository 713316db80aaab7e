#include "bridge/market/book_state.hpp"

#include "tests/bridge/market/symbol_stand.hpp"

#include <set>

namespace mia::market {
namespace {

using test::noon_ns;
using test::second_ns;

struct BookStateTest : test::SymbolStand {};

TEST(BookState, every_state_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(BookState::no_book); ++i) {
        EXPECT_TRUE(names.insert(book_state_name(static_cast<BookState>(i))).second) << i;
    }
    EXPECT_EQ(names.count(""), 0U);
    EXPECT_EQ(book_state_name(BookState::valid), "valid");
    EXPECT_EQ(book_state_name(BookState::pre_open), "pre-open");
    EXPECT_EQ(book_state_name(BookState::no_book), "no-book");
}

TEST_F(BookStateTest, says_by_name_why_its_book_cannot_be_used) {
    Symbol unheard("NQH26-CME", 0.25, settings, reports);
    Observation observation;
    unheard.describe(observation);
    EXPECT_EQ(observation.book_state, BookState::no_source);

    symbol.advance(noon_ns, false);
    EXPECT_EQ(described().book_state, BookState::incomplete);
    symbol.complete();
    EXPECT_EQ(described().book_state, BookState::no_book);
    tell_book(101, 100);
    EXPECT_EQ(described().book_state, BookState::crossed);
    tell_book(99, 100);
    EXPECT_EQ(described().book_state, BookState::valid);
    symbol.expect_book();
    EXPECT_EQ(described().book_state, BookState::incomplete);
    symbol.set_condition(told(wire::connection::lost), 0);
    EXPECT_EQ(described().book_state, BookState::not_connected);
    symbol.lose_source();
    EXPECT_EQ(described().book_state, BookState::no_source);
}

TEST_F(BookStateTest, a_source_that_is_not_heard_is_silent) {
    symbol.source().heard_ns = noon_ns;
    tell_book(99, 100);
    symbol.complete();
    Observation observation;
    observation.header.call_time_ns = noon_ns + 2 * second_ns;
    symbol.describe(observation);
    EXPECT_EQ(observation.book_state, BookState::valid);

    observation.header.call_time_ns += 1;
    symbol.describe(observation);
    EXPECT_EQ(observation.book_state, BookState::silent);
    EXPECT_FALSE(observation.book_valid);
}

// The break of that day: 16:00 to 17:00 in Chicago.
constexpr std::int64_t break_ns = 1'773'262'800 * second_ns;
constexpr std::int64_t opening_ns = 1'773'266'400 * second_ns;

TEST_F(BookStateTest, a_closed_market_has_no_book_that_counts) {
    symbol.advance(break_ns - second_ns, false);
    tell_book(99, 100);
    symbol.complete();
    symbol.finish_batch();
    EXPECT_EQ(described().book_state, BookState::valid);

    symbol.advance(break_ns, false);
    symbol.finish_batch();
    EXPECT_EQ(described().book_state, BookState::pre_open);
    EXPECT_FALSE(symbol.is_book_valid());
    symbol.change_level(Side::bid, {99, 10, 1}, false);
    EXPECT_EQ(symbol.finish_delta(1, 1), BookOutcome::ok);
    EXPECT_FALSE(symbol.is_book_valid());

    symbol.advance(opening_ns, false);
    symbol.finish_batch();
    EXPECT_EQ(described().book_state, BookState::valid);
}

TEST_F(BookStateTest, a_market_that_trades_in_the_break_is_open) {
    symbol.advance(break_ns + second_ns, false);
    tell_book(99, 100);
    symbol.complete();
    symbol.finish_batch();
    EXPECT_EQ(described().book_state, BookState::pre_open);

    symbol.advance(break_ns + 2 * second_ns, false);
    symbol.add_trade({break_ns + 2 * second_ns, 1, 100, 1, Aggressor::buy});
    symbol.finish_batch();
    EXPECT_EQ(described().book_state, BookState::valid);
}

TEST_F(BookStateTest, when_the_market_closes_every_episode_ends) {
    symbol.complete();
    EXPECT_EQ(found_at(break_ns - 150 * second_ns), 1U);

    symbol.advance(break_ns, false);
    symbol.finish_batch();

    ASSERT_EQ(reports.closed.size(), 1U);
    EXPECT_EQ(reports.closed[0].reason, "pre-open");
    EXPECT_EQ(found_at(break_ns + 60 * second_ns), 0U);
}

}  // namespace
}  // namespace mia::market

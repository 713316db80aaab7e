#include "bridge/market/book.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

Book make_book() {
    Book book;
    for (std::int64_t depth = 0; depth < 3; ++depth) {
        book.side(Side::bid).set({99 - depth, 10, 1});
        book.side(Side::ask).set({100 + depth, 20, 2});
    }
    return book;
}

std::vector<std::int64_t> prices(const BookSide& side) {
    std::vector<std::int64_t> result;
    for (const BookLevel& level : side.levels()) {
        result.push_back(level.price_ticks);
    }
    return result;
}

TEST(Book, lists_each_side_from_the_best_level_whatever_the_order_of_arrival) {
    Book book;
    for (const std::int64_t price : {98, 99, 97}) {
        book.side(Side::bid).set({price, 10, 1});
        book.side(Side::ask).set({price + 10, 10, 1});
    }

    EXPECT_EQ(prices(book.side(Side::bid)), (std::vector<std::int64_t>{99, 98, 97}));
    EXPECT_EQ(prices(book.side(Side::ask)), (std::vector<std::int64_t>{107, 108, 109}));
}

TEST(Book, setting_a_level_returns_what_stood_there_and_size_zero_takes_it_out) {
    Book book = make_book();
    BookSide& bids = book.side(Side::bid);

    EXPECT_EQ(bids.set({98, 70, 7}), (BookLevel{98, 10, 1}));
    EXPECT_EQ(bids.size_at(98), 70U);
    EXPECT_EQ(bids.set({98, 0, 0}), (BookLevel{98, 70, 7}));
    EXPECT_EQ(bids.size_at(98), 0U);
    EXPECT_EQ(bids.set({98, 0, 0}), (BookLevel{98, 0, 0}));
    EXPECT_EQ(prices(bids), (std::vector<std::int64_t>{99, 97}));
}

TEST(Book, sums_no_more_levels_than_there_are) {
    const Book book = make_book();

    EXPECT_EQ(book.side(Side::ask).total_size(2), 40U);
    EXPECT_EQ(book.side(Side::ask).total_size(10), 60U);
    EXPECT_EQ(Book().side(Side::ask).total_size(10), 0U);
}

TEST(Book, is_crossed_when_locked_and_never_when_one_side_is_empty) {
    Book book = make_book();
    EXPECT_FALSE(book.is_crossed());

    book.side(Side::bid).set({100, 5, 1});
    EXPECT_TRUE(book.is_crossed());
    book.side(Side::ask).clear();
    EXPECT_FALSE(book.is_crossed());
}

TEST(Book, the_changes_between_two_books_turn_one_into_the_other) {
    Book before = make_book();
    Book after = make_book();
    after.side(Side::bid).set({99, 0, 0});
    after.side(Side::bid).set({98, 33, 3});
    after.side(Side::ask).set({99, 44, 4});
    std::vector<BookChange> changes;

    append_changes(before, after, changes);

    ASSERT_EQ(changes.size(), 3U);
    for (const BookChange& change : changes) {
        const BookLevel old =
            before.side(change.side).set({change.price_ticks, change.size_after, 1});
        EXPECT_EQ(old.size, change.size_before);
    }
    for (const Side side : both_sides) {
        EXPECT_EQ(prices(before.side(side)), prices(after.side(side)));
    }
}

TEST(Book, a_level_that_leaves_or_enters_at_the_far_end_was_moved_by_nobody) {
    Book before = make_book();
    Book after = make_book();
    after.side(Side::bid).set({100, 5, 1});
    after.side(Side::bid).set({97, 0, 0});
    after.side(Side::bid).set({98, 0, 0});
    after.side(Side::ask).set({103, 5, 1});
    after.side(Side::ask).set({100, 0, 0});
    std::vector<BookChange> changes;

    append_changes(before, after, changes);

    for (const BookChange& change : changes) {
        const bool is_far =
            change.price_ticks == 97 || change.price_ticks == 98 || change.price_ticks == 103;
        EXPECT_EQ(change.at_window_edge, is_far) << change.price_ticks;
    }
    EXPECT_EQ(changes.size(), 5U);
}

TEST(Book, ticks_behind_grow_away_from_the_other_side) {
    EXPECT_EQ(ticks_behind(Side::bid, 100, 97), 3);
    EXPECT_EQ(ticks_behind(Side::ask, 100, 103), 3);
    EXPECT_EQ(ticks_behind(Side::ask, 100, 99), -1);
}

}  // namespace
}  // namespace mia::market

#include "bridge/market/level_sizes.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

// Twenty levels a side; the sizes of the asks are twice those of the bids.
struct LevelSizesTest : testing::Test {
    Book book;
    LevelSizes sizes;

    void show(Side side, std::int64_t behind, std::uint32_t size) {
        const std::int64_t ticks = side == Side::bid ? 99 - behind : 100 + behind;
        book.side(side).set({ticks, size, 1});
    }
    void show_all() {
        for (std::int64_t behind = 0; behind < 20; ++behind) {
            const auto size = static_cast<std::uint32_t>(10 + LevelSizes::band_of(behind));
            show(Side::bid, behind, size);
            show(Side::ask, behind, 2 * size);
        }
    }
    void watch(std::int64_t from_s, std::int64_t to_s) {
        for (std::int64_t t = 20 * from_s; t < 20 * to_s; ++t) {
            sizes.observe(book, t * second_ns / 20);
        }
    }
};

TEST_F(LevelSizesTest, knows_what_is_usual_at_each_distance_of_each_side) {
    show_all();
    watch(0, 60);

    for (std::int64_t behind = 0; behind < 20; ++behind) {
        const std::size_t size = 10 + LevelSizes::band_of(behind);
        EXPECT_EQ(sizes.usual(Side::bid, behind).median(), size) << behind;
        EXPECT_EQ(sizes.usual(Side::ask, behind).median(), 2 * size) << behind;
    }
    EXPECT_EQ(sizes.usual(Side::bid, 400).median(), 15U);
    EXPECT_EQ(sizes.usual(Side::bid, -3).median(), 10U);
}

TEST_F(LevelSizesTest, looks_four_times_a_second_at_the_best_levels) {
    show_all();
    watch(1, 6);

    EXPECT_EQ(sizes.usual(Side::bid).samples(), 20 * LevelSizes::levels_of_side);
    EXPECT_EQ(sizes.usual(Side::bid).quantile(1000), 14U);
    EXPECT_EQ(sizes.usual_count(Side::ask).samples(), 20U);
}

TEST_F(LevelSizesTest, takes_the_side_for_a_distance_it_has_not_seen_enough_of) {
    show_all();
    watch(0, 5);

    EXPECT_EQ(&sizes.usual(Side::bid, 0), &sizes.usual(Side::bid));
    EXPECT_NE(&sizes.usual(Side::bid, 8), &sizes.usual(Side::bid));
}

TEST_F(LevelSizesTest, knows_how_many_levels_are_usual) {
    show_all();
    watch(0, 60);
    for (std::int64_t behind = 4; behind < 20; ++behind) {
        show(Side::ask, behind, 0);
    }
    watch(60, 61);

    EXPECT_EQ(sizes.usual_count(Side::ask).median(), 20U);
    EXPECT_EQ(sizes.usual_count(Side::ask).rank(4), 0U);
    EXPECT_EQ(sizes.usual_count(Side::bid).quantile(0), 20U);
}

TEST_F(LevelSizesTest, an_empty_book_has_no_levels_and_no_sizes) {
    watch(0, 60);

    EXPECT_FALSE(sizes.usual(Side::bid).is_ready());
    EXPECT_EQ(sizes.usual_count(Side::bid).quantile(1000), 0U);
}

TEST_F(LevelSizesTest, goes_on_when_the_clock_went_back) {
    show_all();
    watch(1000, 1001);
    watch(0, 60);

    EXPECT_EQ(sizes.usual(Side::ask, 0).median(), 20U);
}

}  // namespace
}  // namespace mia::market

#include "bridge/market/measures.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

TEST(Measures, every_trade_and_every_look_at_the_book_counts) {
    Measures measures;
    Book book;
    book.side(Side::bid).set({99, 60, 5});
    std::uint64_t sequence = 0;
    for (std::int64_t t = 1; t <= 1300; ++t) {
        const std::int64_t now_ns = 1'000'000 * second_ns + t * second_ns / 10;
        measures.advance(now_ns);
        measures.add({now_ns, ++sequence, 100, t == 1300 ? 50U : 2U, Aggressor::sell});
        measures.observe(book, now_ns);
    }

    EXPECT_EQ(measures.level_sizes().usual(Side::bid).median(), 60U);
    EXPECT_EQ(measures.trade_sizes().usual().median(), 2U);
    EXPECT_EQ(measures.trade_sizes().large().last_60s().sold, 50U);
    EXPECT_EQ(measures.tape_speed().usual_contracts().median(), 20U);

    measures.break_tape();
    EXPECT_EQ(measures.trade_sizes().large().last_60s().sold, 0U);
    EXPECT_EQ(measures.tape_speed().now(), TapeRate{});
    EXPECT_EQ(measures.trade_sizes().usual().median(), 2U);
}

}  // namespace
}  // namespace mia::market

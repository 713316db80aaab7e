#include "bridge/detectors/near_past.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

constexpr std::int64_t ms = 1'000'000;

struct NearPastTest : testing::Test {
    market::Book book;
    market::LevelLedger ledger;
    market::Measures measures;
    Reports reports;
    Episodes episodes{"ESH26-CME", reports};
    NearPast past{1'500 * ms};

    void SetUp() override {
        for (std::int64_t behind = 0; behind < 20; ++behind) {
            book.side(Side::bid).set({99 - behind, 60, 5});
        }
        ledger.finish_batch(book, 0);
    }

    Context at(std::int64_t now_ns) { return {now_ns, book, ledger, measures, episodes}; }
};

TEST_F(NearPastTest, keeps_moments_some_time_apart_and_only_the_near_levels) {
    for (std::int64_t t = 1; t <= 300; ++t) {
        past.note(Side::bid, at(t * ms));
    }

    EXPECT_EQ(past.count(300 * ms), 3U);
    EXPECT_EQ(past.moment(0).time_ns, 201 * ms);
    EXPECT_EQ(past.moment(2).time_ns, 1 * ms);
    EXPECT_EQ(past.moment(0).count, NearPast::levels_max);
    EXPECT_EQ(past.moment(0).levels[0].price_ticks, 99);
    EXPECT_EQ(past.moment(0).near(5).size(), 5U);
}

TEST_F(NearPastTest, what_is_older_than_the_span_does_not_count) {
    for (std::int64_t t = 0; t < 100; ++t) {
        past.note(Side::bid, at(t * 100 * ms));
    }

    EXPECT_EQ(past.count(9'900 * ms), NearPast::moments_max);
    EXPECT_EQ(past.count(9'900 * ms + 1'400 * ms), 2U);
    EXPECT_EQ(past.count(20'000 * ms), 0U);
    past.forget();
    EXPECT_EQ(past.count(9'900 * ms), 0U);
}

TEST_F(NearPastTest, tells_what_was_traded_since) {
    const TapeTrade trade{5 * ms, 1, 99, 20, market::Aggressor::sell};
    ledger.add_trade(trade, book, 5 * ms);
    past.note(Side::bid, at(10 * ms));
    ledger.add_trade({15 * ms, 2, 99, 7, market::Aggressor::sell}, book, 15 * ms);

    const NearPast::Moment& then = past.moment(0);
    EXPECT_EQ(NearPast::traded_since(then.levels[0], Side::bid, at(20 * ms)), 7U);
    EXPECT_EQ(NearPast::traded_since(then.levels[1], Side::bid, at(20 * ms)), 0U);
}

}  // namespace
}  // namespace mia::detectors

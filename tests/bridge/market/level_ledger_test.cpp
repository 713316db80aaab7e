#include "bridge/market/level_ledger.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t batch_ns = 100'000'000;

// A book of ten levels of 60 a side, told in batches of 100 ms.
struct LevelLedgerTest : testing::TestWithParam<Side> {
    Side side = GetParam();
    Book book;
    LevelLedger ledger;
    std::int64_t now_ns = 1000 * second_ns;

    struct Level {
        std::int64_t behind;
        std::uint32_t size;
    };

    void SetUp() override {
        for (std::int64_t behind = 0; behind < 10; ++behind) {
            book.side(Side::bid).set({99 - behind, 60, 5});
            book.side(Side::ask).set({100 + behind, 60, 5});
        }
        ledger.finish_batch(book, now_ns);
    }

    [[nodiscard]] std::int64_t price(std::int64_t behind) const {
        return side == Side::bid ? 99 - behind : 100 + behind;
    }
    [[nodiscard]] const LevelRecord& at(std::int64_t behind) const {
        return *ledger.find(side, price(behind));
    }

    void trade(std::int64_t behind, std::uint32_t size, std::int64_t time_ns) {
        const Aggressor aggressor = side == Side::bid ? Aggressor::sell : Aggressor::buy;
        ledger.add_trade({time_ns, 1, price(behind), size, aggressor}, book, now_ns);
    }

    // Trades against the side, then its levels as they are afterwards.
    void
    tell(const std::vector<Level>& trades, const std::vector<Level>& levels, bool edge = false) {
        now_ns += batch_ns;
        for (const Level& level : trades) {
            trade(level.behind, level.size, now_ns - 1);
        }
        std::vector<BookChange> changes;
        for (const Level& level : levels) {
            const BookLevel before = book.side(side).set({price(level.behind), level.size, 1});
            changes.push_back({side, edge, price(level.behind), before.size, level.size});
        }
        ledger.add_changes(changes, book, now_ns);
        ledger.finish_batch(book, now_ns);
    }
    void pass(std::int64_t nanoseconds) {
        for (std::int64_t t = 0; t < nanoseconds; t += batch_ns) {
            tell({}, {});
        }
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, LevelLedgerTest, testing::Values(Side::bid, Side::ask),
    [](const auto& param) { return std::string(side_name(param.param)); }
);

TEST_P(LevelLedgerTest, tells_added_cancelled_and_traded_apart) {
    tell({}, {{0, 85}});
    tell({}, {{0, 70}});
    tell({{0, 20}}, {{0, 50}});
    tell({{0, 20}}, {{0, 10}});

    EXPECT_EQ(at(0).added, 25U);
    EXPECT_EQ(at(0).cancelled, 15U + 20U);
    EXPECT_EQ(at(0).traded, 40U);
    EXPECT_EQ(at(0).displayed, 10U);
    EXPECT_EQ(at(0).displayed_max, 85U);
    EXPECT_EQ(at(0).refills, 0U);
}

TEST_P(LevelLedgerTest, what_stands_although_it_was_traded_came_back) {
    tell({{0, 20}}, {{0, 55}});
    EXPECT_EQ(at(0).added, 15U);
    EXPECT_EQ(at(0).refills, 1U);

    tell({{0, 30}, {0, 40}}, {});  // as much as was traded: the level does not change
    EXPECT_EQ(at(0).added, 15U + 70U);
    EXPECT_EQ(at(0).refills, 2U);
    EXPECT_TRUE(ledger.is_new(at(0)));
    EXPECT_EQ(at(0).step.before, 55U);
    EXPECT_EQ(at(0).step.traded, 70U);

    tell({}, {});
    EXPECT_FALSE(ledger.is_new(at(0)));
}

TEST_P(LevelLedgerTest, a_trade_that_the_tape_brings_late_explains_why_its_level_shrank) {
    tell({}, {{0, 40}});
    const std::int64_t shrank_ns = now_ns;
    EXPECT_EQ(at(0).cancelled, 20U);
    now_ns += batch_ns;
    trade(0, 30, shrank_ns - 1);
    ledger.finish_batch(book, now_ns);

    EXPECT_EQ(at(0).cancelled, 0U);
    EXPECT_EQ(at(0).traded, 30U);
    EXPECT_EQ(at(0).added, 10U);  // but for what the level had lost already
}

TEST_P(LevelLedgerTest, a_trade_after_a_cancel_explains_nothing) {
    tell({}, {{0, 40}});
    tell({{0, 20}}, {{0, 20}});

    EXPECT_EQ(at(0).cancelled, 20U);
    EXPECT_EQ(at(0).added, 0U);
}

TEST_P(LevelLedgerTest, nobody_acts_at_the_edge_of_the_window) {
    tell({}, {{9, 0}}, true);
    EXPECT_EQ(at(9).cancelled, 0U);
    EXPECT_FALSE(at(9).is_in_view);
    pass(5 * second_ns);
    tell({}, {{9, 80}}, true);
    EXPECT_EQ(at(9).added, 0U);
    EXPECT_TRUE(at(9).is_in_view);
    EXPECT_FALSE(at(9).is_dated);
}

TEST_P(LevelLedgerTest, a_window_that_moves_is_known_without_a_mark) {
    tell({}, {{-1, 10}, {9, 0}});
    EXPECT_EQ(at(9).cancelled, 0U);
    EXPECT_EQ(at(-1).added, 10U);
    EXPECT_TRUE(at(-1).is_dated);
    tell({}, {{-1, 0}, {9, 60}});
    EXPECT_EQ(at(9).added, 0U);
    EXPECT_EQ(at(-1).cancelled, 10U);

    tell({}, {{9, 0}});  // nothing came for it: it was cancelled
    EXPECT_EQ(at(9).cancelled, 60U);
    tell({}, {{9, 70}});
    EXPECT_EQ(at(9).added, 70U);
}

TEST_P(LevelLedgerTest, says_since_when_a_level_stands_and_has_its_size) {
    const std::int64_t seen_ns = now_ns;
    EXPECT_EQ(at(3).since_ns, seen_ns);
    EXPECT_FALSE(at(3).is_dated);
    tell({}, {{3, 500}});
    const std::int64_t grown_ns = now_ns;
    tell({}, {{3, 300}});
    EXPECT_EQ(at(3).since_ns, seen_ns);
    EXPECT_EQ(at(3).held_since_ns, grown_ns);

    tell({}, {{3, 0}});
    tell({}, {{3, 400}});
    EXPECT_EQ(at(3).since_ns, now_ns);
    EXPECT_EQ(at(3).held_since_ns, now_ns);
    EXPECT_TRUE(at(3).is_dated);
}

TEST_P(LevelLedgerTest, a_blink_keeps_the_sums_and_a_longer_absence_ends_them) {
    tell({{0, 60}}, {{0, 0}});
    tell({}, {{0, 30}});
    EXPECT_EQ(at(0).traded, 60U);
    EXPECT_EQ(at(0).displayed_max, 60U);

    tell({}, {{0, 0}});
    EXPECT_EQ(at(0).gone_ns, now_ns);
    pass(2 * second_ns);
    tell({}, {{0, 30}});
    EXPECT_EQ(at(0).traded, 0U);
    EXPECT_EQ(at(0).displayed_max, 30U);
    EXPECT_EQ(at(0).added, 30U);
    EXPECT_EQ(at(0).gone_ns, 0);
}

TEST_P(LevelLedgerTest, a_price_that_shares_a_place_takes_it_when_it_is_nearer) {
    const auto far = static_cast<std::int64_t>(LevelLedger::prices);
    tell({}, {{far, 90}});
    EXPECT_EQ(ledger.find(side, price(far)), nullptr);
    EXPECT_EQ(at(0).displayed, 60U);

    tell({}, {{0, 0}, {far, 91}});
    EXPECT_EQ(ledger.find(side, price(0)), nullptr);
    EXPECT_EQ(at(far).displayed, 91U);
    tell({}, {{0, 50}});
    EXPECT_EQ(at(0).displayed, 50U);
}

TEST_P(LevelLedgerTest, after_a_lost_book_everything_is_seen_for_the_first_time) {
    tell({{0, 20}}, {{0, 60}});
    ledger.reset();
    EXPECT_EQ(ledger.find(side, price(0)), nullptr);
    EXPECT_EQ(ledger.last_hit(side), nullptr);

    tell({}, {{0, 90}});
    EXPECT_EQ(at(0).displayed, 90U);
    EXPECT_EQ(at(0).added + at(0).traded + at(0).cancelled, 0U);
    EXPECT_FALSE(at(0).is_dated);
}

TEST_P(LevelLedgerTest, a_trade_without_an_aggressor_was_made_where_it_was_displayed) {
    now_ns += batch_ns;
    ledger.add_trade({now_ns, 1, price(0), 20, Aggressor::unknown}, book, now_ns);
    ledger.finish_batch(book, now_ns);

    EXPECT_EQ(at(0).traded, 20U);
    const Side other = side == Side::bid ? Side::ask : Side::bid;
    EXPECT_EQ(ledger.find(other, price(0)), nullptr);
    ASSERT_NE(ledger.last_hit(side), nullptr);
    EXPECT_EQ(ledger.last_hit(side)->price_ticks, price(0));
    EXPECT_EQ(ledger.last_hit(other), nullptr);
}

}  // namespace
}  // namespace mia::market

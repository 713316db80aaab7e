#include "bridge/market/tape.hpp"

#include <gtest/gtest.h>

#include <random>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t noon_ns = 1'773'239'700 * second_ns;

TapeTrade buy(std::uint64_t sequence, std::int64_t time_ns, std::uint32_t size = 1) {
    return {time_ns, sequence, 100, size, Aggressor::buy};
}

TEST(Tape, counts_each_trade_by_its_aggressor) {
    Tape tape;
    tape.advance(noon_ns);
    tape.add({noon_ns, 1, 100, 5, Aggressor::buy});
    tape.add({noon_ns, 2, 99, 3, Aggressor::sell});
    tape.add({noon_ns, 3, 99, 2, Aggressor::unknown});

    EXPECT_EQ(tape.total(), (Traded{5, 3, 2}));
    EXPECT_EQ(tape.trade_count(), 3U);
    EXPECT_EQ(tape.rolling().last_10s(), (Traded{5, 3, 2}));
}

TEST(Tape, knows_a_trade_it_had_before) {
    Tape tape;
    tape.add(buy(7, noon_ns));

    EXPECT_FALSE(tape.is_new(7, noon_ns));
    EXPECT_FALSE(tape.is_new(7, noon_ns + 1));
    EXPECT_FALSE(tape.is_new(6, noon_ns));
    EXPECT_TRUE(tape.is_new(8, noon_ns));
}

TEST(Tape, takes_a_lower_sequence_with_a_later_time_for_a_restart) {
    Tape tape;
    tape.add(buy(7000, noon_ns));

    EXPECT_TRUE(tape.is_new(1, noon_ns + 1));
}

TEST(Tape, after_a_rewind_earlier_trades_are_new_and_the_totals_stand) {
    Tape tape;
    tape.add(buy(7000, noon_ns, 4));
    tape.rewind();

    EXPECT_TRUE(tape.is_new(1, noon_ns - 3600 * second_ns));
    EXPECT_EQ(tape.total().bought, 4U);
}

TEST(RollingVolume, forgets_after_ten_and_after_sixty_seconds) {
    RollingVolume rolling;
    rolling.advance(noon_ns);
    rolling.add(buy(1, noon_ns, 9));

    rolling.advance(noon_ns + 10 * second_ns - 1);
    EXPECT_EQ(rolling.last_10s().bought, 9U);
    rolling.advance(noon_ns + 10 * second_ns);
    EXPECT_EQ(rolling.last_10s().bought, 0U);
    rolling.advance(noon_ns + 60 * second_ns - 1);
    EXPECT_EQ(rolling.last_60s().bought, 9U);
    rolling.advance(noon_ns + 60 * second_ns);
    EXPECT_EQ(rolling.last_60s().bought, 0U);
}

TEST(RollingVolume, counts_a_late_trade_where_it_belongs) {
    RollingVolume rolling;
    rolling.advance(noon_ns);
    rolling.add(buy(1, noon_ns - 30 * second_ns, 9));
    rolling.add(buy(2, noon_ns - 61 * second_ns, 100));
    rolling.add(buy(3, noon_ns + 5 * second_ns, 1));

    EXPECT_EQ(rolling.last_10s().bought, 1U);
    EXPECT_EQ(rolling.last_60s().bought, 10U);
}

TEST(RollingVolume, a_clock_that_goes_far_back_or_ahead_starts_anew) {
    for (const std::int64_t jump : {-3600 * second_ns, 3600 * second_ns}) {
        RollingVolume rolling;
        rolling.advance(noon_ns);
        rolling.add(buy(1, noon_ns, 9));
        rolling.advance(noon_ns + jump);
        EXPECT_EQ(rolling.last_60s(), Traded{});
        rolling.add(buy(2, noon_ns + jump, 2));
        EXPECT_EQ(rolling.last_10s().bought, 2U);
    }
}

TEST(RollingVolume, equals_a_sum_over_all_trades_at_every_moment) {
    RollingVolume rolling;
    std::mt19937 random(5);
    std::vector<TapeTrade> trades;
    std::int64_t now_ns = noon_ns;
    for (int i = 0; i < 3000; ++i) {
        now_ns += static_cast<std::int64_t>(random() % 200) * 1'000'000;
        rolling.advance(now_ns);
        trades.push_back(buy(1, now_ns, static_cast<std::uint32_t>(random() % 50)));
        rolling.add(trades.back());
        std::uint64_t expected = 0;
        const std::int64_t oldest = now_ns / RollingVolume::slice_ns - RollingVolume::slices_60s;
        for (const TapeTrade& trade : trades) {
            expected += trade.time_ns / RollingVolume::slice_ns > oldest ? trade.size : 0;
        }
        ASSERT_EQ(rolling.last_60s().bought, expected) << i;
    }
}

TEST(Tape, of_another_source_only_what_is_later_is_new) {
    Tape tape;
    tape.add({5 * second_ns, 10, 100, 1, Aggressor::buy});

    tape.follow_another();

    EXPECT_FALSE(tape.is_new(900, 4 * second_ns));
    EXPECT_FALSE(tape.is_new(10, 5 * second_ns));
    EXPECT_TRUE(tape.is_new(11, 5 * second_ns));
    EXPECT_TRUE(tape.is_new(1, 6 * second_ns));
    tape.add({6 * second_ns, 1, 100, 1, Aggressor::buy});
    EXPECT_TRUE(tape.is_new(2, 6 * second_ns));
    EXPECT_FALSE(tape.is_new(1, 6 * second_ns));
}

}  // namespace
}  // namespace mia::market

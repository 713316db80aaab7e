#include "bridge/market/tape_speed.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t slice_ns = TapeSpeed::slice_ns;

struct TapeSpeedTest : testing::Test {
    TapeSpeed speed;
    std::int64_t now_ns = 1'000'000 * second_ns;

    void SetUp() override { speed.advance(now_ns); }

    void pass(std::int64_t nanoseconds) {
        now_ns += nanoseconds;
        speed.advance(now_ns);
    }
    void trade(std::uint32_t size, std::int64_t before_ns = 0) {
        speed.add({now_ns - before_ns, 1, 100, size, Aggressor::buy});
    }
    // Seconds of so many trades of three contracts.
    void run(int seconds, int trades) {
        for (int i = 0; i < seconds * 10; ++i) {
            for (int each = 0; i % 10 == 4 && each < trades; ++each) {
                trade(3);
            }
            pass(slice_ns);
        }
    }
};

TEST_F(TapeSpeedTest, counts_the_last_second) {
    trade(5);
    trade(2);
    EXPECT_EQ(speed.now(), (TapeRate{2, 7}));
    pass(900'000'000);
    trade(1);
    EXPECT_EQ(speed.now(), (TapeRate{3, 8}));
    pass(slice_ns);
    EXPECT_EQ(speed.now(), (TapeRate{1, 1}));
    pass(second_ns);
    EXPECT_EQ(speed.now(), TapeRate{});
}

TEST_F(TapeSpeedTest, a_trade_counts_in_its_own_second) {
    trade(5, 2 * second_ns);
    EXPECT_EQ(speed.now(), TapeRate{});
    trade(5, 600'000'000);
    EXPECT_EQ(speed.now(), (TapeRate{1, 5}));
    pass(500'000'000);
    EXPECT_EQ(speed.now(), TapeRate{});
    trade(5, -second_ns);  // ahead of its time: as of now
    EXPECT_EQ(speed.now(), (TapeRate{1, 5}));
}

TEST_F(TapeSpeedTest, knows_what_is_usual_after_some_seconds) {
    run(90, 2);
    EXPECT_FALSE(speed.usual_trades().is_ready());
    run(30, 10);

    ASSERT_TRUE(speed.usual_trades().is_ready());
    EXPECT_EQ(speed.usual_trades().median(), 2U);
    EXPECT_EQ(speed.usual_contracts().quantile(900), 30U);
    EXPECT_EQ(speed.usual_contracts().rank(30), 747U);  // 89 of the 119 seconds that were whole
}

TEST_F(TapeSpeedTest, quiet_seconds_count_however_seldom_it_hears) {
    for (int i = 0; i < 60; ++i) {
        trade(4);
        pass(5 * second_ns);
    }

    EXPECT_EQ(speed.usual_trades().median(), 0U);
    EXPECT_EQ(speed.usual_trades().quantile(1000), 1U);
}

TEST_F(TapeSpeedTest, a_second_that_was_not_heard_as_a_whole_is_no_sample) {
    run(120, 2);
    const std::uint64_t before = speed.usual_trades().samples();
    trade(3);
    speed.break_off();
    EXPECT_EQ(speed.now(), TapeRate{});
    run(1, 2);
    EXPECT_EQ(speed.usual_trades().samples(), before);
    run(1, 2);
    EXPECT_EQ(speed.usual_trades().samples(), before + 1);
}

TEST_F(TapeSpeedTest, of_a_long_silence_it_says_nothing) {
    run(120, 2);
    const std::uint64_t before = speed.usual_trades().samples();
    trade(3);

    pass(3600 * second_ns);

    EXPECT_EQ(speed.usual_trades().samples(), before);
    EXPECT_EQ(speed.now(), TapeRate{});
}

TEST_F(TapeSpeedTest, goes_on_when_the_clock_went_back) {
    run(10, 2);
    now_ns -= 1000 * second_ns;
    pass(0);
    run(120, 5);

    EXPECT_EQ(speed.usual_trades().median(), 5U);
}

}  // namespace
}  // namespace mia::market

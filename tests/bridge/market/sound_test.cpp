#include "bridge/market/sound.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace mia::market {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

wire::Trade good_trade() {
    wire::Trade trade{};
    trade.size = 1;
    return trade;
}

TEST(Sound, a_trade_needs_a_number_a_size_a_side_and_a_time) {
    EXPECT_EQ(judge(good_trade()), Soundness::sound);
    wire::Trade trade = good_trade();
    trade.price_raw = nan;
    EXPECT_EQ(judge(trade), Soundness::not_a_number);
    trade = good_trade();
    trade.flags = wire::price_flag::invalid;
    EXPECT_EQ(judge(trade), Soundness::not_a_number);
    trade = good_trade();
    trade.size = 0;
    EXPECT_EQ(judge(trade), Soundness::impossible);
    trade = good_trade();
    trade.side = 3;
    EXPECT_EQ(judge(trade), Soundness::impossible);
    trade = good_trade();
    trade.time_ns = -1;
    EXPECT_EQ(judge(trade), Soundness::impossible);
    trade = good_trade();
    trade.price_ticks = std::numeric_limits<std::int64_t>::min();
    EXPECT_EQ(judge(trade), Soundness::impossible);
}

TEST(Sound, a_price_off_the_grid_is_a_price) {
    wire::Trade trade = good_trade();
    trade.flags = wire::price_flag::off_grid;

    EXPECT_EQ(judge(trade), Soundness::sound);
}

TEST(Sound, a_level_needs_a_side) {
    wire::DepthLevel level{};
    EXPECT_EQ(judge(level), Soundness::impossible);
    level.side = wire::book_side::ask;
    EXPECT_EQ(judge(level), Soundness::sound);
    level.price_raw = infinity;
    EXPECT_EQ(judge(level), Soundness::not_a_number);
}

TEST(Sound, a_bar_needs_four_numbers) {
    wire::Bar bar{};
    EXPECT_EQ(judge(bar), Soundness::sound);
    bar.low_raw = -infinity;
    EXPECT_EQ(judge(bar), Soundness::not_a_number);
    bar.low_raw = 0.0;
    bar.high_ticks = std::int64_t{1} << 50;
    EXPECT_EQ(judge(bar), Soundness::impossible);
}

TEST(Sound, the_sum_of_two_times_fits) {
    EXPECT_TRUE(is_time(1'773'239'700'000'000'000));
    EXPECT_FALSE(is_time(std::numeric_limits<std::int64_t>::max()));
    EXPECT_FALSE(is_time(-1));
}

}  // namespace
}  // namespace mia::market

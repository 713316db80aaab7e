#include "bridge/detectors/aggressor_orders.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using market::Aggressor;
using market::Side;
using market::TapeTrade;

constexpr std::int64_t second_ns = 1'000'000'000;

TapeTrade trade(std::int64_t time_ns, std::int64_t price, std::uint32_t size, Aggressor aggressor) {
    return {time_ns, 0, price, size, aggressor};
}

TEST(AggressorOrders, puts_trades_of_one_side_at_one_time_together) {
    AggressorOrders orders;
    std::vector<std::uint64_t> finished;
    const auto note = [&](std::uint64_t size) { finished.push_back(size); };
    orders.add(trade(second_ns, 100, 5, Aggressor::buy), note);
    const AggressorOrder* order = orders.add(trade(second_ns, 101, 7, Aggressor::buy), note);

    ASSERT_NE(order, nullptr);
    EXPECT_EQ(order->size, 12U);
    EXPECT_EQ(order->price_ticks, 100);
    EXPECT_TRUE(finished.empty());

    EXPECT_EQ(orders.add(trade(second_ns, 100, 3, Aggressor::sell), note)->size, 3U);
    EXPECT_EQ(orders.add(trade(2 * second_ns, 100, 4, Aggressor::sell), note)->size, 4U);
    EXPECT_EQ(orders.add(trade(2 * second_ns, 100, 4, Aggressor::unknown), note), nullptr);
    EXPECT_EQ(finished, (std::vector<std::uint64_t>{12, 3}));
}

TEST(LargeOrders, keeps_an_order_as_it_grows_and_forgets_the_oldest) {
    LargeOrders large;
    large.keep({second_ns, 100, Side::bid, 50});
    large.keep({second_ns, 100, Side::bid, 60});
    large.keep({2 * second_ns, 99, Side::ask, 70});
    ASSERT_EQ(large.count(), 2U);
    EXPECT_EQ(large.at(0).size, 60U);

    large.forget_until(second_ns);
    ASSERT_EQ(large.count(), 1U);
    EXPECT_EQ(large.at(0).side, Side::ask);

    for (std::size_t i = 0; i < 2 * LargeOrders::orders_max; ++i) {
        large.keep({3 * second_ns + static_cast<std::int64_t>(i), 100, Side::bid, 50});
    }
    EXPECT_EQ(large.count(), LargeOrders::orders_max);
}

}  // namespace
}  // namespace mia::detectors

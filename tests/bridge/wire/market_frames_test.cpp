#include "bridge/wire/market_frames.hpp"

#include "tests/bridge/wire/round_trip.hpp"

namespace mia::wire {
namespace {

template <Frame T>
void expect_levels_kept() {
    RoundTrip<T> sent;
    sent.head.bid_count = 1;
    sent.head.ask_count = 2;
    sent.entries = {
        {20000, 5000.0, 60, 21, book_side::bid, 0, 0, 0},
        {20001, 5000.3, 55, 0, book_side::ask, price_flag::off_grid, 0, 0},
        {20011, 5002.75, 0, 0, book_side::ask, price_flag::window_edge, 9, 0}};
    const auto received = round_trip(sent);
    EXPECT_EQ(received.head.bid_count, 1U);
    EXPECT_EQ(received.head.ask_count, 2U);
    ASSERT_EQ(received.entries.size(), 3U);
    EXPECT_EQ(received.entries[0].order_count, 21U);
    EXPECT_EQ(received.entries[1].price_raw, 5000.3);
    EXPECT_EQ(received.entries[2].level, 9U);
    EXPECT_EQ(received.entries[2].flags, price_flag::window_edge);
}

TEST(MarketFrames, DepthSnapshotKeepsItsLevels) {
    expect_levels_kept<DepthSnapshot>();
}

TEST(MarketFrames, DepthDeltaKeepsItsLevels) {
    expect_levels_kept<DepthDelta>();
}

TEST(MarketFrames, TradeKeepsItsOwnTimeAndSequence) {
    RoundTrip<Trade> sent;
    sent.head.time_ns = 1'773'239'700'123'456'789;
    sent.head.tape_sequence = 1ULL << 60;
    sent.head.side = trade_side::at_bid;
    sent.head.ask_size = 17;
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.time_ns, sent.head.time_ns);
    EXPECT_EQ(received.tape_sequence, sent.head.tape_sequence);
    EXPECT_EQ(received.side, trade_side::at_bid);
    EXPECT_EQ(received.ask_size, 17U);
}

TEST(MarketFrames, QuoteOffTheGridTravelsWithItsRawPrices) {
    RoundTrip<Quote> sent;
    sent.head.bid_ticks = 20001;
    sent.head.bid_raw = 5000.3;
    sent.head.ask_ticks = 20002;
    sent.head.ask_raw = 5000.5;
    sent.head.flags = price_flag::off_grid;
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.bid_raw, 5000.3);
    EXPECT_EQ(received.ask_raw, 5000.5);
    EXPECT_EQ(received.flags, price_flag::off_grid);
}

}  // namespace
}  // namespace mia::wire

// Sizes that are no whole numbers, and more of a book or of a bar than is sent: said and counted, never cut in silence.
#include <algorithm>

#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

const std::string not_whole = "chart 3: sizes are not whole numbers, and not sent";

class FeedSizes : public FeedSession, public testing::WithParamInterface<bool> {
protected:
    FeedSizes() : FeedSession(deep()) {}
    static sim::HostOptions deep() {
        sim::HostOptions options;
        options.depth_levels_max = 400;
        return options;
    }
    std::vector<sim::BookLevel>& side() { return GetParam() ? es().book.bids : es().book.asks; }
    std::string last_error() { return std::string(wire::get_text(mirror.status.last_error)); }
    bool panel_says(const std::string& what) {
        host.set_time_ns(host.now_ns() + 2 * second_ns);
        host.update(3);
        return panel().find(what) != std::string::npos;
    }
};

// Cut to integers a level of 0.35 reads as emptied.
TEST_P(FeedSizes, a_book_with_one_that_is_not_whole_is_not_sent_and_what_was_is_taken_back) {
    attach();
    ASSERT_TRUE(connect());
    ASSERT_EQ(mirror.bids.size(), 12U);
    kinds.clear();
    side()[3].quantity = 0.35;
    ASSERT_TRUE(catch_up());
    EXPECT_TRUE(mirror.bids.empty());
    EXPECT_TRUE(mirror.asks.empty());
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), wire::Kind::depth_delta), 0)
        << "nobody emptied a level";
    EXPECT_EQ(last_error(), not_whole);
    EXPECT_EQ(mirror.status.values_invalid, 1U);
    EXPECT_TRUE(panel_says(not_whole)) << panel();
    EXPECT_TRUE(panel_says("\n1 values refused")) << panel();

    set_book(26710);
    trade(6675.25, 1);
    subscriber.ask(mirror.publisher);
    ASSERT_TRUE(play_until([this] { return step(), mirror.snapshots == 2; }));
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.instrument.flags, 0) << "neither book nor tape of it";
    EXPECT_TRUE(mirror.bids.empty()) << "whole by chance";
    EXPECT_TRUE(mirror.trades.empty());
    EXPECT_EQ(mirror.bars.size(), 30U);
}

TEST_P(FeedSizes, another_instrument_on_the_chart_is_sent_again) {
    side()[0].quantity = 2.5;
    attach();
    ASSERT_TRUE(connect());
    EXPECT_TRUE(mirror.bids.empty());
    EXPECT_TRUE(mirror.asks.empty());
    set_book(26710);
    chart().settings().tick_size = 0.125;
    ASSERT_TRUE(play_until([this] { return mirror.snapshots == 2; }));
    EXPECT_EQ(mirror.bids.size(), 12U);
    EXPECT_EQ(mirror.asks.size(), 12U);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(last_error(), "");
}

TEST_P(FeedSizes, a_book_deeper_than_is_sent_is_said_to_be) {
    const double step = GetParam() ? -0.25 : 0.25;
    while (side().size() < 300) {
        side().push_back({side().back().price + step, 5, 1});
    }
    attach();
    ASSERT_TRUE(connect());
    EXPECT_EQ((GetParam() ? mirror.bids : mirror.asks).size(), 128U);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(last_error(), "300 levels on a side of the book, 128 are sent");
    EXPECT_TRUE(panel_says(last_error())) << panel();
    side().resize(128);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(last_error(), "");
}

INSTANTIATE_TEST_SUITE_P(Sides, FeedSizes, testing::Bool(), [](const auto& side) {
    return side.param ? "Bid" : "Ask";
});

class FeedVolumes : public FeedSizes {};

TEST_P(FeedVolumes, a_bar_whose_volume_is_not_whole_is_not_sent) {
    attach();
    ASSERT_TRUE(connect());
    sim::Bar bar = bar_at(start_ns, 6705, 9);
    (GetParam() ? bar.bid_volume : bar.ask_volume) = 2.5;
    chart().append_bar(bar);
    chart().append_bar(bar_at(start_ns + 60 * second_ns, 6705, 8));
    ASSERT_TRUE(catch_up());
    EXPECT_FALSE(mirror.bars.contains(30));
    EXPECT_TRUE(mirror.bars.contains(31));
    EXPECT_EQ(mirror.status.values_invalid, 1U);
    EXPECT_EQ(last_error(), not_whole);
}

TEST_P(FeedVolumes, of_another_chart_stop_nothing_of_this_one) {
    sim::ChartSettings settings = es_chart(8);
    settings.symbol = "BTCUSD";
    sim::Chart& other = host.add_chart(settings);
    for (int minute = 0; minute < 5; ++minute) {
        sim::Bar bar = bar_at(start_ns - (5 - minute) * 60 * second_ns, 6675, 9);
        (GetParam() ? bar.bid_volume : bar.ask_volume) += minute == 2 ? 0.5 : 0;
        other.append_bar(bar);
    }
    attach({{11, false, 8, ""}});
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.others[8].bars.size(), 3U) << "the newest still forms";
    EXPECT_EQ(mirror.bids.size(), 12U);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(last_error(), "chart 8: sizes are not whole numbers, and not sent");
    set_book(26720);
    trade(6680, 1);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
    EXPECT_EQ(mirror.trades.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Sides, FeedVolumes, testing::Bool(), [](const auto& side) {
    return side.param ? "Bid" : "Ask";
});

class FeedPrices : public FeedSession {};

TEST_F(FeedPrices, of_a_bar_that_has_more_than_are_sent_are_said_and_counted) {
    sim::Bar bar = bar_at(start_ns, 6705, 9);
    bar.low = 6000;
    bar.high = 6000 + 0.25 * 8500;
    chart().append_bar(bar);
    std::vector<sim::PriceVolume> prices;
    for (int tick = 24'000; tick < 24'000 + 8500; ++tick) {
        prices.push_back({tick, 1, 1, 1});
    }
    chart().bars().set_last_prices(prices);
    attach();
    ASSERT_TRUE(connect());
    EXPECT_TRUE(mirror.bars.contains(30));
    EXPECT_FALSE(mirror.prices.contains(30));
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.status.values_invalid, 1U);
    const std::string said = "a bar of chart 3 has 8500 prices, not sent: 8000 at most";
    EXPECT_EQ(wire::get_text(mirror.status.last_error), said);
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    host.update(3);
    EXPECT_NE(panel().find(said), std::string::npos) << panel();
}

}  // namespace
}  // namespace mia::studies

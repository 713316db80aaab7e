#include "bridge/market/measures.hpp"

#include "tests/bridge/market/symbol_stand.hpp"

namespace mia::market {
namespace {

using test::noon_ns;
using test::second_ns;

struct MeasuresTest : testing::Test {
    Measures measures;
    std::int64_t now_ns = noon_ns;
    std::uint64_t sequence = 0;

    void trade(std::uint32_t size, Aggressor aggressor = Aggressor::sell) {
        measures.add({now_ns, ++sequence, 100, size, aggressor});
    }
    void pass(std::int64_t nanoseconds) {
        now_ns += nanoseconds;
        measures.finish(now_ns);
    }
    // Two contracts a tenth of a second.
    void run(int seconds) {
        for (int i = 0; i < seconds * 10; ++i) {
            trade(2);
            pass(second_ns / 10);
        }
    }
};

TEST_F(MeasuresTest, every_trade_counts_everywhere) {
    run(130);
    trade(50);

    EXPECT_EQ(measures.trade_sizes().usual().median(), 2U);
    EXPECT_EQ(measures.trade_sizes().large().last_60s().sold, 50U);
    EXPECT_EQ(measures.tape_speed().usual_contracts().median(), 20U);
    EXPECT_EQ(measures.session().traded().sold, 2650U);
    EXPECT_EQ(measures.rolling_profile().profile().volume(), 2650U);
    EXPECT_EQ(measures.short_bars().closed(0).traded.sold, 200U);
    EXPECT_EQ(measures.minute_bars().closed(0).traded.sold, 1200U);
}

TEST_F(MeasuresTest, looks_at_the_book) {
    Book book;
    book.side(Side::bid).set({99, 60, 5});
    for (std::int64_t i = 0; i < 100; ++i) {
        measures.observe(book, noon_ns + i * second_ns);
    }
    EXPECT_EQ(measures.level_sizes().usual(Side::bid).median(), 60U);
}

TEST_F(MeasuresTest, however_trades_are_cut_into_batches_they_count_alike) {
    Measures whole;
    for (int i = 0; i < 3000; ++i) {
        now_ns += second_ns / 7;
        const TapeTrade told{now_ns, ++sequence, 100 + i % 5, 3, Aggressor::buy};
        measures.add(told);
        whole.add(told);
        if (i % 3 == 0) {
            measures.finish(now_ns);
        }
    }
    whole.finish(now_ns);
    measures.finish(now_ns);

    EXPECT_EQ(measures.tape_speed().now(), whole.tape_speed().now());
    EXPECT_EQ(measures.tape_speed().usual_trades().samples(), 427U);
    EXPECT_EQ(whole.tape_speed().usual_trades().samples(), 427U);
    EXPECT_EQ(measures.short_bars().closed_count(), whole.short_bars().closed_count());
    EXPECT_EQ(measures.short_bars().closed(3).traded, whole.short_bars().closed(3).traded);
    EXPECT_EQ(measures.session().vwap().ticks(), whole.session().vwap().ticks());
}

TEST_F(MeasuresTest, a_bar_of_volume_holds_what_a_minute_usually_brings) {
    run(15 * 60);
    EXPECT_EQ(measures.volume_bars().closed_count(), 0U);
    run(180);

    ASSERT_GE(measures.volume_bars().size(), 2U);
    EXPECT_EQ(measures.volume_bars().closed(0).traded.sold, 1200U);
}

TEST_F(MeasuresTest, over_missing_trades_nothing_is_summed_up) {
    run(130);
    trade(50);

    measures.break_tape();

    EXPECT_EQ(measures.trade_sizes().large().last_60s(), Traded());
    EXPECT_EQ(measures.tape_speed().now(), TapeRate());
    EXPECT_EQ(measures.session().since_ns(), std::nullopt);
    EXPECT_TRUE(measures.rolling_profile().profile().is_empty());
    EXPECT_EQ(measures.short_bars().size(), 0U);
    EXPECT_EQ(measures.trade_sizes().usual().median(), 2U);  // what is usual is not forgotten
}

TEST_F(MeasuresTest, a_doubt_ends_with_a_known_trade_or_with_the_sums) {
    run(10);
    measures.doubt();
    EXPECT_EQ(measures.session().traded().sold, 200U);
    measures.confirm();
    trade(2);
    EXPECT_EQ(measures.session().traded().sold, 202U);

    measures.doubt();
    trade(5);
    EXPECT_EQ(measures.session().traded().sold, 5U);
}

TEST_F(MeasuresTest, no_known_trade_makes_up_for_those_that_nobody_heard) {
    run(10);
    measures.miss();
    measures.doubt();
    measures.confirm();
    trade(5);

    EXPECT_EQ(measures.session().traded().sold, 5U);
    trade(5);
    EXPECT_EQ(measures.session().traded().sold, 10U);
}

// As a symbol lets it hear of its source.
struct HeardMeasuresTest : test::SymbolStand {};

TEST_F(HeardMeasuresTest, a_repeated_tape_shows_that_no_trade_was_missed) {
    symbol.advance(noon_ns, false);
    symbol.add_trade({noon_ns, 1, 100, 5, Aggressor::buy});
    symbol.lose_book("gap");
    symbol.add_trade({noon_ns, 1, 100, 5, Aggressor::buy});
    symbol.add_trade({noon_ns, 2, 100, 3, Aggressor::buy});
    EXPECT_EQ(described().figures.session.bought, 8U);

    symbol.lose_book("gap");
    symbol.add_trade({noon_ns, 9, 100, 2, Aggressor::buy});
    EXPECT_EQ(described().figures.session.bought, 2U);
    EXPECT_EQ(symbol.tape().total().bought, 10U);
}

TEST_F(HeardMeasuresTest, what_was_traded_while_it_was_cut_off_is_unknown) {
    symbol.advance(noon_ns, false);
    symbol.add_trade({noon_ns, 1, 100, 5, Aggressor::buy});
    symbol.set_condition(told(wire::connection::lost), 0);
    symbol.set_condition(told(wire::connection::connected), 0);
    symbol.add_trade({noon_ns, 1, 100, 5, Aggressor::buy});
    symbol.add_trade({noon_ns, 2, 100, 3, Aggressor::buy});

    EXPECT_EQ(described().figures.session.bought, 3U);
}

TEST_F(HeardMeasuresTest, a_replay_that_is_wound_back_counts_its_trades_once) {
    symbol.advance(noon_ns, true);
    symbol.add_trade({noon_ns, 5, 100, 5, Aggressor::buy});
    symbol.advance(noon_ns - 60 * second_ns, true);
    symbol.add_trade({noon_ns - 60 * second_ns, 4, 100, 1, Aggressor::buy});
    symbol.add_trade({noon_ns - 30 * second_ns, 5, 100, 5, Aggressor::buy});
    symbol.finish_batch();

    EXPECT_EQ(described().figures.session.bought, 6U);
    EXPECT_EQ(described().figures.session_since_ns, noon_ns - 60 * second_ns);
}

}  // namespace
}  // namespace mia::market

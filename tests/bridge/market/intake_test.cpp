// What a frame may do to the state: bad numbers, unknown kinds, broken books, bars and values.
#include "bridge/market/intake.hpp"

#include "tests/bridge/market/feed.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace mia::market {
namespace {

using test::Feed;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct IntakeTest : testing::Test {
    Market market{wire::Token{}, detectors::Settings()};
    Feed feed;

    void SetUp() override {
        feed.show_book();
        ASSERT_EQ(market.ingest(feed.snapshot()).outcome, Outcome::ok);
    }
    std::uint64_t count(Count which) const { return market.counters()[which]; }
};

TEST_F(IntakeTest, an_unknown_kind_is_skipped_and_the_rest_of_the_batch_kept) {
    const auto stranger = [](wire::BatchWriter& writer) {
        auto* frame = writer.add<wire::Heartbeat>();
        frame->frame.kind = 777;
    };
    const Observation seen = market.ingest(feed.batch([&](wire::BatchWriter& writer) {
        stranger(writer);
        feed.write_print(writer, {100, 2, Aggressor::buy});
        stranger(writer);
        feed.write_delta(writer, {{Side::bid, 99, 44}});
    }));

    EXPECT_EQ(seen.outcome, Outcome::ok);
    EXPECT_EQ(seen.skipped, 2U);
    EXPECT_EQ(seen.trades, 1U);
    EXPECT_EQ(seen.bid.size, 44U);
}

TEST_F(IntakeTest, a_break_of_the_tape_is_said_and_ends_what_was_measured_over_it) {
    ASSERT_EQ(market.ingest(feed.step({}, {{100, 7, Aggressor::buy}})).trades, 1U);

    const Observation seen = market.ingest(feed.step({}, {}, [&](wire::BatchWriter& writer) {
        auto* broken = writer.add<wire::TapeBreak>();
        broken->sequence_before = 41;
        broken->sequence_after = 97;
        broken->reason = wire::tape_break::overrun;
    }));

    EXPECT_EQ(
        seen.note, "ESH26-CME: the tape broke behind record 41, trades are missing up to record 97"
    );
    EXPECT_EQ(count(Count::tape_breaks), 1U);
    const Tape& tape = market.state().find_symbol("ESH26-CME")->tape();
    EXPECT_EQ(tape.rolling().last_10s(), Traded());
    EXPECT_EQ(tape.total().bought, 7U);
}

TEST_F(IntakeTest, a_trade_that_is_no_number_is_counted_and_the_rest_kept) {
    const Observation seen = market.ingest(feed.batch([&](wire::BatchWriter& writer) {
        auto* bad = writer.add<wire::Trade>();
        bad->price_raw = nan;
        bad->size = 5;
        bad->tape_sequence = 900;
        feed.write_print(writer, {100, 2, Aggressor::buy});
    }));

    EXPECT_EQ(seen.trades, 1U);
    EXPECT_EQ(seen.buy_volume, 2U);
    EXPECT_EQ(count(Count::not_a_number), 1U);
}

TEST_F(IntakeTest, a_level_that_is_no_number_is_not_applied) {
    const Observation seen = market.ingest(feed.batch([&](wire::BatchWriter& writer) {
        feed.write_delta(writer, {{Side::bid, 99, 44}});
        auto* bad = writer.add_entry<wire::DepthDelta>();
        bad->price_raw = nan;
        bad->price_ticks = 98;
        bad->size = 1;
        bad->side = wire::book_side::bid;
        auto* sideless = writer.add_entry<wire::DepthDelta>();
        sideless->price_ticks = 97;
    }));

    EXPECT_TRUE(seen.book_valid);
    EXPECT_EQ(seen.bid.size_5, 284U);
    EXPECT_EQ(count(Count::not_a_number), 1U);
    EXPECT_EQ(count(Count::impossible), 1U);
}

TEST_F(IntakeTest, a_book_without_the_levels_its_publisher_counted_is_no_book) {
    const Observation seen = market.ingest(feed.batch([&](wire::BatchWriter& writer) {
        auto* delta = writer.add<wire::DepthDelta>();
        delta->bid_count = 9;
        delta->ask_count = 10;
    }));

    EXPECT_FALSE(seen.book_valid);
    EXPECT_TRUE(seen.needs_snapshot);
    EXPECT_EQ(count(Count::inconsistent_book), 1U);
    EXPECT_EQ(seen.note, "ESH26-CME: the book does not have the levels its publisher counted");
    EXPECT_EQ(market.ingest(feed.step({{Side::bid, 99, 1}})).outcome, Outcome::stale);
    EXPECT_TRUE(market.ingest(feed.snapshot()).book_valid);
}

TEST_F(IntakeTest, a_delta_that_crosses_the_book_asks_for_a_snapshot) {
    const Observation seen = market.ingest(feed.step({{Side::bid, 101, 5}}));

    EXPECT_FALSE(seen.book_valid);
    EXPECT_TRUE(seen.needs_snapshot);
    EXPECT_EQ(count(Count::crossed_book), 1U);
}

TEST_F(IntakeTest, a_market_that_really_is_crossed_leaves_everything_else_alone) {
    static_cast<void>(market.ingest(feed.step({{Side::bid, 101, 5}})));
    const Observation told = market.ingest(feed.snapshot());
    EXPECT_FALSE(told.book_valid);
    EXPECT_FALSE(told.needs_snapshot);

    const Observation value = market.ingest(feed.batch([](wire::BatchWriter& writer) {
        test::write_value(writer, 7, 1.5);
    }));
    EXPECT_EQ(value.values.size(), 1U);
    EXPECT_TRUE(market.ingest(feed.step({{Side::bid, 101, 0}})).book_valid);
}

TEST_F(IntakeTest, values_that_are_no_numbers_are_counted_and_the_others_kept) {
    const Observation seen = market.ingest(feed.batch([](wire::BatchWriter& writer) {
        test::write_value(writer, 7, 1.5);
        test::write_value(writer, 8, nan);
        test::write_value(writer, 9, -std::numeric_limits<double>::infinity());
        test::write_value(writer, 10, -3.402823466e38);
    }));

    ASSERT_EQ(seen.values.size(), 2U);
    EXPECT_EQ(seen.values[0].study, 7U);
    EXPECT_EQ(seen.values[1].study, 10U);
    EXPECT_EQ(count(Count::not_a_number), 2U);
}

TEST_F(IntakeTest, a_bar_is_told_while_it_forms_and_once_when_it_closes) {
    const auto tell = [&](std::uint64_t volume, bool closed) {
        return market.ingest(feed.batch([&](wire::BatchWriter& writer) {
            test::write_bar(writer, test::make_bar(test::start_ns, volume, closed));
        }));
    };

    EXPECT_EQ(tell(5, false).bar->volume, 5U);
    EXPECT_EQ(tell(9, true).closed_bars.size(), 1U);
    EXPECT_TRUE(tell(9, true).closed_bars.empty());
}

// Two bars of the chart, the newer one engulfing.
std::array<wire::Bar, 2> engulfing_of(std::int32_t chart) {
    std::array bars{
        test::make_bar(test::start_ns - 2, 5, true), test::make_bar(test::start_ns - 1, 9, true)};
    const std::array<std::array<std::int64_t, 4>, 2> prices{
        {{104, 106, 99, 100}, {99, 107, 98, 105}}};
    for (std::size_t i = 0; i < 2; ++i) {
        bars[i].chart = chart;
        bars[i].index = static_cast<std::uint32_t>(i);
        bars[i].open_ticks = prices[i][0];
        bars[i].high_ticks = prices[i][1];
        bars[i].low_ticks = prices[i][2];
        bars[i].close_ticks = prices[i][3];
    }
    return bars;
}

TEST_F(IntakeTest, bars_of_the_chart_that_book_and_tape_come_from_are_looked_at) {
    const auto found_on = [&](std::int32_t chart) {
        return market
            .ingest(feed.batch([&](wire::BatchWriter& writer) {
                for (const wire::Bar& bar : engulfing_of(chart)) {
                    test::write_bar(writer, bar);
                }
            }))
            .opened.size();
    };

    EXPECT_EQ(found_on(4), 0U);  // another chart that the study reads
    EXPECT_EQ(found_on(3), 1U);
    EXPECT_EQ(found_on(3), 0U);
}

TEST_F(IntakeTest, bars_of_a_publisher_that_is_not_the_source_are_not_looked_at) {
    Feed other(2, 12, 3);
    other.show_book();
    ASSERT_EQ(market.ingest(other.snapshot()).outcome, Outcome::ok);

    const Observation seen = market.ingest(other.batch([](wire::BatchWriter& writer) {
        for (const wire::Bar& bar : engulfing_of(3)) {
            test::write_bar(writer, bar);
        }
    }));

    EXPECT_EQ(seen.closed_bars.size(), 2U);
    EXPECT_TRUE(seen.opened.empty());
}

TEST_F(IntakeTest, bars_that_were_there_before_it_became_the_source_are_history) {
    Market fresh{wire::Token{}, detectors::Settings()};
    Feed bare(3, 13, 3);  // neither levels nor trades: it becomes the source when all is told
    const auto tell = [&](wire::BatchWriter& writer) {
        bare.write_introduction(writer);
        bare.write_begin(writer);
        for (const wire::Bar& bar : engulfing_of(3)) {
            test::write_bar(writer, bar);
        }
        bare.write_end(writer);
    };
    const auto flags = static_cast<std::uint16_t>(
        wire::batch_flag::snapshot | wire::batch_flag::snapshot_first |
        wire::batch_flag::snapshot_last | wire::batch_flag::hello
    );

    EXPECT_TRUE(fresh.ingest(bare.batch(tell, flags)).opened.empty());
    EXPECT_TRUE(fresh.ingest(bare.batch(tell, flags)).opened.empty());
    ASSERT_TRUE(fresh.state().find_symbol("ESH26-CME")->source().is(3));
}

TEST_F(IntakeTest, the_bar_of_its_own_chart_goes_before_another_one) {
    const Observation seen = market.ingest(feed.batch([](wire::BatchWriter& writer) {
        wire::Bar other = test::make_bar(test::start_ns + 99, 1, false);
        other.chart = 8;
        test::write_bar(writer, test::make_bar(test::start_ns, 5, true));
        test::write_bar(writer, test::make_bar(test::start_ns + 1, 6, false));
        test::write_bar(writer, other);
    }));

    ASSERT_TRUE(seen.bar);
    EXPECT_EQ(seen.bar->volume, 6U);
    EXPECT_EQ(seen.closed_bars.size(), 1U);
}

TEST_F(IntakeTest, frames_of_an_instrument_nobody_explained_are_counted) {
    feed.stamp.instrument = 5;
    const Observation seen =
        market.ingest(feed.step({{Side::bid, 99, 44}}, {{99, 1, Aggressor::sell}}));

    EXPECT_EQ(seen.symbol, "");
    EXPECT_EQ(count(Count::unknown_instrument), 2U);
    EXPECT_EQ(count(Count::dropped_trades), 1U);
}

TEST_F(IntakeTest, kinds_that_nothing_uses_yet_are_counted) {
    static_cast<void>(market.ingest(feed.batch([](wire::BatchWriter& writer) {
        static_cast<void>(writer.add<wire::Quote>());
        static_cast<void>(writer.add<wire::VolumeAtPrice>());
    })));

    std::size_t unused = 0;
    for (const auto& [name, number] : market.counters().rows()) {
        unused += name.starts_with("unused.") ? number : 0;
    }
    EXPECT_EQ(unused, 2U);
}

TEST_F(IntakeTest, the_status_of_a_publisher_is_kept) {
    static_cast<void>(market.ingest(feed.batch([](wire::BatchWriter& writer) {
        auto* status = writer.add<wire::Status>();
        status->connection = 1;
        status->tape_missed = 3;
    })));

    EXPECT_EQ(market.state().publishers.all()[0]->status().tape_missed, 3U);
}

TEST_F(IntakeTest, an_end_of_another_snapshot_is_none) {
    const Observation seen = market.ingest(feed.batch([](wire::BatchWriter& writer) {
        writer.add<wire::SnapshotEnd>()->snapshot = 77;
    }));

    EXPECT_TRUE(seen.needs_snapshot);
    EXPECT_FALSE(seen.book_valid);
    EXPECT_EQ(count(Count::bad_snapshot), 1U);
}

}  // namespace
}  // namespace mia::market

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

TEST_F(IntakeTest, an_instrument_without_symbol_or_tick_is_refused_with_a_line) {
    std::uint64_t publisher = 1;
    for (const double tick : {0.0, -0.25, nan}) {
        Feed bad(++publisher, 12, 5);
        bad.symbol = "NQH26-CME";
        bad.tick_size = tick;
        EXPECT_NE(market.ingest(bad.snapshot()).note, "");
    }
    EXPECT_EQ(market.state().find_symbol("NQH26-CME"), nullptr);
    EXPECT_EQ(count(Count::bad_instrument), 3U);
}

TEST_F(IntakeTest, prices_in_other_ticks_than_the_sources_are_not_mixed_in) {
    Feed other(2, 12, 5);
    other.tick_size = 0.5;
    static_cast<void>(market.ingest(other.snapshot()));

    EXPECT_EQ(count(Count::bad_instrument), 1U);
    EXPECT_EQ(market.ingest(feed.step({{Side::bid, 99, 41}})).tick_size, 0.25);
}

TEST_F(IntakeTest, a_chart_of_other_ticks_never_becomes_the_source_of_prices_in_the_old_ones) {
    Feed other(2, 12, 5);
    other.show_book();
    static_cast<void>(market.ingest(other.snapshot()));
    feed.tick_size = 0.5;
    EXPECT_TRUE(market.ingest(feed.snapshot()).book_valid);

    other.pass(9 * test::second_ns);
    const Observation seen = market.ingest(other.batch([&](wire::BatchWriter& writer) {
        other.write_begin(writer);
        other.write_book(writer);
        other.write_end(writer);
    }));

    EXPECT_FALSE(seen.book_valid);
    EXPECT_EQ(seen.tick_size, 0.5);
    EXPECT_EQ(count(Count::failovers), 0U);
}

TEST_F(IntakeTest, other_ticks_count_when_the_source_of_the_old_ones_is_lost) {
    Feed other(2, 12, 5);
    other.tick_size = 0.5;
    other.show_book(49);
    other.pass(9 * test::second_ns);

    const Observation seen = market.ingest(other.snapshot());
    EXPECT_TRUE(seen.book_valid);
    EXPECT_EQ(seen.tick_size, 0.5);
    EXPECT_EQ(seen.bid.best_ticks, 49);

    feed.pass(9 * test::second_ns);
    EXPECT_EQ(market.ingest(feed.step({{Side::bid, 99, 41}})).bid.best_ticks, 49);
}

TEST_F(IntakeTest, other_ticks_outside_a_snapshot_need_one) {
    feed.tick_size = 0.5;
    const Observation seen =
        market.ingest(feed.batch([&](wire::BatchWriter& writer) { feed.write_instrument(writer); })
        );

    EXPECT_FALSE(seen.book_valid);
    EXPECT_TRUE(seen.needs_snapshot);
    EXPECT_TRUE(market.ingest(feed.snapshot()).book_valid);
}

TEST_F(IntakeTest, a_chart_that_shows_nothing_sound_any_more_changes_no_symbol) {
    feed.tick_size = 0.0;
    static_cast<void>(market.ingest(feed.batch([&](wire::BatchWriter& writer) {
        feed.write_instrument(writer);
    })));
    const Observation seen =
        market.ingest(feed.step({{Side::bid, 99, 41}}, {{99, 7, Aggressor::sell}}));

    EXPECT_EQ(seen.symbol, "");
    const Symbol* symbol = market.state().find_symbol("ESH26-CME");
    EXPECT_FALSE(symbol->is_book_valid());
    EXPECT_EQ(symbol->tape().total().sold, 0U);
    EXPECT_EQ(count(Count::unknown_instrument), 2U);
}

TEST_F(IntakeTest, the_bars_of_a_chart_go_with_what_it_showed) {
    const auto bar = [](wire::BatchWriter& writer) {
        test::write_bar(writer, test::make_bar(test::start_ns, 9, true));
    };
    static_cast<void>(market.ingest(feed.batch(bar)));
    static_cast<void>(market.ingest(feed.snapshot()));
    EXPECT_EQ(market.state().bars.series().size(), 1U);

    feed.symbol = "NQH26-CME";
    static_cast<void>(market.ingest(feed.snapshot()));

    EXPECT_TRUE(market.state().bars.series().empty());
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

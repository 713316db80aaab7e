// Who supplies a symbol: one publisher at a time, until it is lost, cut off or shows something else.
#include "bridge/market/market.hpp"

#include "tests/bridge/market/feed.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace mia::market {
namespace {

using test::Batch;
using test::Feed;
using test::second_ns;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct SourcesTest : testing::Test {
    Market market{wire::Token{}, detectors::Settings()};
    Feed feed;

    void SetUp() override { feed.show_book(); }
    std::uint64_t count(Count which) const { return market.counters()[which]; }
};

// The source is there already.
struct ChartTest : SourcesTest {
    void SetUp() override {
        SourcesTest::SetUp();
        ASSERT_EQ(market.ingest(feed.snapshot()).outcome, Outcome::ok);
    }
};

TEST_F(SourcesTest, two_charts_of_one_symbol_count_its_volume_once) {
    Feed other(2, 12, 5);
    other.show_book();
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(market.ingest(other.snapshot()));

    const auto bar = [](wire::BatchWriter& writer) {
        test::write_bar(writer, test::make_bar(test::start_ns, 9, false));
    };
    static_cast<void>(
        market.ingest(feed.step({{Side::bid, 99, 41}}, {{99, 7, Aggressor::sell}}, bar))
    );
    const Observation seen =
        market.ingest(other.step({{Side::bid, 99, 41}}, {{99, 7, Aggressor::sell}}, bar));

    EXPECT_EQ(seen.outcome, Outcome::ok);
    EXPECT_TRUE(seen.book_valid);
    EXPECT_FALSE(seen.needs_snapshot);
    EXPECT_EQ(seen.trades, 0U);
    EXPECT_EQ(seen.sell_volume_10s, 7U);
    EXPECT_EQ(count(Count::dropped_trades), 1U);
    EXPECT_EQ(count(Count::dropped_levels), 21U);
    EXPECT_EQ(market.state().bars.series().size(), 2U);
}

TEST_F(SourcesTest, a_silent_source_is_followed_by_another_after_five_seconds) {
    Feed other(2, 12, 5);
    other.show_book();
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(market.ingest(other.snapshot()));

    other.pass(4 * second_ns);
    EXPECT_FALSE(market.ingest(other.step({{Side::bid, 99, 41}})).needs_snapshot);
    other.pass(2 * second_ns);
    EXPECT_TRUE(market.ingest(other.step({{Side::bid, 99, 42}})).needs_snapshot);
    const Observation seen = market.ingest(other.snapshot());

    EXPECT_EQ(
        seen.note, "ESH26-CME: book and tape now come from chart 5, their source before was lost"
    );
    EXPECT_TRUE(seen.book_valid);
    EXPECT_EQ(seen.bid.size, 42U);
    EXPECT_EQ(count(Count::failovers), 1U);
    feed.pass(7 * second_ns);
    EXPECT_EQ(market.ingest(feed.step({{Side::bid, 99, 1}})).bid.size, 42U);
}

TEST_F(SourcesTest, another_chart_does_not_keep_the_book_of_a_silent_source_fresh) {
    Feed other(2, 12, 5);
    other.show_book();
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(market.ingest(other.snapshot()));

    other.pass(second_ns);
    EXPECT_TRUE(market.ingest(other.step({{Side::bid, 99, 41}})).book_valid);
    other.pass(2 * second_ns);
    EXPECT_FALSE(market.ingest(other.step({{Side::bid, 99, 42}})).book_valid);
    feed.pass(3 * second_ns);
    EXPECT_TRUE(market.ingest(feed.step({{Side::bid, 99, 1}})).book_valid);
}

TEST_F(SourcesTest, a_book_is_not_valid_while_its_sierra_has_lost_the_exchange) {
    const auto told = [](std::uint8_t connection) {
        return [connection](wire::BatchWriter& writer) {
            wire::Status* status = writer.add<wire::Status>();
            ASSERT_NE(status, nullptr);
            status->connection = connection;
        };
    };
    static_cast<void>(market.ingest(feed.snapshot()));

    const Observation lost = market.ingest(feed.step({}, {}, told(wire::connection::lost)));
    EXPECT_FALSE(lost.book_valid);
    EXPECT_FALSE(lost.connected);
    EXPECT_EQ(
        lost.note,
        "ESH26-CME: chart 3 says that its Sierra Chart's connection is lost; its book is "
        "not used until it is connected"
    );
    const Observation still = market.ingest(feed.step({{Side::bid, 99, 1}}));
    EXPECT_FALSE(still.book_valid);
    EXPECT_EQ(still.note, "");
    const Observation again = market.ingest(feed.step({}, {}, told(wire::connection::connected)));
    EXPECT_TRUE(again.book_valid);
    EXPECT_EQ(again.note, "ESH26-CME: chart 3 is connected again, its book is used");
}

TEST_F(SourcesTest, a_connection_that_is_unknown_is_none) {
    std::uint64_t number = 1;
    for (const auto& connection :
         {std::optional<std::uint8_t>(), std::optional(wire::connection::unknown)}) {
        ++number;
        Feed doubtful(number, number);
        doubtful.symbol = "S" + std::to_string(number);
        doubtful.connection = connection;
        doubtful.show_book();
        const Observation seen = market.ingest(doubtful.snapshot());

        EXPECT_EQ(seen.outcome, Outcome::ok);
        EXPECT_FALSE(seen.book_valid);
        EXPECT_FALSE(seen.connected);
        EXPECT_NE(seen.note.find("connection is unknown"), std::string::npos) << seen.note;
        EXPECT_EQ(market.ingest(doubtful.step({{Side::bid, 99, 1}})).note, "");
        doubtful.connection = wire::connection::connected;
        EXPECT_TRUE(market.ingest(doubtful.snapshot()).book_valid);
    }
}

TEST_F(SourcesTest, a_note_that_found_no_room_is_told_with_the_next_batch) {
    feed.connection = wire::connection::lost;
    static_cast<void>(market.ingest(feed.snapshot()));
    Feed restarted(2, feed.instance);
    restarted.connection = wire::connection::lost;
    restarted.show_book();

    EXPECT_EQ(market.ingest(restarted.snapshot()).note, "chart 3: was started again");
    EXPECT_NE(market.ingest(restarted.step({})).note.find("connection is lost"), std::string::npos);
}

TEST_F(SourcesTest, how_late_the_data_are_is_told_and_unknown_is_not_zero) {
    EXPECT_EQ(market.ingest(feed.snapshot()).data_delay_s, 0);
    feed.data_delay_s = 600;
    const Observation delayed = market.ingest(feed.snapshot());
    EXPECT_EQ(delayed.data_delay_s, 600);
    EXPECT_TRUE(delayed.has_flag(wire::batch_flag::delayed));
    feed.data_delay_s = wire::unknown_delay_s;
    EXPECT_EQ(market.ingest(feed.snapshot()).data_delay_s, std::nullopt);
    Feed silent(2, 12, 5);
    silent.symbol = "NQH26-CME";
    silent.connection.reset();
    EXPECT_EQ(market.ingest(silent.snapshot()).data_delay_s, std::nullopt);
}

TEST_F(SourcesTest, a_source_whose_sierra_lost_the_exchange_is_followed_by_one_that_is_connected) {
    Feed other(2, 12, 5);
    other.show_book(89);
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(market.ingest(other.snapshot()));
    feed.connection = wire::connection::lost;
    static_cast<void>(market.ingest(feed.snapshot()));

    EXPECT_TRUE(market.ingest(other.heartbeat()).needs_snapshot);
    const Observation seen = market.ingest(other.snapshot());
    EXPECT_TRUE(seen.book_valid);
    EXPECT_EQ(seen.bid.best_ticks, 89);
    EXPECT_EQ(count(Count::failovers), 1U);

    feed.connection = wire::connection::connected;
    EXPECT_EQ(market.ingest(feed.snapshot()).bid.best_ticks, 89);
}

TEST_F(SourcesTest, a_chart_that_shows_another_symbol_supplies_the_old_one_no_more) {
    Feed other(2, 12, 5);
    other.show_book(89);
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(market.ingest(other.snapshot()));
    feed.symbol = "NQH26-CME";

    const Observation changed = market.ingest(feed.snapshot());
    EXPECT_EQ(changed.symbol, "NQH26-CME");
    EXPECT_TRUE(changed.book_valid);
    EXPECT_EQ(changed.bid.best_ticks, 99);
    EXPECT_EQ(
        changed.note,
        "ESH26-CME: chart 3 supplies it no more; no book and tape until another chart "
        "does"
    );
    const Observation orphaned = market.ingest(other.heartbeat());
    EXPECT_FALSE(orphaned.book_valid);
    EXPECT_TRUE(orphaned.needs_snapshot);
    const Observation followed = market.ingest(other.snapshot());
    EXPECT_TRUE(followed.book_valid);
    EXPECT_EQ(followed.bid.best_ticks, 89);
    EXPECT_EQ(count(Count::failovers), 1U);
}

TEST_F(SourcesTest, a_chart_that_comes_back_to_its_symbol_supplies_it_again) {
    static_cast<void>(market.ingest(feed.snapshot()));
    feed.symbol = "NQH26-CME";
    static_cast<void>(market.ingest(feed.snapshot()));
    EXPECT_FALSE(market.state().find_symbol("ESH26-CME")->is_book_valid());

    feed.symbol = "ESH26-CME";
    const Observation seen = market.ingest(feed.snapshot());

    EXPECT_TRUE(seen.book_valid);
    EXPECT_FALSE(market.state().find_symbol("NQH26-CME")->is_book_valid());
    EXPECT_EQ(count(Count::failovers), 0U);
}

TEST_F(SourcesTest, a_chart_that_stops_sending_its_book_leaves_it_to_another) {
    Feed other(2, 12, 5);
    other.show_book(89);
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(market.ingest(other.snapshot()));
    feed.offers = wire::instrument_flag::has_tape;
    const auto without_book = [&](wire::BatchWriter& writer) {
        feed.write_introduction(writer);
        feed.write_begin(writer);
        feed.write_end(writer);
    };

    EXPECT_FALSE(market.ingest(feed.batch(without_book, wire::batch_flag::hello)).book_valid);
    EXPECT_TRUE(market.ingest(other.heartbeat()).needs_snapshot);
    EXPECT_EQ(market.ingest(other.snapshot()).bid.best_ticks, 89);
}

TEST_F(SourcesTest, a_tape_told_again_by_another_sierra_is_not_counted_twice) {
    Feed other(2, 12, 5);
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(market.ingest(feed.step({}, {{100, 7, Aggressor::buy}})));
    other.pass(20'000'000);
    for (int i = 0; i < 5; ++i) {  // its numbers are higher: it saw more before
        static_cast<void>(other.batch([&](wire::BatchWriter& writer) {
            other.write_print(writer, {100, 7, Aggressor::buy});
        }));
    }
    other.pass(9 * second_ns);

    const Observation seen = market.ingest(other.snapshot());
    EXPECT_EQ(seen.trades, 0U);
    EXPECT_EQ(count(Count::duplicate_trades), 5U);
    EXPECT_EQ(market.ingest(other.step({}, {{100, 2, Aggressor::buy}})).buy_volume, 2U);
}

TEST_F(SourcesTest, the_first_to_tell_a_whole_book_is_the_source) {
    Feed other(2, 12, 5);
    other.show_book(199);
    const auto parts = feed.snapshot_parts();
    static_cast<void>(market.ingest(parts[0]));
    static_cast<void>(market.ingest(parts[1]));
    static_cast<void>(market.ingest(parts[2]));
    static_cast<void>(market.ingest(other.snapshot()));
    const Observation seen = market.ingest(parts[3]);

    EXPECT_EQ(seen.bid.best_ticks, 99);
    EXPECT_TRUE(seen.book_valid);
}

TEST_F(SourcesTest, a_chart_with_the_book_goes_before_one_without) {
    Feed tape_only(2, 12, 5);
    tape_only.offers = wire::instrument_flag::has_tape;
    static_cast<void>(market.ingest(tape_only.snapshot()));

    const Observation seen = market.ingest(feed.snapshot());

    EXPECT_EQ(seen.bid.best_ticks, 99);
    EXPECT_FALSE(market.ingest(tape_only.heartbeat()).needs_snapshot);
}

TEST_F(ChartTest, an_instrument_without_symbol_or_tick_is_refused_with_a_line) {
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

TEST_F(ChartTest, prices_in_other_ticks_than_the_sources_are_not_mixed_in) {
    Feed other(2, 12, 5);
    other.tick_size = 0.5;
    static_cast<void>(market.ingest(other.snapshot()));

    EXPECT_EQ(count(Count::bad_instrument), 1U);
    EXPECT_EQ(market.ingest(feed.step({{Side::bid, 99, 41}})).tick_size, 0.25);
}

TEST_F(ChartTest, a_chart_of_other_ticks_never_becomes_the_source_of_prices_in_the_old_ones) {
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

TEST_F(ChartTest, other_ticks_count_when_the_source_of_the_old_ones_is_lost) {
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

TEST_F(ChartTest, a_lost_source_that_comes_back_with_the_old_ticks_is_none) {
    Feed other(2, 12, 5);
    static_cast<void>(market.ingest(other.snapshot()));
    other.tick_size = 0.5;
    other.pass(9 * test::second_ns);
    const auto only_the_chart = [&](wire::BatchWriter& writer) { other.write_instrument(writer); };
    EXPECT_TRUE(market.ingest(other.batch(only_the_chart)).needs_snapshot);

    feed.pass(9 * test::second_ns);
    EXPECT_EQ(market.ingest(feed.step({}, {{100, 7, Aggressor::buy}})).trades, 0U);
    EXPECT_EQ(market.state().find_symbol("ESH26-CME")->tape().trade_count(), 0U);
}

TEST_F(ChartTest, other_ticks_outside_a_snapshot_need_one) {
    feed.tick_size = 0.5;
    const Observation seen =
        market.ingest(feed.batch([&](wire::BatchWriter& writer) { feed.write_instrument(writer); })
        );

    EXPECT_FALSE(seen.book_valid);
    EXPECT_TRUE(seen.needs_snapshot);
    EXPECT_TRUE(market.ingest(feed.snapshot()).book_valid);
}

TEST_F(ChartTest, a_chart_that_shows_nothing_sound_any_more_changes_no_symbol) {
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

TEST_F(ChartTest, the_bars_of_a_chart_go_with_what_it_showed) {
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

}  // namespace
}  // namespace mia::market

// What a batch may do to the state: order, gaps, snapshots, restarts, sources.
#include "bridge/market/market.hpp"

#include "tests/bridge/market/feed.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace mia::market {
namespace {

using test::Batch;
using test::Feed;

struct MarketTest : testing::Test {
    Market market{wire::Token{}, detectors::Settings()};
    Feed feed;

    void SetUp() override { feed.show_book(); }

    std::uint64_t count(Count which) const { return market.counters()[which]; }

    // The state of a host that saw everything this feed has to tell.
    static std::string fresh_digest(Feed& source) {
        Market fresh(wire::Token{}, detectors::Settings());
        static_cast<void>(fresh.ingest(source.snapshot()));
        return fresh.digest();
    }
};

TEST_F(MarketTest, a_snapshot_and_a_step_give_book_and_tape) {
    ASSERT_EQ(market.ingest(feed.snapshot()).outcome, Outcome::ok);
    const Observation seen = market.ingest(feed.step(
        {{Side::bid, 99, 40}, {Side::ask, 111, 7}},
        {{100, 3, Aggressor::buy}, {99, 20, Aggressor::sell}}
    ));

    EXPECT_EQ(seen.outcome, Outcome::ok);
    EXPECT_EQ(seen.symbol, "ESH26-CME");
    EXPECT_TRUE(seen.book_valid);
    EXPECT_EQ(seen.bid.best_ticks, 99);
    EXPECT_EQ(seen.bid.size, 40U);
    EXPECT_EQ(seen.bid.size_5, 280U);
    EXPECT_EQ(seen.ask.size_10, 600U);
    EXPECT_EQ(seen.trades, 2U);
    EXPECT_EQ(seen.buy_volume, 3U);
    EXPECT_EQ(seen.sell_volume_10s, 20U);
    EXPECT_EQ(seen.last_trade_ticks, 99);
    EXPECT_EQ(seen.events, 4U);
    EXPECT_FALSE(seen.needs_snapshot);
}

TEST_F(MarketTest, bytes_that_are_no_batch_are_counted_by_their_reason) {
    static_cast<void>(market.ingest(feed.snapshot()));
    const std::string before = market.digest();
    Batch damaged = feed.step({{Side::bid, 99, 40}});
    damaged.back() ^= std::byte{1};

    EXPECT_EQ(market.ingest(damaged).outcome, Outcome::bad_crc);
    EXPECT_EQ(market.ingest({}).outcome, Outcome::too_short);
    EXPECT_EQ(market.ingest(std::span(damaged).first(80)).outcome, Outcome::bad_length);
    EXPECT_EQ(market.counters().refused(Outcome::bad_crc), 1U);
    EXPECT_EQ(market.digest(), before);
}

TEST_F(MarketTest, a_call_time_that_is_no_time_is_refused) {
    static_cast<void>(market.ingest(feed.snapshot()));
    const auto bend = [](wire::BatchHeader& header) { header.call_time_ns = -1; };

    const auto seen = market.ingest(test::with_header(feed.step({{Side::bid, 99, 40}}), bend));

    EXPECT_EQ(seen.outcome, Outcome::bad_time);
}

TEST_F(MarketTest, who_never_said_hello_is_dropped_and_asked) {
    const Observation seen = market.ingest(feed.step({{Side::bid, 99, 40}}));

    EXPECT_EQ(seen.outcome, Outcome::unknown_publisher);
    EXPECT_TRUE(seen.needs_snapshot);
    EXPECT_TRUE(market.state().symbols.empty());
}

TEST_F(MarketTest, another_token_is_refused_with_one_line) {
    feed.token = wire::Token{"guess"};
    const Observation first = market.ingest(feed.snapshot());
    const Observation then = market.ingest(feed.step({{Side::bid, 99, 40}}));

    EXPECT_EQ(first.outcome, Outcome::bad_token);
    EXPECT_EQ(first.note, "chart 3: its token is not ours, its data is dropped");
    EXPECT_EQ(then.outcome, Outcome::bad_token);
    EXPECT_EQ(then.note, "");
}

TEST_F(MarketTest, another_layout_is_refused_and_not_asked_for_more) {
    feed.bend_hello = [](wire::HelloKind& kind) { kind.hash += 1; };
    const Observation first = market.ingest(feed.snapshot());
    const Observation then = market.ingest(feed.step({{Side::bid, 99, 40}}));

    EXPECT_EQ(first.outcome, Outcome::layout_mismatch);
    EXPECT_NE(first.note.find("Hello revision 1"), std::string::npos) << first.note;
    EXPECT_EQ(then.outcome, Outcome::layout_mismatch);
    EXPECT_FALSE(then.needs_snapshot);
}

TEST_F(MarketTest, a_gap_is_counted_named_and_leaves_no_book_until_a_snapshot) {
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(feed.step({{Side::bid, 99, 41}}, {{99, 7, Aggressor::sell}}));
    static_cast<void>(feed.step({{Side::bid, 99, 42}}));

    const Observation gap = market.ingest(feed.step({{Side::bid, 99, 43}}));
    EXPECT_EQ(gap.outcome, Outcome::gap);
    EXPECT_EQ(gap.missed, 2U);
    EXPECT_EQ(gap.note, "ESH26-CME: 2 missing before batch 4");
    EXPECT_TRUE(gap.needs_snapshot);
    EXPECT_FALSE(gap.book_valid);
    const Observation stale = market.ingest(feed.step({{Side::bid, 99, 44}}));
    EXPECT_EQ(stale.outcome, Outcome::stale);
    EXPECT_TRUE(stale.needs_snapshot);

    const Observation repaired = market.ingest(feed.snapshot());
    EXPECT_TRUE(repaired.book_valid);
    EXPECT_FALSE(repaired.needs_snapshot);
    EXPECT_EQ(count(Count::gaps), 1U);
    EXPECT_EQ(count(Count::missed), 2U);
    EXPECT_EQ(market.digest(), fresh_digest(feed));
}

TEST_F(MarketTest, a_duplicate_is_dropped_and_changes_nothing) {
    static_cast<void>(market.ingest(feed.snapshot()));
    const Batch batch = feed.step({{Side::bid, 99, 41}}, {{99, 7, Aggressor::sell}});
    static_cast<void>(market.ingest(batch));
    const std::string before = market.digest();

    EXPECT_EQ(market.ingest(batch).outcome, Outcome::late);
    EXPECT_EQ(market.digest(), before);
    EXPECT_TRUE(market.ingest(feed.step({{Side::bid, 99, 42}})).book_valid);
}

TEST_F(MarketTest, batches_in_the_wrong_order_are_a_gap_and_a_late_one) {
    static_cast<void>(market.ingest(feed.snapshot()));
    const Batch first = feed.step({{Side::bid, 99, 41}}, {{99, 7, Aggressor::sell}});
    const Batch second = feed.step({{Side::bid, 99, 42}}, {{99, 8, Aggressor::sell}});

    EXPECT_EQ(market.ingest(second).outcome, Outcome::gap);
    EXPECT_EQ(market.ingest(first).outcome, Outcome::late);
    static_cast<void>(market.ingest(feed.snapshot()));
    EXPECT_EQ(market.digest(), fresh_digest(feed));
    EXPECT_EQ(market.state().symbols[0]->tape().total().sold, 15U);
}

TEST_F(MarketTest, heartbeats_count_while_stale) {
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(feed.heartbeat());

    const Observation seen = market.ingest(feed.heartbeat());

    EXPECT_EQ(seen.outcome, Outcome::ok);
    EXPECT_EQ(seen.missed, 1U);
    EXPECT_TRUE(seen.needs_snapshot);
    EXPECT_FALSE(seen.book_valid);
}

TEST_F(MarketTest, a_snapshot_in_parts_counts_when_its_end_has_come) {
    static_cast<void>(feed.step({}, {{100, 4, Aggressor::buy}}));
    const auto parts = feed.snapshot_parts();
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        const Observation seen = market.ingest(parts[i]);
        EXPECT_EQ(seen.outcome, Outcome::ok);
        EXPECT_FALSE(seen.book_valid);
        EXPECT_FALSE(seen.needs_snapshot);
    }

    EXPECT_TRUE(market.ingest(parts.back()).book_valid);
    EXPECT_EQ(market.digest(), fresh_digest(feed));
}

TEST_F(MarketTest, a_gap_inside_a_snapshot_makes_it_worthless) {
    const auto parts = feed.snapshot_parts();
    static_cast<void>(market.ingest(parts[0]));

    EXPECT_EQ(market.ingest(parts[2]).outcome, Outcome::gap);
    const Observation last = market.ingest(parts[3]);
    EXPECT_EQ(last.outcome, Outcome::stale);
    EXPECT_TRUE(last.needs_snapshot);
    EXPECT_EQ(count(Count::snapshots), 0U);
}

TEST_F(MarketTest, a_snapshot_nobody_needed_changes_nothing) {
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(market.ingest(feed.step({{Side::bid, 99, 41}}, {{99, 7, Aggressor::sell}})));
    const std::string before = market.digest();

    // Until the book is told it may be old: changes to it wait for the end of the snapshot.
    const std::vector<Batch> parts = feed.snapshot_parts();
    EXPECT_FALSE(market.ingest(parts[0]).book_valid);
    EXPECT_FALSE(market.ingest(parts[1]).book_valid);
    EXPECT_TRUE(market.ingest(parts[2]).book_valid);
    EXPECT_TRUE(market.ingest(parts[3]).book_valid);
    EXPECT_EQ(market.digest(), before);
    EXPECT_EQ(count(Count::duplicate_trades), 1U);
}

TEST_F(MarketTest, a_snapshot_takes_away_what_it_does_not_tell) {
    static_cast<void>(market.ingest(feed.snapshot([](wire::BatchWriter& writer) {
        test::write_value(writer, 7, 1.5);
        test::write_value(writer, 8, 2.5);
    })));
    EXPECT_EQ(market.state().values.values().size(), 2U);

    static_cast<void>(market.ingest(feed.snapshot([](wire::BatchWriter& writer) {
        test::write_value(writer, 8, 2.5);
    })));

    ASSERT_EQ(market.state().values.values().size(), 1U);
    EXPECT_EQ(market.state().values.values()[0].key.study, 8U);
}

TEST_F(MarketTest, a_recalculation_needs_its_snapshot) {
    static_cast<void>(market.ingest(feed.snapshot()));
    ++feed.stamp.epoch;

    const Observation without = market.ingest(feed.step({{Side::bid, 99, 41}}));
    EXPECT_EQ(without.outcome, Outcome::stale);
    EXPECT_TRUE(without.needs_snapshot);

    static_cast<void>(market.ingest(feed.snapshot()));
    ++feed.stamp.epoch;
    const Observation with = market.ingest(feed.snapshot());
    EXPECT_TRUE(with.book_valid);
    EXPECT_EQ(market.digest(), fresh_digest(feed));
}

TEST_F(MarketTest, a_restarted_study_replaces_its_former_self) {
    static_cast<void>(market.ingest(feed.snapshot()));
    Feed restarted(2, feed.instance);
    restarted.show_book(199);
    const Batch late = feed.step({{Side::bid, 99, 41}});

    const Observation seen = market.ingest(restarted.snapshot());
    EXPECT_TRUE(seen.book_valid);
    EXPECT_EQ(seen.bid.best_ticks, 199);
    EXPECT_EQ(market.ingest(late).outcome, Outcome::replaced);
    EXPECT_EQ(market.ingest(feed.snapshot()).outcome, Outcome::replaced);
    EXPECT_EQ(count(Count::restarts), 1U);
    EXPECT_EQ(count(Count::failovers), 0U);
    EXPECT_EQ(market.digest(), fresh_digest(restarted));
}

TEST_F(MarketTest, a_frame_that_does_not_fit_its_layout_is_a_layout_mismatch_said_once) {
    const auto longer = [&] {
        return feed.batch(
            [&](wire::BatchWriter& writer) {
                feed.write_introduction(writer);
                feed.write_print(writer, {100, 2, Aggressor::buy});
                // Two trades of 72 bytes are one of 144 to who counts another field in.
                feed.write_print(writer, {100, 2, Aggressor::buy});
            },
            wire::batch_flag::hello
        );
    };
    const auto merged = [](Batch batch) {
        std::size_t at = sizeof(wire::BatchHeader);
        wire::FrameHeader frame;
        for (;;) {
            std::memcpy(&frame, batch.data() + at, sizeof frame);
            if (frame.kind == static_cast<std::uint16_t>(wire::Kind::trade)) {
                break;
            }
            at += frame.length;
        }
        frame.length *= 2;
        std::memcpy(batch.data() + at, &frame, sizeof frame);
        return test::with_header(batch, [](wire::BatchHeader& header) { --header.frame_count; });
    };

    const Observation first = market.ingest(merged(longer()));
    const Observation second = market.ingest(merged(longer()));
    const Observation then = market.ingest(feed.heartbeat());

    EXPECT_EQ(first.outcome, Outcome::layout_mismatch);
    EXPECT_EQ(
        first.note, "chart 3: its layout of Trade revision 1 is another one than ours, its data is "
                    "dropped"
    );
    EXPECT_FALSE(first.needs_snapshot);
    EXPECT_EQ(second.outcome, Outcome::layout_mismatch);
    EXPECT_EQ(second.note, "");
    EXPECT_EQ(then.outcome, Outcome::layout_mismatch);
    EXPECT_EQ(market.counters().refused(Outcome::layout_mismatch), 3U);
    EXPECT_TRUE(market.ingest(feed.snapshot()).book_valid);
}

TEST_F(MarketTest, different_symbols_know_nothing_of_each_other) {
    Feed vix(2, 12, 8);
    vix.symbol = "VIX";
    vix.tick_size = 0.01;
    vix.offers = wire::instrument_flag::has_tape;
    static_cast<void>(market.ingest(feed.snapshot()));
    static_cast<void>(market.ingest(vix.snapshot()));

    const Observation seen = market.ingest(vix.step({}, {{1604, 1, Aggressor::unknown}}));

    EXPECT_EQ(seen.symbol, "VIX");
    EXPECT_EQ(seen.tick_size, 0.01);
    EXPECT_EQ(seen.last_trade_ticks, 1604);
    EXPECT_EQ(seen.trades, 1U);
    EXPECT_EQ(market.state().find_symbol("ESH26-CME")->tape().trade_count(), 0U);
}

}  // namespace
}  // namespace mia::market

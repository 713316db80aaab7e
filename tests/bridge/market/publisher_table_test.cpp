#include "bridge/market/publisher_table.hpp"

#include "tests/bridge/market/feed.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

using test::Batch;
using test::Feed;

// Introduces the publisher of a snapshot to the table.
PublisherTable::Introduction introduce(PublisherTable& table, const Batch& batch) {
    wire::BatchReader reader(batch);
    const wire::BatchHeader header = reader.header();
    const auto frame = reader.next();
    return table.introduce(header, *frame);
}

TEST(PublisherTable, knows_who_introduced_itself_with_the_token) {
    PublisherTable table(wire::Token{});
    Feed feed(7);

    const auto introduction = introduce(table, feed.snapshot());

    EXPECT_EQ(introduction.outcome, Outcome::ok);
    EXPECT_EQ(table.find(7), introduction.publisher);
    EXPECT_EQ(table.find(7)->version(), "0.1.0");
    EXPECT_EQ(table.find(8), nullptr);
    EXPECT_EQ(table.reason(8), Outcome::unknown_publisher);
}

TEST(PublisherTable, refuses_another_token_and_says_so_once) {
    PublisherTable table(wire::Token{"secret"});
    Feed feed(7);
    feed.token = wire::Token{"guess"};

    EXPECT_FALSE(introduce(table, feed.snapshot()).is_repeated);
    const auto again = introduce(table, feed.snapshot());

    EXPECT_EQ(again.outcome, Outcome::bad_token);
    EXPECT_TRUE(again.is_repeated);
    EXPECT_EQ(table.reason(7), Outcome::bad_token);
    EXPECT_EQ(table.find(7), nullptr);
}

TEST(PublisherTable, takes_a_publisher_that_finds_the_token_later) {
    PublisherTable table(wire::Token{"secret"});
    Feed feed(7);
    static_cast<void>(introduce(table, feed.snapshot()));
    feed.token = wire::Token{"secret"};

    EXPECT_EQ(introduce(table, feed.snapshot()).outcome, Outcome::ok);
    EXPECT_NE(table.find(7), nullptr);
}

TEST(PublisherTable, refuses_a_hello_that_the_header_does_not_announce) {
    PublisherTable table(wire::Token{});
    Feed feed(7);
    const auto hide = [](wire::BatchHeader& header) {
        header.flags = static_cast<std::uint16_t>(header.flags & ~wire::batch_flag::hello);
    };

    const auto introduction = introduce(table, test::with_header(feed.snapshot(), hide));

    EXPECT_EQ(introduction.outcome, Outcome::bad_token);
}

TEST(PublisherTable, refuses_a_known_revision_with_another_hash_and_names_it) {
    PublisherTable table(wire::Token{});
    Feed feed(7);
    feed.bend_hello = [](wire::HelloKind& kind) {
        kind.hash ^= kind.kind == static_cast<std::uint16_t>(wire::Kind::trade) ? 1U : 0U;
    };

    const auto introduction = introduce(table, feed.snapshot());

    EXPECT_EQ(introduction.outcome, Outcome::layout_mismatch);
    EXPECT_EQ(introduction.fault, "Trade revision 1");
    EXPECT_EQ(table.reason(7), Outcome::layout_mismatch);
}

TEST(PublisherTable, a_frame_that_does_not_fit_says_so_once_and_a_good_hello_takes_it_back) {
    PublisherTable table(wire::Token{});
    const wire::KindInfo& misfit = *wire::find_kind(9, 1);

    const auto refusal = table.refuse_layout(7, misfit);
    EXPECT_EQ(refusal.outcome, Outcome::layout_mismatch);
    EXPECT_EQ(refusal.fault, "Trade revision 1");
    EXPECT_FALSE(refusal.is_repeated);
    EXPECT_TRUE(table.refuse_layout(7, misfit).is_repeated);
    EXPECT_EQ(table.reason(7), Outcome::layout_mismatch);

    Feed feed(7);
    EXPECT_EQ(introduce(table, feed.snapshot()).outcome, Outcome::ok);
    EXPECT_EQ(table.reason(7), Outcome::unknown_publisher);
}

TEST(PublisherTable, takes_a_publisher_that_also_sends_what_we_do_not_know) {
    PublisherTable table(wire::Token{});
    Feed feed(7);
    feed.bend_hello = [](wire::HelloKind& kind) {
        if (kind.kind == static_cast<std::uint16_t>(wire::Kind::trade)) {
            kind = {kind.kind, 2, 999, 12345};
        }
    };

    EXPECT_EQ(introduce(table, feed.snapshot()).outcome, Outcome::ok);
}

TEST(PublisherTable, a_new_start_of_the_same_study_replaces_the_old_one_for_good) {
    PublisherTable table(wire::Token{});
    Feed old_start(7, 11);
    Feed new_start(8, 11);
    static_cast<void>(introduce(table, old_start.snapshot()));

    const auto introduction = introduce(table, new_start.snapshot());
    EXPECT_EQ(introduction.replaced, 7U);
    EXPECT_EQ(table.find(7)->state(), SessionState::replaced);
    EXPECT_EQ(table.reason(7), Outcome::replaced);

    EXPECT_EQ(introduce(table, old_start.snapshot()).outcome, Outcome::replaced);
    EXPECT_NE(table.find(8)->state(), SessionState::replaced);
}

TEST(PublisherTable, remembers_the_replaced_without_growing) {
    PublisherTable table(wire::Token{});
    for (std::uint64_t id = 1; id <= 2000; ++id) {
        Feed feed(id, 11);
        ASSERT_EQ(introduce(table, feed.snapshot()).outcome, Outcome::ok) << id;
    }

    EXPECT_LE(table.all().size(), 32U);
    EXPECT_EQ(table.reason(1), Outcome::replaced);
}

TEST(PublisherTable, has_room_for_so_many_and_says_when_it_is_full) {
    PublisherTable table(wire::Token{});
    for (std::uint64_t id = 1; id <= PublisherTable::publishers_max; ++id) {
        Feed feed(id, id);
        ASSERT_EQ(introduce(table, feed.snapshot()).outcome, Outcome::ok);
    }
    Feed feed(1000, 1000);

    EXPECT_EQ(introduce(table, feed.snapshot()).outcome, Outcome::too_many_publishers);
}

}  // namespace
}  // namespace mia::market

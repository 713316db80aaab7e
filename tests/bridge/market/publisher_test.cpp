#include "bridge/market/publisher.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

Publisher make_publisher() {
    wire::Hello hello{};
    hello.instance = 11;
    return Publisher(1, hello);
}

wire::BatchHeader header_of(std::uint64_t sequence, std::uint32_t epoch = 0) {
    wire::BatchHeader header{};
    header.sequence = sequence;
    header.epoch = epoch;
    return header;
}

TEST(Publisher, may_begin_its_numbers_anywhere) {
    Publisher publisher = make_publisher();
    const auto first = publisher.arrive(header_of(500));

    EXPECT_FALSE(first.is_late);
    EXPECT_EQ(first.missed, 0U);
    EXPECT_EQ(publisher.arrive(header_of(501)).missed, 0U);
}

TEST(Publisher, tells_how_many_are_missing_and_which_come_late) {
    Publisher publisher = make_publisher();
    static_cast<void>(publisher.arrive(header_of(1)));

    EXPECT_EQ(publisher.arrive(header_of(5)).missed, 3U);
    EXPECT_TRUE(publisher.arrive(header_of(5)).is_late);
    EXPECT_TRUE(publisher.arrive(header_of(3)).is_late);
    EXPECT_EQ(publisher.last_header().sequence, 5U);
    EXPECT_EQ(publisher.arrive(header_of(6)).missed, 0U);
}

TEST(Publisher, tells_a_new_epoch) {
    Publisher publisher = make_publisher();

    EXPECT_FALSE(publisher.arrive(header_of(1, 4)).is_new_epoch);
    EXPECT_TRUE(publisher.arrive(header_of(2, 5)).is_new_epoch);
    EXPECT_FALSE(publisher.arrive(header_of(3, 5)).is_new_epoch);
}

TEST(Publisher, is_synchronised_by_a_whole_snapshot_and_stale_without) {
    Publisher publisher = make_publisher();
    EXPECT_EQ(publisher.state(), SessionState::introduced);
    EXPECT_FALSE(publisher.is_trusted());

    publisher.begin_snapshot(1);
    EXPECT_TRUE(publisher.is_trusted());
    EXPECT_TRUE(publisher.end_snapshot(1));
    EXPECT_EQ(publisher.state(), SessionState::synchronised);

    publisher.lose_sync();
    EXPECT_EQ(publisher.state(), SessionState::stale);
    EXPECT_FALSE(publisher.is_trusted());
}

TEST(Publisher, an_end_without_its_begin_ends_nothing) {
    Publisher publisher = make_publisher();
    EXPECT_FALSE(publisher.end_snapshot(1));

    publisher.begin_snapshot(2);
    EXPECT_FALSE(publisher.end_snapshot(1));
    EXPECT_EQ(publisher.state(), SessionState::introduced);
}

TEST(Publisher, a_broken_snapshot_is_not_trusted_any_more) {
    Publisher publisher = make_publisher();
    publisher.begin_snapshot(1);
    publisher.lose_sync();

    EXPECT_FALSE(publisher.is_trusted());
    EXPECT_FALSE(publisher.end_snapshot(1));
}

TEST(Publisher, a_later_instrument_frame_replaces_the_one_of_the_same_index) {
    Publisher publisher = make_publisher();
    publisher.set_instrument({0, 1, 3, 0.25, nullptr});
    publisher.set_instrument({1, 2, 8, 0.25, nullptr});
    publisher.set_instrument({0, 3, 4, 0.25, nullptr});

    ASSERT_NE(publisher.find_instrument(0), nullptr);
    EXPECT_EQ(publisher.find_instrument(0)->chart, 4);
    EXPECT_EQ(publisher.find_instrument(1)->chart, 8);
    EXPECT_EQ(publisher.find_instrument(2), nullptr);
}

TEST(Publisher, a_later_instrument_frame_replaces_the_one_of_the_same_chart) {
    Publisher publisher = make_publisher();
    publisher.set_instrument({0, 1, 3, 0.25, nullptr});
    publisher.set_instrument({1, 1, 3, 0.5, nullptr});

    EXPECT_EQ(publisher.find_instrument(0), nullptr);
    ASSERT_EQ(publisher.instruments().size(), 1U);
    EXPECT_EQ(publisher.find_instrument(1)->tick_size, 0.5);

    publisher.forget_instrument(7, 3);
    EXPECT_TRUE(publisher.instruments().empty());
}

TEST(Publisher, what_it_never_said_of_its_sierra_is_unknown) {
    const Publisher publisher = make_publisher();

    EXPECT_EQ(publisher.status().connection, wire::connection::unknown);
    EXPECT_EQ(publisher.status().data_delay_s, wire::unknown_delay_s);
}

TEST(Publisher, every_state_has_a_name) {
    EXPECT_EQ(state_name(SessionState::introduced), "introduced");
    EXPECT_EQ(state_name(SessionState::replaced), "replaced");
}

}  // namespace
}  // namespace mia::market

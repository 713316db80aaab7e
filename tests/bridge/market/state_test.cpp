#include "bridge/market/state.hpp"

#include "tests/bridge/market/feed.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

using test::Feed;

std::string digest_after(const std::function<void(Feed&)>& bend, std::uint64_t publisher = 1) {
    Market market(wire::Token{}, detectors::Settings());
    Feed feed(publisher, 11);
    feed.show_book();
    static_cast<void>(feed.step({}, {{100, 5, Aggressor::buy}}));
    bend(feed);
    static_cast<void>(market.ingest(feed.snapshot([](wire::BatchWriter& writer) {
        test::write_value(writer, 7, 1.5);
        test::write_bar(writer, test::make_bar(test::start_ns, 9, false));
    })));
    return market.digest();
}

TEST(State, the_digest_does_not_depend_on_who_told_it_and_when) {
    const std::string digest = digest_after([](Feed&) {});

    EXPECT_EQ(digest_after([](Feed&) {}, 99), digest);
    EXPECT_EQ(digest_after([](Feed& feed) { feed.stamp.sequence = 5000; }), digest);
    EXPECT_EQ(digest_after([](Feed& feed) { feed.pass(test::second_ns); }), digest);
}

TEST(State, the_digest_tells_books_tapes_and_symbols_apart) {
    const std::string digest = digest_after([](Feed&) {});

    EXPECT_NE(digest_after([](Feed& feed) { feed.set_level({Side::bid, 95, 61}); }), digest);
    EXPECT_NE(digest_after([](Feed& feed) { feed.symbol = "NQH26-CME"; }), digest);
    EXPECT_NE(digest_after([](Feed& feed) { feed.tick_size = 0.5; }), digest);
    const auto trade = [](Feed& feed) {
        static_cast<void>(feed.step({}, {{100, 1, Aggressor::buy}}));
    };
    EXPECT_NE(digest_after(trade), digest);
}

TEST(State, has_room_for_so_many_symbols) {
    State state(wire::Token{}, detectors::Settings());
    for (std::size_t i = 0; i < State::symbols_max; ++i) {
        ASSERT_NE(state.symbol("S" + std::to_string(i), 0.25), nullptr);
    }

    EXPECT_EQ(state.symbol("one more", 0.25), nullptr);
    EXPECT_NE(state.symbol("S3", 0.25), nullptr);
}

}  // namespace
}  // namespace mia::market

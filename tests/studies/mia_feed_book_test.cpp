// The book at its far edge: a level that leaves because the window moved is told from one that was emptied.
#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

class FeedBook : public FeedSession, public testing::WithParamInterface<bool> {
protected:
    bool is_bid() const { return GetParam(); }
    std::vector<sim::BookLevel>& side() { return is_bid() ? es().book.bids : es().book.asks; }
    // The one change of the next batch that has any.
    wire::DepthLevel next_change() {
        mirror.changes.clear();
        step();
        EXPECT_TRUE(hear_until([&] { return !mirror.changes.empty(); }));
        EXPECT_EQ(mirror.changes.size(), 1U);
        return mirror.changes.empty() ? wire::DepthLevel{} : mirror.changes[0];
    }
};

// T4: counted from 1 in an interface that counts from 0, the best level was lost, and with it the spread.
TEST_P(FeedBook, every_level_from_the_best_on_is_there) {
    attach();
    ASSERT_TRUE(connect());
    EXPECT_EQ(is_bid() ? mirror.bids : mirror.asks, side_of(side()));
    EXPECT_EQ(mirror.asks.begin()->first - mirror.bids.rbegin()->first, 1);
}

// T5: a level that was gone was never said to be, and stayed in the book that was built from it.
TEST_P(FeedBook, a_level_anywhere_that_is_gone_is_said_to_be) {
    attach();
    ASSERT_TRUE(connect());
    for (const std::size_t level : {10U, 5U, 0U}) {
        const sim::BookLevel gone = side()[level];
        side().erase(side().begin() + static_cast<std::ptrdiff_t>(level));
        const wire::DepthLevel change = next_change();
        EXPECT_EQ(change.size, 0U);
        EXPECT_EQ(change.price_ticks, std::llround(gone.price / 0.25));
        EXPECT_EQ(change.level, level);
    }
    side()[0].quantity = 0;  // there, and empty
    EXPECT_EQ(next_change().size, 0U);
}

TEST_P(FeedBook, the_last_level_emptied_is_somebodys_doing) {
    attach();
    ASSERT_TRUE(connect());
    const sim::BookLevel last = side().back();
    side().pop_back();
    const wire::DepthLevel gone = next_change();
    EXPECT_EQ(gone.size, 0U);
    EXPECT_EQ(gone.price_ticks, std::llround(last.price / 0.25));
    EXPECT_EQ(gone.side, is_bid() ? wire::book_side::bid : wire::book_side::ask);
    EXPECT_EQ(gone.flags, 0) << "no other level pushed it out";

    side().push_back(last);
    EXPECT_EQ(next_change().flags, 0) << "the window had room for it";
}

TEST_P(FeedBook, a_level_pushed_out_or_let_in_by_another_is_nobodys_doing) {
    attach();
    ASSERT_TRUE(connect());
    const sim::BookLevel third = side()[2];
    const sim::BookLevel last = side().back();
    const double step_price = is_bid() ? -0.25 : 0.25;
    side().erase(side().begin() + 2);
    side().push_back({last.price + step_price, 5, 1});
    mirror.changes.clear();
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.changes.size() == 2; }));
    for (const wire::DepthLevel& level : mirror.changes) {
        const bool is_emptied = level.size == 0;
        EXPECT_EQ(level.flags, is_emptied ? 0 : wire::price_flag::window_edge);
    }
    side().insert(side().begin() + 2, third);
    side().pop_back();
    mirror.changes.clear();
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.changes.size() == 2; }));
    for (const wire::DepthLevel& level : mirror.changes) {
        EXPECT_EQ(level.flags, level.size == 0 ? wire::price_flag::window_edge : 0);
    }
}

TEST_P(FeedBook, emptied_and_refilled_is_whole_again_without_an_edge) {
    attach();
    ASSERT_TRUE(connect());
    const std::vector<sim::BookLevel> all = side();
    side().clear();
    step();
    ASSERT_TRUE(hear_until([&] { return (is_bid() ? mirror.bids : mirror.asks).empty(); }));
    side() = all;
    mirror.changes.clear();
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.changes.size() == all.size(); }));
    for (const wire::DepthLevel& level : mirror.changes) {
        EXPECT_EQ(level.flags, 0) << level.price_ticks;
    }
}

TEST_P(FeedBook, a_feed_that_shows_fewer_levels_from_now_on_has_its_edge_there) {
    attach();
    ASSERT_TRUE(connect());
    const auto show_six = [this](int best_bid_ticks) {
        set_book(best_bid_ticks);
        es().book.bids.resize(6);
        es().book.asks.resize(6);
    };
    show_six(26700);
    for (int i = 0; i < 700; ++i) {
        step();
        (void)hear_until([] { return true; });
    }
    ASSERT_TRUE(catch_up());
    show_six(is_bid() ? 26701 : 26699);
    mirror.changes.clear();
    step();
    ASSERT_TRUE(hear_until([&] { return !mirror.changes.empty(); }));
    int edges = 0;
    for (const wire::DepthLevel& level : mirror.changes) {
        edges += (level.flags & wire::price_flag::window_edge) != 0 ? 1 : 0;
    }
    EXPECT_EQ(edges, 2) << "one level left the window, another one came into it";
}

INSTANTIATE_TEST_SUITE_P(BothSides, FeedBook, testing::Values(true, false), [](const auto& each) {
    return each.param ? std::string("bid") : std::string("ask");
});

}  // namespace
}  // namespace mia::studies

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

INSTANTIATE_TEST_SUITE_P(BothSides, FeedBook, testing::Values(true, false), [](const auto& each) {
    return each.param ? std::string("bid") : std::string("ask");
});

}  // namespace
}  // namespace mia::studies

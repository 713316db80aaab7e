#include "bridge/detectors/ladder.hpp"

#include "tests/bridge/detectors/tape_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using Stand = test::TapeStand<Ladder>;
using test::second_ns;

struct LadderTest : testing::TestWithParam<Side> {
    Side side = GetParam();
    Stand stand;

    void SetUp() override { stand.tell({}, {}); }

    // Counted from the touch of the side.
    [[nodiscard]] std::int64_t price(std::int64_t behind) const {
        return side == Side::bid ? 99 - behind : 100 + behind;
    }
    void put(std::uint32_t size, std::initializer_list<std::int64_t> behind) {
        std::vector<test::Order> levels;
        for (const std::int64_t at : behind) {
            levels.push_back({side, price(at), size});
        }
        stand.tell({}, levels);
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, LadderTest, testing::Values(Side::bid, Side::ask),
    [](const auto& at) { return std::string(market::side_name(at.param)); }
);

TEST_P(LadderTest, levels_that_came_together_and_stay_are_reported_once) {
    put(250, {2, 3, 4});
    const std::int64_t placed_ns = stand.now_ns();
    stand.pass(10 * second_ns);

    ASSERT_EQ(stand.opened().size(), 1U);
    const Detection& ladder = stand.opened()[0];
    EXPECT_EQ(ladder.side, side);
    EXPECT_EQ(ladder.price_ticks, price(2));
    EXPECT_EQ(ladder.t_start_ns, placed_ns);
    EXPECT_EQ(ladder.t_open_ns, placed_ns + 3 * second_ns / 2);
    EXPECT_GT(ladder.confidence, 0.5);
    EXPECT_LT(ladder.confidence, 1.0);
    EXPECT_EQ(Stand::evidence(ladder, "levels"), 3.0);
    EXPECT_EQ(Stand::evidence(ladder, "size"), 750.0);
    EXPECT_EQ(Stand::evidence(ladder, "behind_touch_levels"), 2.0);
    EXPECT_TRUE(stand.closed().empty());
}

TEST_P(LadderTest, layers_may_come_one_after_another_and_the_nearest_one_is_waited_for) {
    for (const std::int64_t behind : {6, 5, 4, 3}) {
        put(250, {behind});
        stand.pass(second_ns / 2);
    }
    stand.pass(3 * second_ns);

    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].price_ticks, price(3));
    EXPECT_EQ(Stand::evidence(stand.opened()[0], "levels"), 4.0);
}

TEST_P(LadderTest, one_ordinary_level_may_lie_between) {
    put(250, {2, 4, 5});
    stand.pass(3 * second_ns);

    EXPECT_EQ(stand.opened().size(), 1U);
}

TEST_P(LadderTest, large_levels_far_from_each_other_are_none) {
    put(250, {0, 4, 8});
    stand.pass(5 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(LadderTest, one_large_level_is_none) {
    put(900, {2});
    stand.pass(5 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(LadderTest, levels_that_came_at_different_times_are_none) {
    for (const std::int64_t behind : {2, 3, 4}) {
        put(250, {behind});
        stand.pass(3 * second_ns);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(LadderTest, one_that_flickers_is_none) {
    for (int i = 0; i < 4; ++i) {
        put(250, {2, 3, 4});
        stand.pass(second_ns);
        put(60, {2, 3, 4});
        stand.pass(second_ns / 2);
    }

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(LadderTest, a_side_that_grows_all_over_is_none_even_when_it_shrinks_again) {
    for (std::uint32_t size = 70; size <= 180; size += 10) {
        put(size, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        stand.pass(second_ns / 5);
    }
    stand.pass(second_ns);
    for (const std::int64_t behind : {0, 1, 5, 6, 7, 8, 9}) {
        put(60, {behind});
        stand.pass(second_ns / 5);
    }
    stand.pass(3 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(LadderTest, what_comes_into_view_at_the_far_end_is_none) {
    for (const std::int64_t behind : {10, 11, 12}) {
        stand.show(side, price(behind), 250);
    }
    put(0, {0, 1, 2, 3, 4, 5});
    stand.pass(5 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(LadderTest, what_stood_there_when_the_book_was_first_told_is_none) {
    stand.lose_book();
    put(250, {2, 3, 4});
    stand.pass(5 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(LadderTest, marching_with_the_price_makes_no_second_one) {
    put(250, {3, 4, 5});
    stand.pass(2 * second_ns);
    for (const std::int64_t front : {2, 1, 0}) {
        put(250, {front});
        put(60, {front + 3});
        stand.pass(2 * second_ns);
    }

    EXPECT_EQ(stand.opened().size(), 1U);
    EXPECT_TRUE(stand.closed().empty());
}

TEST_P(LadderTest, ends_pulled_when_it_is_taken_away) {
    put(250, {2, 3, 4});
    stand.pass(2 * second_ns);
    put(60, {2, 3, 4});

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "pulled");
    EXPECT_EQ(stand.closed()[0].id, stand.opened()[0].id);
}

TEST_P(LadderTest, ends_eaten_when_it_was_traded) {
    put(250, {0, 1, 2});
    stand.pass(2 * second_ns);
    for (const std::int64_t behind : {0, 1}) {
        stand.tell({{side, price(behind), 250}}, {{side, price(behind), 0}});
    }

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "eaten");
}

TEST_P(LadderTest, another_one_after_its_end_is_another_episode) {
    put(250, {2, 3, 4});
    stand.pass(2 * second_ns);
    put(60, {2, 3, 4});
    stand.pass(second_ns);
    put(250, {2, 3, 4});
    stand.pass(2 * second_ns);

    EXPECT_EQ(stand.opened().size(), 2U);
}

}  // namespace
}  // namespace mia::detectors

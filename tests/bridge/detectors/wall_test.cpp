#include "bridge/detectors/wall.hpp"

#include "tests/bridge/detectors/tape_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using Stand = test::TapeStand<Wall>;
using test::second_ns;

struct WallTest : testing::TestWithParam<Side> {
    Side side = GetParam();
    Stand stand;

    // Counted from the touch of the side.
    [[nodiscard]] std::int64_t price(std::int64_t behind) const {
        return side == Side::bid ? 99 - behind : 100 + behind;
    }
};

INSTANTIATE_TEST_SUITE_P(
    BothSides, WallTest, testing::Values(Side::bid, Side::ask),
    [](const auto& at) { return std::string(market::side_name(at.param)); }
);

TEST_P(WallTest, a_large_level_that_stands_is_reported_once) {
    stand.tell({}, {{side, price(3), 500}});
    const std::int64_t placed_ns = stand.now_ns();
    stand.pass(10 * second_ns);

    ASSERT_EQ(stand.opened().size(), 1U);
    const Detection& wall = stand.opened()[0];
    EXPECT_EQ(wall.side, side);
    EXPECT_EQ(wall.price_ticks, price(3));
    EXPECT_EQ(wall.t_start_ns, placed_ns);
    EXPECT_EQ(wall.t_open_ns, placed_ns + 2 * second_ns);
    EXPECT_EQ(wall.t_end_ns, 0);
    EXPECT_GT(wall.confidence, 0.5);
    EXPECT_LT(wall.confidence, 1.0);
    EXPECT_EQ(Stand::evidence(wall, "size"), 500.0);
    EXPECT_EQ(Stand::evidence(wall, "behind_touch_ticks"), 3.0);
    EXPECT_TRUE(stand.closed().empty());
}

TEST_P(WallTest, one_that_vanishes_at_once_is_none) {
    stand.tell({}, {{side, price(3), 500}});
    stand.pass(second_ns);
    stand.tell({}, {{side, price(3), 60}});
    stand.pass(5 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(WallTest, a_level_that_is_merely_big_is_none) {
    stand.tell({}, {{side, price(3), 160}});
    stand.pass(10 * second_ns);

    EXPECT_TRUE(stand.opened().empty());
}

TEST_P(WallTest, one_far_from_the_touch_waits_until_the_price_comes_near) {
    stand.tell({}, {{side, price(15), 500}});
    stand.pass(5 * second_ns);
    EXPECT_TRUE(stand.opened().empty());

    std::vector<test::Order> gone;
    for (std::int64_t behind = 0; behind < 8; ++behind) {
        gone.push_back({side, price(behind), 0});
    }
    stand.tell({}, gone);

    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].t_open_ns, stand.now_ns());
}

TEST_P(WallTest, ends_pulled_when_it_is_taken_away) {
    stand.tell({}, {{side, price(3), 500}});
    stand.pass(3 * second_ns);
    stand.tell({}, {{side, price(3), 60}});

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "pulled");
    EXPECT_EQ(stand.closed()[0].id, stand.opened()[0].id);
    EXPECT_EQ(stand.closed()[0].t_end_ns, stand.now_ns());
}

TEST_P(WallTest, ends_eaten_when_it_was_traded) {
    stand.tell({}, {{side, price(0), 500}});
    stand.pass(3 * second_ns);
    stand.tell({{side, price(0), 200}}, {{side, price(0), 300}});
    stand.tell({{side, price(0), 200}}, {{side, price(0), 100}});

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "eaten");
    EXPECT_EQ(Stand::evidence(stand.closed()[0], "traded"), 400.0);
}

TEST_P(WallTest, ends_out_of_view_when_the_window_leaves_it) {
    stand.tell({}, {{side, price(3), 500}});
    stand.pass(3 * second_ns);
    stand.hide(side, price(3));

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "out-of-view");
}

TEST_P(WallTest, small_changes_of_its_size_do_not_make_a_second_one) {
    stand.tell({}, {{side, price(3), 500}});
    stand.pass(3 * second_ns);
    for (const std::uint32_t size : {300U, 200U, 150U, 260U, 500U}) {
        stand.tell({}, {{side, price(3), size}});
        stand.pass(3 * second_ns);
    }

    EXPECT_EQ(stand.opened().size(), 1U);
    EXPECT_TRUE(stand.closed().empty());
}

TEST_P(WallTest, what_is_large_follows_what_is_usual) {
    stand.tell({}, {{side, price(3), 500}});
    stand.pass(3 * second_ns);
    ASSERT_EQ(stand.opened().size(), 1U);
    std::vector<test::Order> thick;
    for (std::int64_t behind = 0; behind < 10; ++behind) {
        if (behind != 3) {
            thick.push_back({side, price(behind), 300});
        }
    }
    stand.tell({}, thick);
    stand.pass(130 * second_ns);
    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "ordinary");
    stand.tell({}, {{side, price(3), 900}});
    stand.pass(3 * second_ns);
    EXPECT_EQ(stand.opened().size(), 1U);

    stand.tell({}, {{side, price(4), 1300}});
    stand.pass(3 * second_ns);
    EXPECT_EQ(stand.opened().size(), 2U);
}

TEST_P(WallTest, in_a_book_that_has_just_grown_as_a_whole_no_level_is_one) {
    std::vector<test::Order> thick;
    for (std::int64_t behind = 0; behind < 10; ++behind) {
        thick.push_back({side, price(behind), 300});
    }
    stand.tell({}, thick);
    stand.pass(5 * second_ns);
    EXPECT_TRUE(stand.opened().empty());

    // Nor is one that was large among large ones, when they are gone, before it stood out for a while.
    for (test::Order& level : thick) {
        level.size = level.price_ticks == price(3) ? 300 : test::ordinary;
    }
    stand.tell({}, thick);
    stand.pass(second_ns);
    EXPECT_TRUE(stand.opened().empty());
    stand.pass(2 * second_ns);
    EXPECT_EQ(stand.opened().size(), 1U);
}

TEST_P(WallTest, after_a_lost_book_it_has_to_stand_anew) {
    stand.tell({}, {{side, price(3), 500}});
    stand.pass(second_ns);
    stand.lose_book();
    stand.pass(second_ns + second_ns / 2);
    EXPECT_TRUE(stand.opened().empty());

    stand.pass(second_ns);
    EXPECT_EQ(stand.opened().size(), 1U);
}

}  // namespace
}  // namespace mia::detectors

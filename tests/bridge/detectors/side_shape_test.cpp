#include "bridge/detectors/side_shape.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

using market::BookSide;
using market::Side;

constexpr std::array<std::uint32_t, 9> sizes{40, 71, 55, 420, 62, 58, 90, 66, 30};

BookSide side_at(Side which, std::int64_t best) {
    BookSide side(which);
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        const auto deep = static_cast<std::int64_t>(k);
        side.set({which == Side::bid ? best - deep : best + deep, sizes[k], 3});
    }
    return side;
}

TEST(SideShape, knows_a_side_that_moved_as_it_was) {
    for (const Side which : market::both_sides) {
        SideShape shape;
        shape.note(side_at(which, 100));
        EXPECT_TRUE(shape.has_merely_moved(side_at(which, 101)));
        EXPECT_TRUE(shape.has_merely_moved(side_at(which, 97)));
        EXPECT_FALSE(shape.has_merely_moved(side_at(which, 100)));
    }
}

TEST(SideShape, allows_two_levels_that_are_others) {
    SideShape shape;
    shape.note(side_at(Side::bid, 100));
    BookSide side = side_at(Side::bid, 101);
    side.set({98, 60, 3});
    side.set({97, 90, 3});
    EXPECT_TRUE(shape.has_merely_moved(side));
    side.set({96, 80, 3});
    EXPECT_FALSE(shape.has_merely_moved(side));
}

TEST(SideShape, an_order_placed_anew_behind_a_touch_that_comes_near_is_no_move) {
    SideShape shape;
    shape.note(side_at(Side::bid, 100));
    // The touch is gone, and who stood third behind it stands there again.
    BookSide side = side_at(Side::bid, 100);
    side.set({100, 0, 0});
    side.set({97, 62, 3});
    side.set({96, 420, 3});
    EXPECT_FALSE(shape.has_merely_moved(side));
}

TEST(SideShape, of_nothing_nothing_is_known) {
    SideShape shape;
    EXPECT_FALSE(shape.has_merely_moved(side_at(Side::ask, 100)));
    shape.note(side_at(Side::ask, 101));
    shape.forget();
    EXPECT_FALSE(shape.has_merely_moved(side_at(Side::ask, 100)));
}

}  // namespace
}  // namespace mia::detectors

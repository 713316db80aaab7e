#include "bridge/detectors/engulfing.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

// A body of 4 down, then one of 6 up around it.
const std::vector<test::Prices> pattern{{104, 106, 99, 100}, {99, 107, 98, 105}};

const auto found = test::found_at_end<Engulfing>;

TEST(Engulfing, is_found_either_way) {
    const auto detection = found(pattern, ParameterValues(Engulfing::info));
    ASSERT_TRUE(detection);
    EXPECT_EQ(detection->side, Side::bid);
    EXPECT_EQ(detection->price_ticks, 105);
    EXPECT_EQ(detection->evidence[0], 6.0);
    EXPECT_EQ(detection->evidence[1], 4.0);

    const auto fall = found(test::mirrored(pattern), ParameterValues(Engulfing::info));
    ASSERT_TRUE(fall);
    EXPECT_EQ(fall->side, Side::ask);
    EXPECT_EQ(fall->price_ticks, -105);
}

TEST(Engulfing, covers_the_whole_body_and_is_longer) {
    const ParameterValues values(Engulfing::info);
    EXPECT_FALSE(found({pattern[0], {101, 107, 98, 106}}, values));  // opens within
    EXPECT_FALSE(found({pattern[0], {99, 107, 98, 103}}, values));   // closes within
    EXPECT_FALSE(found({pattern[0], {100, 107, 98, 104}}, values));  // the same body
    EXPECT_TRUE(found({pattern[0], {100, 107, 98, 105}}, values));   // one tick more
    EXPECT_FALSE(found({{100, 106, 99, 100}, pattern[1]}, values));  // nothing to cover
    EXPECT_FALSE(found({{100, 106, 99, 104}, pattern[1]}, values));  // the same colour
}

TEST(Engulfing, the_bodies_it_needs_can_be_set) {
    EXPECT_FALSE(found(pattern, test::with<Engulfing>("body_ticks", 5.0)));
    EXPECT_TRUE(found(pattern, test::with<Engulfing>("body_ticks", 4.0)));
    EXPECT_FALSE(found(pattern, test::with<Engulfing>("body_percent", 151.0)));
    EXPECT_TRUE(found(pattern, test::with<Engulfing>("body_percent", 150.0)));
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/market/volume_profile.hpp"

#include <gtest/gtest.h>

namespace mia::market {
namespace {

TEST(VolumeProfile, holds_what_was_traded_at_each_price) {
    VolumeProfile profile;
    EXPECT_TRUE(profile.is_empty());
    EXPECT_EQ(profile.at(100), Traded());

    EXPECT_TRUE(profile.add(100, {5, 0, 0}));
    EXPECT_TRUE(profile.add(97, {0, 3, 0}));
    EXPECT_TRUE(profile.add(100, {1, 2, 4}));

    EXPECT_EQ(profile.at(100), (Traded{6, 2, 4}));
    EXPECT_EQ(profile.volume_at(97), 3U);
    EXPECT_EQ(profile.volume_at(98), 0U);
    EXPECT_EQ(profile.low_ticks(), 97);
    EXPECT_EQ(profile.high_ticks(), 100);
    EXPECT_EQ(profile.volume(), 15U);
}

TEST(VolumeProfile, spans_a_fixed_number_of_prices_around_any) {
    for (const std::int64_t first : {std::int64_t{0}, std::int64_t{-5}, std::int64_t{1} << 39}) {
        VolumeProfile profile(8);
        EXPECT_TRUE(profile.add(first, {1, 0, 0}));
        EXPECT_TRUE(profile.add(first + 7, {2, 0, 0}));
        EXPECT_FALSE(profile.add(first + 8, {4, 0, 0}));
        EXPECT_FALSE(profile.add(first - 1, {4, 0, 0}));
        EXPECT_EQ(profile.volume_at(first), 1U);
        EXPECT_EQ(profile.volume_at(first + 8), 0U);
        EXPECT_EQ(profile.volume(), 3U);
    }
}

TEST(VolumeProfile, reaches_further_again_when_its_ends_are_taken_out) {
    VolumeProfile profile(8);
    for (std::int64_t price = 0; price < 8; ++price) {
        ASSERT_TRUE(profile.add(price, {1, 0, 0}));
    }
    profile.remove(3, {1, 0, 0});
    EXPECT_EQ(profile.low_ticks(), 0);
    for (std::int64_t price = 0; price < 3; ++price) {
        profile.remove(price, {1, 0, 0});
    }

    EXPECT_EQ(profile.low_ticks(), 4);
    EXPECT_TRUE(profile.add(11, {9, 0, 0}));
    EXPECT_EQ(profile.volume_at(11), 9U);
    EXPECT_EQ(profile.volume_at(3), 0U);
}

TEST(VolumeProfile, is_empty_when_everything_is_taken_out_or_cleared) {
    VolumeProfile profile(8);
    profile.add(5, {1, 0, 0});
    profile.remove(5, {1, 0, 0});
    EXPECT_TRUE(profile.is_empty());

    profile.add(500, {0, 2, 0});
    profile.clear();
    EXPECT_TRUE(profile.is_empty());
    EXPECT_EQ(profile.volume(), 0U);
    EXPECT_TRUE(profile.add(504, {1, 0, 0}));
    EXPECT_EQ(profile.volume_at(500), 0U);
    EXPECT_EQ(profile.low_ticks(), 504);
}

}  // namespace
}  // namespace mia::market

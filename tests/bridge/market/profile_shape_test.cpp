#include "bridge/market/profile_shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace mia::market {
namespace {

using Prices = std::vector<std::int64_t>;

// Volumes of the prices from 100 up.
VolumeProfile profile_of(const std::vector<std::uint64_t>& volumes) {
    VolumeProfile profile;
    for (std::size_t i = 0; i < volumes.size(); ++i) {
        if (volumes[i] != 0) {
            profile.add(100 + static_cast<std::int64_t>(i), {volumes[i], 0, 0});
        }
    }
    return profile;
}

ProfileShape shape_of(const std::vector<std::uint64_t>& volumes) {
    ProfileShape shape;
    shape.update(profile_of(volumes));
    return shape;
}

Prices prices_of(const PriceList& list) {
    return {list.prices().begin(), list.prices().end()};
}

std::uint64_t volume_at(const std::vector<std::uint64_t>& volumes, std::int64_t price) {
    return volumes.at(static_cast<std::size_t>(price - 100));
}

// Hills of this height around these prices above 100, over a floor.
std::vector<std::uint64_t> hills(const std::vector<double>& tops, std::size_t rows) {
    std::vector<std::uint64_t> volumes(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        double volume = 20.0;
        for (const double top : tops) {
            const double off = (static_cast<double>(row) - top) / 6.0;
            volume += 1000.0 * std::exp(-off * off);
        }
        volumes[row] = static_cast<std::uint64_t>(volume);
    }
    return volumes;
}

TEST(ProfileShape, of_nothing_is_nothing) {
    ProfileShape shape = shape_of({1});
    EXPECT_TRUE(shape.value_area());

    shape.update(VolumeProfile());

    EXPECT_EQ(shape.value_area(), std::nullopt);
    EXPECT_TRUE(shape.high_nodes().prices().empty());
}

TEST(ProfileShape, one_price_is_all_there_is) {
    EXPECT_EQ(shape_of({7}).value_area(), (ValueArea{100, 100, 100}));
}

TEST(ProfileShape, the_value_area_grows_towards_more_volume_two_prices_at_a_time) {
    // 100 of 145 is below 70 percent: 20 + 8 above against 9 + 3 below.
    EXPECT_EQ(shape_of({2, 3, 9, 100, 20, 8, 3}).value_area(), (ValueArea{103, 103, 105}));
}

TEST(ProfileShape, the_value_area_holds_its_share_and_not_much_more) {
    std::mt19937 random(4);
    for (int run = 0; run < 200; ++run) {
        std::vector<std::uint64_t> volumes(1 + random() % 60);
        for (std::uint64_t& volume : volumes) {
            volume = random() % 50;
        }
        volumes.front() += 1;
        volumes.back() += 1;
        const VolumeProfile profile = profile_of(volumes);
        ProfileShape shape;
        shape.update(profile);
        const ValueArea area = shape.value_area().value();
        std::uint64_t inside = 0;
        std::uint64_t largest = 0;
        for (std::int64_t price = area.low_ticks; price <= area.high_ticks; ++price) {
            inside += profile.volume_at(price);
            largest = std::max(largest, profile.volume_at(price));
        }
        EXPECT_GE(inside * 100, profile.volume() * 70);
        // At most what two prices on each side hold was too much.
        EXPECT_LT((inside - std::min(inside, 4 * largest)) * 100, profile.volume() * 70 + 1);
        EXPECT_EQ(profile.volume_at(area.poc_ticks), *std::ranges::max_element(volumes));
        EXPECT_LE(profile.low_ticks(), area.low_ticks);
        EXPECT_LE(area.high_ticks, profile.high_ticks());
    }
}

TEST(ProfileShape, of_prices_with_the_same_volume_the_middle_one_is_the_poc) {
    EXPECT_EQ(shape_of({9, 1, 9, 1, 1}).value_area()->poc_ticks, 102);
    EXPECT_EQ(shape_of({5, 5, 5, 5, 5}).value_area(), (ValueArea{102, 100, 104}));
}

TEST(ProfileShape, high_nodes_are_hills_and_low_nodes_the_valleys_between) {
    const ProfileShape shape = shape_of(hills({20, 60, 100}, 128));

    EXPECT_EQ(prices_of(shape.high_nodes()), (Prices{120, 160, 200}));
    EXPECT_EQ(prices_of(shape.low_nodes()), (Prices{140, 180}));
}

TEST(ProfileShape, a_shallow_dip_is_no_low_node) {
    const ProfileShape shape = shape_of(hills({20, 33}, 64));

    EXPECT_EQ(prices_of(shape.high_nodes()), (Prices{120, 133}));
    EXPECT_TRUE(shape.low_nodes().prices().empty());
}

TEST(ProfileShape, a_flat_profile_has_no_nodes) {
    const ProfileShape shape = shape_of(std::vector<std::uint64_t>(100, 50));

    EXPECT_TRUE(shape.high_nodes().prices().empty());
}

TEST(ProfileShape, upside_down_it_is_the_same_upside_down) {
    std::mt19937 random(8);
    for (std::uint32_t run = 0; run < 100; ++run) {
        std::vector<double> tops;
        for (std::uint32_t i = 0; i < 1 + run % 4; ++i) {
            tops.push_back(static_cast<double>(random() % 200));
        }
        std::vector<std::uint64_t> volumes = hills(tops, 201);
        const ProfileShape upright = shape_of(volumes);
        std::ranges::reverse(volumes);
        const ProfileShape turned = shape_of(volumes);

        const auto mirrored = [](std::int64_t price) { return 400 - price; };
        EXPECT_EQ(turned.value_area()->low_ticks, mirrored(upright.value_area()->high_ticks));
        EXPECT_EQ(turned.value_area()->high_ticks, mirrored(upright.value_area()->low_ticks));
        for (const auto list : {&ProfileShape::high_nodes, &ProfileShape::low_nodes}) {
            Prices expected = prices_of((upright.*list)());
            std::ranges::transform(expected, expected.begin(), mirrored);
            std::ranges::reverse(expected);
            const Prices found = prices_of((turned.*list)());
            ASSERT_EQ(found.size(), expected.size());
            for (std::size_t i = 0; i < found.size(); ++i) {
                // Of two prices with the same volume either may be taken.
                EXPECT_EQ(volume_at(volumes, found[i]), volume_at(volumes, expected[i]));
            }
        }
    }
}

TEST(ProfileShape, follows_much_volume_after_a_second_and_little_after_ten) {
    constexpr std::int64_t second_ns = 1'000'000'000;
    VolumeProfile profile = profile_of({100'000});
    ProfileShape shape;
    std::int64_t now_ns = 1000 * second_ns;
    shape.follow(profile, now_ns);
    EXPECT_EQ(shape.value_area()->poc_ticks, 100);

    profile.add(101, {200'000, 0, 0});
    shape.follow(profile, now_ns + second_ns - 1);
    EXPECT_EQ(shape.value_area()->poc_ticks, 100);
    now_ns += second_ns;
    shape.follow(profile, now_ns);
    EXPECT_EQ(shape.value_area(), (ValueArea{101, 100, 101}));

    profile.remove(100, {100'000, 0, 0});
    profile.add(102, {99'900, 0, 0});
    now_ns += second_ns;
    shape.follow(profile, now_ns);
    EXPECT_EQ(shape.value_area(), (ValueArea{101, 101, 102}));
    profile.remove(102, {900, 0, 0});
    profile.add(103, {100, 0, 0});
    shape.follow(profile, now_ns + 9 * second_ns);
    EXPECT_EQ(shape.value_area(), (ValueArea{101, 101, 102}));
    shape.follow(profile, now_ns + 10 * second_ns);
    EXPECT_EQ(shape.value_area(), (ValueArea{101, 101, 103}));
    now_ns += 10 * second_ns;
    profile.clear();
    profile.add(500, {3, 0, 0});
    shape.follow(profile, now_ns + 9 * second_ns);
    EXPECT_EQ(shape.value_area()->poc_ticks, 500);
    shape.follow(profile, 0);  // the clock went back
    EXPECT_EQ(shape.value_area()->poc_ticks, 500);
}

TEST(ProfileShape, never_lists_more_nodes_than_it_has_room_for) {
    std::mt19937 random(2);
    for (const std::size_t rows : {30U, 300U, 3000U, 16000U}) {
        std::vector<std::uint64_t> volumes(rows);
        for (std::uint64_t& volume : volumes) {
            volume = random() % 10 == 0 ? 1000 : 1;
        }
        const ProfileShape shape = shape_of(volumes);
        EXPECT_LT(shape.high_nodes().prices().size(), PriceList::prices_max) << rows;
        EXPECT_TRUE(std::ranges::is_sorted(shape.low_nodes().prices()));
    }
}

}  // namespace
}  // namespace mia::market

#include "bridge/market/size_distribution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace mia::market {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

TEST(SizeDistribution, says_nothing_of_a_few_samples) {
    SizeDistribution sizes;
    for (std::uint32_t i = 1; i < SizeDistribution::samples_wanted; ++i) {
        sizes.add(60);
        EXPECT_FALSE(sizes.is_ready());
        EXPECT_EQ(sizes.quantile(500), 0U);
    }
    sizes.add(60);
    EXPECT_NEAR(sizes.quantile(500), 60.0, 2.0);
}

TEST(SizeDistribution, is_near_the_true_quantile_for_sizes_of_any_order) {
    std::mt19937 random(3);
    for (const std::uint32_t scale : {10U, 100U, 5000U, 1000000U}) {
        SizeDistribution sizes;
        std::vector<std::uint32_t> all;
        for (int i = 0; i < 5000; ++i) {
            all.push_back(static_cast<std::uint32_t>(random() % scale) + 1);
            sizes.add(all.back());
        }
        std::sort(all.begin(), all.end());
        for (const std::uint32_t per_mille : {10U, 500U, 900U, 990U}) {
            const double exact = all[all.size() * per_mille / 1000 - 1];
            EXPECT_NEAR(sizes.quantile(per_mille), exact, exact / 32 + 1)
                << scale << " " << per_mille;
        }
    }
}

TEST(SizeDistribution, takes_the_largest_size_there_is) {
    SizeDistribution sizes;
    for (std::uint32_t i = 0; i < SizeDistribution::samples_wanted; ++i) {
        sizes.add(0xFFFFFFFFU);
    }

    EXPECT_GE(sizes.quantile(1000), 0xFC000000U);
}

TEST(SizeDistribution, every_share_has_the_smallest_size_that_reaches_it) {
    std::mt19937 random(5);
    SizeDistribution sizes;
    std::vector<std::uint32_t> all;
    for (int i = 0; i < 777; ++i) {
        all.push_back(static_cast<std::uint32_t>(random() % 30));
        sizes.add(all.back());
    }
    std::sort(all.begin(), all.end());
    for (std::uint32_t per_mille = 1; per_mille <= 1000; ++per_mille) {
        const std::size_t wanted = (all.size() * per_mille + 999) / 1000;
        EXPECT_EQ(sizes.quantile(per_mille), all[wanted - 1]) << per_mille;
    }
    EXPECT_EQ(sizes.quantile(0), all.front());
    EXPECT_EQ(sizes.quantile(5000), all.back());
}

TEST(SizeDistribution, ranks_a_size_by_how_many_are_smaller) {
    SizeDistribution sizes;
    EXPECT_EQ(sizes.rank(5), 0U);
    for (std::uint32_t size = 1; size <= 10; ++size) {
        sizes.add(size, 100);
    }
    for (std::uint32_t size = 1; size <= 10; ++size) {
        EXPECT_EQ(sizes.rank(size), 100 * (size - 1));
    }
    EXPECT_EQ(sizes.rank(0), 0U);
    EXPECT_EQ(sizes.rank(5000), 1000U);
}

TEST(SizeDistribution, a_look_sees_what_came_since_the_last_one) {
    SizeDistribution sizes;
    sizes.add(10, 200);
    EXPECT_EQ(sizes.median(), 10U);
    sizes.add(20, 300);
    EXPECT_EQ(sizes.median(), 20U);
    EXPECT_EQ(sizes.samples(), 500U);
}

TEST(SizeDistribution, forgets_after_two_generations) {
    SizeDistribution sizes(60 * second_ns);
    for (std::int64_t t = 0; t < 250; ++t) {
        sizes.advance(t * second_ns);
        sizes.add(t < 125 ? 50 : 500, 4);
    }

    EXPECT_EQ(sizes.quantile(1), sizes.quantile(1000));
    EXPECT_NEAR(sizes.quantile(1), 500.0, 500.0 / 32);
}

TEST(SizeDistribution, forgets_by_and_by) {
    SizeDistribution sizes(60 * second_ns);
    std::uint64_t least = 1000;
    for (std::int64_t t = 0; t < 1000; ++t) {
        sizes.advance(t * second_ns);
        sizes.add(5, 4);
        least = t < 200 ? least : std::min(least, sizes.samples());
    }

    EXPECT_GE(least, 240U);
    EXPECT_LE(sizes.samples(), 480U);
}

TEST(SizeDistribution, remembers_what_is_seldom_seen_until_there_is_more) {
    SizeDistribution sizes(60 * second_ns);
    for (std::int64_t hour = 0; hour < 150; ++hour) {
        sizes.advance(hour * 3600 * second_ns);
        sizes.add(7);
    }

    EXPECT_EQ(sizes.median(), 7U);
    EXPECT_EQ(sizes.samples(), 150U);
}

TEST(SizeDistribution, goes_on_when_the_clock_went_back) {
    SizeDistribution sizes(60 * second_ns);
    sizes.advance(1000 * second_ns);
    sizes.add(9, 100);
    sizes.advance(0);
    for (std::int64_t t = 0; t < 130; ++t) {
        sizes.advance(t * second_ns);
        sizes.add(30, 4);
    }

    EXPECT_EQ(sizes.quantile(1), 30U);
}

}  // namespace
}  // namespace mia::market

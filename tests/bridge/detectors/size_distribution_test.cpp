#include "bridge/detectors/size_distribution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace mia::detectors {
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

TEST(SizeDistribution, looks_at_the_near_levels_four_times_a_second) {
    market::BookSide side(market::Side::bid);
    for (std::int64_t depth = 0; depth < 20; ++depth) {
        side.set({100 - depth, depth < 10 ? 50U : 5000U, 1});
    }
    SizeDistribution sizes;
    for (std::int64_t t = 0; t < 5 * second_ns; t += 50'000'000) {
        sizes.observe(side, t);
    }

    EXPECT_TRUE(sizes.is_ready());
    EXPECT_NEAR(sizes.quantile(1000), 50.0, 1.0);
    EXPECT_EQ(sizes.median(), sizes.quantile(500));
}

TEST(SizeDistribution, forgets_after_two_minutes) {
    market::BookSide side(market::Side::bid);
    SizeDistribution sizes;
    std::int64_t now_ns = 0;
    for (const std::uint32_t size : {50U, 500U}) {
        for (std::int64_t depth = 0; depth < 10; ++depth) {
            side.set({100 - depth, size, 1});
        }
        for (int i = 0; i < 125 * 4; ++i) {
            now_ns += second_ns / 4;
            sizes.observe(side, now_ns);
        }
    }

    EXPECT_NEAR(sizes.quantile(10), 500.0, 500.0 / 32);
}

TEST(SizeDistribution, goes_on_when_the_clock_went_back) {
    market::BookSide side(market::Side::bid);
    for (std::int64_t depth = 0; depth < 10; ++depth) {
        side.set({100 - depth, 50, 1});
    }
    SizeDistribution sizes;
    sizes.observe(side, 1000 * second_ns);
    for (std::int64_t t = 0; t < 5 * second_ns; t += second_ns / 4) {
        sizes.observe(side, t);
    }

    EXPECT_TRUE(sizes.is_ready());
}

}  // namespace
}  // namespace mia::detectors

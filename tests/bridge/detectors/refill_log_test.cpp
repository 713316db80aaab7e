#include "bridge/detectors/refill_log.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

// What a batch did to a level that showed `before` and shows `after`, given what was traded.
market::LevelStep
step_of(std::uint32_t before, std::uint32_t traded, std::uint32_t after, std::int64_t at_ns = 1) {
    const std::uint32_t there = after + traded;
    return {
        1,
        at_ns,
        before,
        after,
        there > before ? there - before : 0,
        before > there ? before - there : 0,
        traded};
}

RefillLog::Sums sums_of(const RefillLog& log, std::int64_t since_ns = 0) {
    RefillLog::Sums all;
    log.any_of_newest(since_ns, [&](const RefillLog::Sums& sums) {
        all = sums;
        return false;
    });
    return all;
}

TEST(RefillLog, sums_up_what_was_traded_and_what_came_back_at_once) {
    RefillLog log;
    log.add(step_of(10, 30, 8, 5));
    log.add(step_of(8, 5, 3, 6));
    log.add(step_of(3, 0, 9, 7));  // came later: only the display moved
    log.add(step_of(9, 4, 10, 8));
    const RefillLog::Sums sums = sums_of(log);

    EXPECT_EQ(sums.refills, 2U);
    EXPECT_EQ(sums.traded, 39U);
    EXPECT_EQ(sums.refilled, 28U + 5U);
    EXPECT_EQ(sums.beyond, 20U);
    EXPECT_EQ(sums.moved, 2U + 5U + 6U + 1U);
    EXPECT_EQ(sums.displayed_max, 10U);
    EXPECT_EQ(sums.first_ns, 5);
}

TEST(RefillLog, of_a_level_nobody_had_seen_or_that_is_gone_nothing_is_claimed) {
    RefillLog log;
    log.add(step_of(0, 30, 8));
    log.add(step_of(8, 30, 0));
    const RefillLog::Sums sums = sums_of(log);

    EXPECT_EQ(sums.traded, 60U);
    EXPECT_EQ(sums.refills, 0U);
    EXPECT_EQ(sums.refilled + sums.beyond, 0U);
}

TEST(RefillLog, goes_back_only_as_far_as_it_is_asked_and_as_it_remembers) {
    RefillLog log;
    for (std::int64_t at_ns = 1; at_ns <= 40; ++at_ns) {
        log.add(step_of(10, 1, 10, at_ns));
    }
    EXPECT_EQ(sums_of(log).traded, RefillLog::hits_max);
    EXPECT_EQ(sums_of(log, 36).traded, 5U);

    log.clear();
    EXPECT_EQ(sums_of(log).traded, 0U);
}

TEST(RefillLog, refills_by_one_order_are_multiples_of_what_it_shows) {
    RefillLog log;
    for (const std::uint32_t times : {1U, 2U, 1U, 1U, 3U}) {
        log.add(step_of(5, 20 * times, 5));
    }
    EXPECT_EQ(sums_of(log).share_alike(), 1.0);
    log.add(step_of(5, 31, 5));
    EXPECT_NEAR(sums_of(log).share_alike(), 5.0 / 6.0, 1e-9);
}

TEST(RefillLog, refills_by_many_are_not) {
    RefillLog log;
    for (const std::uint32_t amount : {13U, 37U, 22U, 8U, 51U, 29U}) {
        log.add(step_of(60, amount, 60));
    }
    EXPECT_LT(sums_of(log).share_alike(), 0.5);
}

TEST(RefillLog, amounts_of_a_few_contracts_say_nothing) {
    RefillLog log;
    for (const std::uint32_t amount : {1U, 2U, 3U, 2U}) {
        log.add(step_of(10, amount, 10));
    }
    EXPECT_EQ(sums_of(log).share_alike(), 0.0);
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/bar_run.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

std::vector<wire::Bar> bars_until(std::int64_t last) {
    std::vector<wire::Bar> bars;
    for (std::int64_t at = 0; at <= last; ++at) {
        bars.push_back(test::bar_of({100, 100, 100, 100}, test::start_ns + at * test::minute_ns));
    }
    return bars;
}

TEST(BarRun, goes_on_with_the_bar_after_the_last) {
    BarRun run;
    EXPECT_FALSE(run.follows(bars_until(3)));
    EXPECT_TRUE(run.follows(bars_until(4)));
    EXPECT_TRUE(run.follows(bars_until(5)));
}

TEST(BarRun, ends_with_a_bar_left_out_or_one_that_is_not_sound) {
    BarRun run;
    EXPECT_FALSE(run.follows(bars_until(3)));
    EXPECT_FALSE(run.follows(bars_until(5)));
    EXPECT_TRUE(run.follows(bars_until(6)));
    EXPECT_FALSE(run.follows({}));
    EXPECT_FALSE(run.follows(bars_until(7)));
    const auto bars = bars_until(8);
    EXPECT_FALSE(BarRun().follows(std::span(bars).last(1)));
}

}  // namespace
}  // namespace mia::detectors

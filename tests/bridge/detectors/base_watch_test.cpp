#include "bridge/detectors/base_watch.hpp"

#include "tests/bridge/detectors/navale_bars.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

class Watched {
public:
    explicit Watched(const std::vector<test::Prices>& bars) {
        for (const test::Prices& prices : bars) {
            tell(prices);
        }
    }
    BaseStep tell(const test::Prices& prices) {
        const auto at = static_cast<std::int64_t>(bars_.size());
        bars_.push_back(test::bar_of(prices, test::start_ns + at * test::minute_ns));
        return watch.on_bar(bars_);
    }
    BaseStep tell_none() {
        bars_.clear();
        return watch.on_bar(bars_);
    }

    BaseWatch watch{8.0, 250.0};

private:
    std::vector<wire::Bar> bars_;
};

std::vector<test::Prices> all_but_the_last(std::vector<test::Prices> bars) {
    bars.pop_back();
    return bars;
}

TEST(BaseWatch, finds_a_base_with_its_last_bar_and_sees_how_it_is_left) {
    Watched watched(all_but_the_last(test::green_base()));
    EXPECT_EQ(watched.tell(test::green_base().back()), BaseStep::found);
    const Base base = watched.watch.base();
    EXPECT_EQ(base.direction, Direction::up);
    EXPECT_EQ(base.low, 98);
    EXPECT_EQ(base.high, 105);
    EXPECT_EQ(base.start_ns, test::start_ns + test::minute_ns);
    EXPECT_EQ(watched.tell({104, 105, 98, 98}), BaseStep::lasts);
    EXPECT_EQ(watched.tell({98, 99, 96, 97}), BaseStep::left_against);
    EXPECT_EQ(watched.watch.base().bars, 9U);
}

TEST(BaseWatch, is_better_the_longer_narrower_evener_and_more_central) {
    // Ranges of 5.75 on the mean and 7 wide; volumes alike; seven of eight closes between
    // 99.75 and 103.25.
    const Watched watched(test::green_base());
    const double narrow = (2.5 * 5.75 - 7.0) / (1.5 * 5.75);
    EXPECT_DOUBLE_EQ(watched.watch.base().mean_range, 5.75);
    EXPECT_NEAR(
        watched.watch.base().quality, 0.30 * 0.8 + 0.20 * narrow + 0.25 + 0.25 * 7.0 / 8.0, 1e-12
    );
    auto uneven = test::green_base();
    uneven[4].bought = 500;
    EXPECT_LT(Watched(uneven).watch.base().quality, watched.watch.base().quality);
}

TEST(BaseWatch, makes_no_second_base_of_bars_that_made_one) {
    Watched watched(test::green_base());
    EXPECT_EQ(watched.tell({104, 107, 102, 106}), BaseStep::left_with);
    EXPECT_EQ(watched.tell({106, 108, 103, 107}), BaseStep::none);
    EXPECT_EQ(watched.tell({107, 108, 104, 108}), BaseStep::none);
}

TEST(BaseWatch, loses_its_base_with_a_bar_that_is_unknown) {
    Watched watched(test::green_base());
    EXPECT_EQ(watched.tell_none(), BaseStep::lost);
    EXPECT_EQ(watched.tell_none(), BaseStep::none);
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/boarding.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

Boarding boarding_of(const std::vector<test::Prices>& prices, Direction direction) {
    std::vector<wire::Bar> bars;
    for (const test::Prices& bar : prices) {
        bars.push_back(test::bar_of(bar));
    }
    return Boarding(BarWindow(bars, direction));
}

constexpr test::Prices doji{100, 102, 98, 100};

TEST(Boarding, adds_up_what_body_volume_and_aggressors_say) {
    // Of 100 contracts against the 28 usual: body 0.8 * 8 / 10, volume 0.4 at most, delta 0.5 at most,
    // two thirds bought 0.3. A red bar without delta against it: body 0.8, volume 0.2 * 10 / 28.
    std::vector<test::Prices> bars(3, {100, 100, 100, 100, 5, 5});
    bars.push_back({100, 109, 99, 108, 33, 67});
    bars.push_back({108, 108, 104, 104, 5, 5});
    const double with = 0.64 + 0.4 + 0.5 + 0.3;
    const double against = 0.8 + 0.2 * 10.0 / 28.0;
    EXPECT_NEAR(boarding_of(bars, Direction::up).share(), with / (with + against), 1e-12);
    EXPECT_NEAR(boarding_of(bars, Direction::down).share(), against / (with + against), 1e-12);
    EXPECT_NEAR(
        boarding_of(bars, Direction::up).balance(), -boarding_of(bars, Direction::down).balance(),
        1e-12
    );
}

TEST(Boarding, is_even_when_nothing_speaks_for_either) {
    EXPECT_EQ(boarding_of(std::vector<test::Prices>(5, doji), Direction::up).share(), 0.5);
    EXPECT_EQ(
        boarding_of(std::vector<test::Prices>(5, {1, 1, 1, 1, 0, 0}), Direction::up).balance(), 0.0
    );
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace mia::detectors {
namespace {

TEST(Settings, start_with_everything_enabled_and_as_the_tables_say) {
    const Settings settings;
    for (std::size_t i = 0; i < detector_count; ++i) {
        EXPECT_TRUE(settings.is_enabled(i));
        const auto parameters = AllDetectors::infos[i]->parameters;
        for (std::size_t row = 0; row < parameters.size(); ++row) {
            EXPECT_EQ(settings.values(i)[row], parameters[row].standard);
        }
    }
}

std::size_t place_of(const DetectorInfo& info) {
    const auto& infos = AllDetectors::infos;
    return static_cast<std::size_t>(std::find(infos.begin(), infos.end(), &info) - infos.begin());
}

TEST(Settings, take_a_value_within_its_limits) {
    Settings settings;

    EXPECT_EQ(settings.set("wall", "hold_s", 5.0), std::nullopt);
    EXPECT_EQ(
        settings.values(place_of(Wall::info)).nanoseconds(row_of(Wall::parameters, "hold_s")),
        5'000'000'000
    );
    EXPECT_EQ(settings.set("absorption", "enabled", 0.0), std::nullopt);
    EXPECT_FALSE(settings.is_enabled(place_of(Absorption::info)));
}

TEST(Settings, say_what_was_expected_and_found) {
    Settings settings;

    const std::string fault = settings.set("wal", "hold_s", 1.0).value_or("");
    EXPECT_TRUE(fault.starts_with("detectors: one of iceberg, wall, ladder, ")) << fault;
    EXPECT_TRUE(fault.ends_with(" was expected, found: wal")) << fault;
    EXPECT_EQ(
        settings.set("wall", "hold", 1.0),
        "detectors.wall: one of enabled, hold_s, ratio, size_min, "
        "near_ticks, keep_share was expected, found: hold"
    );
    EXPECT_EQ(
        settings.set("wall", "hold_s", -1.0),
        "detectors.wall.hold_s: a number from 0.1 to 120 was expected, found: -1"
    );
    EXPECT_NE(
        settings.set("wall", "hold_s", std::numeric_limits<double>::quiet_NaN()), std::nullopt
    );
    EXPECT_NE(settings.set("wall", "enabled", 2.0), std::nullopt);
}

}  // namespace
}  // namespace mia::detectors

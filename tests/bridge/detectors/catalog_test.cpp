// What every detector of the catalog promises, whatever it detects.
#include "bridge/detectors/catalog.hpp"

#include "bridge/detectors/detector_set.hpp"

#include <gtest/gtest.h>

#include <set>

namespace mia::detectors {
namespace {

TEST(Catalog, names_each_detector_once_and_says_what_it_is) {
    std::set<std::string_view> names;
    for (const DetectorInfo* info : AllDetectors::infos) {
        EXPECT_TRUE(names.insert(info->name).second) << info->name;
        EXPECT_TRUE(info->meaning.ends_with('.')) << info->name;
        EXPECT_LE(info->evidence.size(), evidence_max);
    }
}

TEST(Catalog, every_parameter_has_a_default_within_its_limits_and_a_meaning) {
    for (const DetectorInfo* info : AllDetectors::infos) {
        std::set<std::string_view> names{enabled_parameter.name};
        EXPECT_LE(info->parameters.size(), parameters_max);
        for (const Parameter& parameter : info->parameters) {
            EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name;
            EXPECT_LE(parameter.minimum, parameter.standard) << parameter.name;
            EXPECT_LE(parameter.standard, parameter.maximum) << parameter.name;
            EXPECT_FALSE(parameter.meaning.empty()) << parameter.name;
        }
    }
}

TEST(Catalog, every_detector_can_be_made_with_its_limits) {
    for (const bool at_maximum : {false, true}) {
        Settings settings;
        for (const DetectorInfo* info : AllDetectors::infos) {
            for (const Parameter& parameter : info->parameters) {
                const double value = at_maximum ? parameter.maximum : parameter.minimum;
                EXPECT_EQ(settings.set(info->name, parameter.name, value), std::nullopt);
            }
        }
        Reports reports;
        const market::Measures measures;
        const DetectorSet detectors("ESH26-CME", settings, measures, reports);
        EXPECT_TRUE(detectors.episodes().active().empty());
    }
}

}  // namespace
}  // namespace mia::detectors

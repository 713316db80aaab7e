#include "bridge/detectors/parameter.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

constexpr std::array parameters{
    Parameter{"hold_s", 1.5, 0.0, 10.0, "s", "for tests"},
    Parameter{"near_ticks", 7.0, 0.0, 10.0, "ticks", "for tests"},
};
constexpr DetectorInfo pattern{"pattern", "For tests.", parameters, {}};
static_assert(row_of(parameters, "near_ticks") == 1);

TEST(ParameterValues, start_as_the_table_says_and_convert_to_what_code_computes_with) {
    ParameterValues values(pattern);
    EXPECT_EQ(values.nanoseconds(0), 1'500'000'000);
    EXPECT_EQ(values.integer(1), 7);

    values.set(1, 3.0);
    EXPECT_EQ(values[1], 3.0);
}

}  // namespace
}  // namespace mia::detectors

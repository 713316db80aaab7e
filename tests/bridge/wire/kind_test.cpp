#include "bridge/wire/kind.hpp"

#include "bridge/wire/catalog.hpp"

#include <gtest/gtest.h>

namespace mia::wire {
namespace {

TEST(Kind, FeedAndWayBackHaveRangesOfTheirOwn) {
    for (const KindInfo& info : catalog) {
        const bool is_way_back = info.name == "Level" || info.name == "Signal" ||
                                 info.name == "Clear" || info.name == "Regime" ||
                                 info.name == "Recognition";
        EXPECT_EQ(static_cast<std::uint16_t>(info.kind) >= 32, is_way_back) << info.name;
    }
}

// A zeroed frame header must never pass for a frame.
TEST(Kind, ZeroIsNone) {
    EXPECT_EQ(find_kind(0, 1), nullptr);
}

}  // namespace
}  // namespace mia::wire

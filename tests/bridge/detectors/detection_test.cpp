#include "bridge/detectors/detection.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

constexpr DetectorInfo pattern{"pattern", "For tests.", {}, {}};
constexpr Opening opening{pattern, market::Side::ask, 100, 5, 0.75, {1.0}};

TEST(Episodes, report_an_opening_and_a_closing_once) {
    Reports reports;
    Episodes episodes("ESH26-CME", reports);

    const std::uint64_t id = episodes.open(opening, 10);
    EXPECT_EQ(episodes.active().size(), 1U);
    episodes.close(id, 20, "over", {2.0});
    episodes.close(id, 30, "over", {3.0});

    ASSERT_EQ(reports.opened.size(), 1U);
    EXPECT_EQ(reports.opened[0].t_end_ns, 0);
    EXPECT_EQ(reports.opened[0].evidence[0], 1.0);
    ASSERT_EQ(reports.closed.size(), 1U);
    EXPECT_EQ(reports.closed[0].id, id);
    EXPECT_EQ(reports.closed[0].t_end_ns, 20);
    EXPECT_EQ(reports.closed[0].evidence[0], 2.0);
    EXPECT_EQ(reports.closed[0].symbol, "ESH26-CME");
    EXPECT_TRUE(episodes.active().empty());
}

TEST(Episodes, of_all_symbols_share_one_numbering) {
    Reports reports;
    Episodes first("ESH26-CME", reports);
    Episodes second("NQH26-CME", reports);

    EXPECT_EQ(first.open(opening, 10), 1U);
    EXPECT_EQ(second.open(opening, 10), 2U);
    EXPECT_EQ(first.open(opening, 10), 3U);
}

TEST(Episodes, all_end_for_one_reason_and_never_before_they_opened) {
    Reports reports;
    Episodes episodes("ESH26-CME", reports);
    episodes.open(opening, 10);
    episodes.open(opening, 20);

    episodes.close_all(15, "gap");

    ASSERT_EQ(reports.closed.size(), 2U);
    EXPECT_EQ(reports.closed[0].t_end_ns, 15);
    EXPECT_EQ(reports.closed[1].t_end_ns, 20);
    EXPECT_EQ(reports.closed[1].reason, "gap");
    EXPECT_EQ(reports.closed[1].evidence[0], 1.0);
}

}  // namespace
}  // namespace mia::detectors

#include "bridge/detectors/detector_set.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

struct DetectorSetTest : testing::Test {
    Reports reports;
    market::Book book;
    market::Measures measures;

    void SetUp() override {
        for (std::int64_t depth = 0; depth < 10; ++depth) {
            book.side(Side::bid).set({99 - depth, 60, 5});
            book.side(Side::ask).set({100 + depth, 60, 5});
        }
    }

    // Ordinary for ten seconds, then a wall for five.
    std::int64_t play(DetectorSet& detectors) {
        std::int64_t now_ns = 1000 * second_ns;
        for (int i = 0; i < 300; ++i) {
            now_ns += 50'000'000;
            if (i == 200) {
                book.side(Side::bid).set({96, 500, 5});
                const BookChange change{Side::bid, false, 96, 60, 500};
                detectors.on_changes({&change, 1}, book, now_ns);
            }
            measures.observe(book, now_ns);
            detectors.on_batch(book, now_ns);
        }
        return now_ns;
    }
};

TEST_F(DetectorSetTest, learns_what_is_usual_and_finds_what_is_not) {
    DetectorSet detectors("ESH26-CME", Settings(), measures, reports);
    play(detectors);

    ASSERT_EQ(reports.opened.size(), 1U);
    EXPECT_EQ(reports.opened[0].pattern->name, "wall");
    EXPECT_EQ(reports.opened[0].symbol, "ESH26-CME");
    EXPECT_EQ(detectors.episodes().active().size(), 1U);
}

TEST_F(DetectorSetTest, a_detector_that_is_switched_off_says_nothing) {
    Settings settings;
    ASSERT_EQ(settings.set("wall", "enabled", 0.0), std::nullopt);
    DetectorSet detectors("ESH26-CME", settings, measures, reports);
    play(detectors);

    EXPECT_TRUE(reports.opened.empty());
}

TEST_F(DetectorSetTest, a_detector_of_bars_hears_of_bars) {
    DetectorSet detectors("ESH26-CME", Settings(), measures, reports);
    const std::array bars{
        test::bar_of({104, 106, 99, 100}), test::bar_of({99, 107, 98, 105}, test::start_ns + 1)};

    detectors.on_bar(bars, book, test::start_ns + 2);

    ASSERT_EQ(reports.opened.size(), 1U);
    EXPECT_EQ(reports.opened[0].pattern->name, "engulfing");
}

TEST_F(DetectorSetTest, a_lost_book_ends_every_episode) {
    DetectorSet detectors("ESH26-CME", Settings(), measures, reports);
    const std::int64_t now_ns = play(detectors);

    detectors.reset(now_ns, "gap");

    ASSERT_EQ(reports.closed.size(), 1U);
    EXPECT_EQ(reports.closed[0].reason, "gap");
    EXPECT_TRUE(detectors.episodes().active().empty());
}

}  // namespace
}  // namespace mia::detectors

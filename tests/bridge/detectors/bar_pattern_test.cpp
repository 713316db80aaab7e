#include "bridge/detectors/bar_pattern.hpp"

#include "tests/bridge/detectors/bar_stand.hpp"

#include <gtest/gtest.h>

namespace mia::detectors {
namespace {

// Two bars of which the newer closed higher: as plain as a rule can be.
struct HigherRule {
    static constexpr std::array<Parameter, 0> parameters{};
    static constexpr std::array<std::string_view, 1> evidence{"ticks"};
    static constexpr DetectorInfo info{"higher", "A higher close.", parameters, evidence};
    static constexpr auto directions = both_directions;

    explicit HigherRule(const ParameterValues&) {}
    [[nodiscard]] static constexpr std::size_t bars_needed() { return 2; }
    [[nodiscard]] static std::optional<BarMatch> judge(const BarWindow& window) {
        const std::int64_t ticks = window.at(0).close - window.at(1).close;
        return ticks > 0 ? std::optional(BarMatch{2, window.at(0).close, {ticks_of(ticks)}})
                         : std::nullopt;
    }
};

using Higher = BarPattern<HigherRule>;
using Stand = test::BarStand<Higher>;

constexpr test::Prices flat{100, 101, 99, 100};
constexpr test::Prices up{100, 104, 99, 103};

TEST(BarPattern, opens_when_the_bar_that_completes_it_has_closed) {
    Stand stand;
    stand.tell(flat);
    EXPECT_TRUE(stand.opened().empty());

    stand.tell(up);

    ASSERT_EQ(stand.opened().size(), 1U);
    const Detection& found = stand.opened()[0];
    EXPECT_EQ(found.pattern->name, "higher");
    EXPECT_EQ(found.side, Side::bid);
    EXPECT_EQ(found.price_ticks, 103);
    EXPECT_EQ(found.t_start_ns, test::start_ns);
    EXPECT_EQ(found.t_open_ns, test::start_ns + 2 * test::minute_ns);
    EXPECT_EQ(found.confidence, 1.0);
    EXPECT_EQ(found.evidence[0], 3.0);
    EXPECT_TRUE(stand.closed().empty());
}

TEST(BarPattern, looks_for_a_fall_with_the_same_rule) {
    Stand stand;
    stand.tell_all({up, flat});

    ASSERT_EQ(stand.opened().size(), 1U);
    EXPECT_EQ(stand.opened()[0].side, Side::ask);
    EXPECT_EQ(stand.opened()[0].price_ticks, 100);
}

TEST(BarPattern, is_over_when_the_next_bar_closes) {
    Stand stand;
    stand.tell_all({flat, up, up});

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "passed");
    EXPECT_EQ(stand.closed()[0].t_end_ns, stand.now_ns());
    EXPECT_EQ(stand.closed()[0].evidence[0], 3.0);
    EXPECT_EQ(stand.opened().size(), 1U);
}

TEST(BarPattern, a_bar_of_which_nothing_can_be_said_ends_it_too) {
    Stand stand;
    stand.tell_all({flat, up});
    stand.tell_none();
    stand.tell(flat);

    EXPECT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.opened().size(), 1U);
}

TEST(BarPattern, forgets_its_episode_when_the_book_was_lost) {
    Stand stand;
    stand.tell_all({flat, up});
    stand.lose_book();
    stand.tell(up);

    ASSERT_EQ(stand.closed().size(), 1U);
    EXPECT_EQ(stand.closed()[0].reason, "gap");
}

}  // namespace
}  // namespace mia::detectors

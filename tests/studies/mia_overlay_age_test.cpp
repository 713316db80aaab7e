// How old what MIA Overlay shows is, and what becomes of the background when the regime grows stale.
#include <utility>

#include "tests/studies/overlay_session.hpp"

namespace mia::studies {
namespace {

using wire::BatchWriter;

class OverlayRegime : public OverlaySession,
                      public testing::WithParamInterface<std::pair<std::uint8_t, int>> {
protected:
    void say_regime(std::int64_t valid_from_ns) {
        peer.say_all([&](BatchWriter& writer) {
            add_regime(writer, GetParam().first, valid_from_ns);
        });
    }
    float background() { return value(GetParam().second); }
    std::string words() const {
        return GetParam().first == wire::gamma_regime::positive ? "positive gamma"
                                                                : "negative gamma";
    }
};

TEST_P(OverlayRegime, grows_stale_like_a_level_and_colours_no_more_bars) {
    ASSERT_TRUE(connect());
    say_regime(overlay_start_ns);
    ASSERT_TRUE(hear());
    for (int minute = 0; minute < 29; ++minute) {
        append_bar();
        host.update(3);
    }
    EXPECT_EQ(background(), 1);
    append_bar();
    host.update(3);
    EXPECT_EQ(background(), 0);
    EXPECT_EQ(value(GetParam().second, bars_before + 28), 1) << "what it was then stays";
    EXPECT_EQ(value(subgraph::oldest_age), 30);
    EXPECT_TRUE(panel_says(words() + ", 30 min old"));
    say_regime(host.now_ns());
    ASSERT_TRUE(hear());
    EXPECT_EQ(background(), 1);
    EXPECT_EQ(value(subgraph::oldest_age), 0);
}

TEST_P(OverlayRegime, of_unknown_age_colours_nothing_and_counts_as_old) {
    ASSERT_TRUE(connect());
    say_regime(0);
    ASSERT_TRUE(hear());
    EXPECT_EQ(background(), 0);
    EXPECT_EQ(value(subgraph::oldest_age), 1'000'000);
    EXPECT_TRUE(panel_says(words() + ", of unknown age"));
}

INSTANTIATE_TEST_SUITE_P(
    BothSides, OverlayRegime,
    testing::Values(
        std::pair{wire::gamma_regime::positive, subgraph::positive_gamma},
        std::pair{wire::gamma_regime::negative, subgraph::negative_gamma}
    )
);

class OverlayAge : public OverlaySession {};

TEST_F(OverlayAge, a_level_of_unknown_age_counts_as_old) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(value(subgraph::oldest_age), 0);
    peer.say([&](BatchWriter& writer) { add_level(writer, 2, "gamma.put_wall", 6600, 0); });
    ASSERT_TRUE(hear());
    EXPECT_EQ(value(subgraph::oldest_age), 1'000'000);
}

}  // namespace
}  // namespace mia::studies

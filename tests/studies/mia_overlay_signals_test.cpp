// The signals that MIA Overlay marks, and their scores where alerts read them.
#include <algorithm>

#include "tests/studies/overlay_session.hpp"

namespace mia::studies {
namespace {

using wire::BatchWriter;

std::uint32_t rgb(int red, int green, int blue) {
    return static_cast<std::uint32_t>(RGB(red, green, blue));
}

class OverlaySignals : public OverlaySession {};

TEST_F(OverlaySignals, signals_are_markers_at_their_time_and_price_with_their_score) {
    ASSERT_TRUE(connect());
    const std::int64_t then = overlay_start_ns - 5 * overlay_minute_ns;
    peer.say_all([&](BatchWriter& writer) {
        add_signal(writer, 1, then, 26700, 0.72);
        add_signal(writer, 2, overlay_start_ns, 26710, -0.5);
    });
    ASSERT_TRUE(hear());
    const auto markers = drawn(DRAWING_MARKER);
    ASSERT_EQ(markers.size(), 2U);
    EXPECT_EQ(markers[0]->MarkerType, MARKER_TRIANGLEUP);
    EXPECT_EQ(markers[0]->BeginValue, 6675);
    EXPECT_EQ(markers[0]->Color, rgb(34, 139, 34));
    EXPECT_EQ(
        host.chart(3).zone().utc_from_local_us(markers[0]->BeginDateTime.ToUNIXTimeInMicroseconds()
        ) * 1000,
        then
    );
    EXPECT_EQ(markers[1]->MarkerType, MARKER_TRIANGLEDOWN);
    EXPECT_EQ(markers[1]->BeginValue, 6677.5);
    EXPECT_EQ(markers[1]->Color, rgb(220, 20, 60));
    const auto texts = drawn(DRAWING_TEXT);
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_STREQ(texts[0]->Text.GetChars(), "+0.72");
    EXPECT_STREQ(texts[1]->Text.GetChars(), "-0.50");
    EXPECT_EQ(texts[0]->Color, markers[0]->Color);
    EXPECT_EQ(texts[1]->Color, markers[1]->Color);
    EXPECT_FLOAT_EQ(value(subgraph::signal_score, bars_before - 6), 0.72F);
    EXPECT_FLOAT_EQ(value(subgraph::signal_score), -0.5F);
    EXPECT_EQ(value(subgraph::signal_score, bars_before - 2), 0);
}

TEST_F(OverlaySignals, the_latest_hundred_signals_are_kept) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        for (int i = 0; i < 130; ++i) {
            add_signal(
                writer, static_cast<std::uint64_t>(i), overlay_start_ns - (130 - i) * 1000,
                26700 + i, 0.5
            );
        }
    });
    ASSERT_TRUE(hear());
    const auto markers = drawn(DRAWING_MARKER);
    EXPECT_EQ(markers.size(), 100U);
    for (const s_UseTool* marker : markers) {
        EXPECT_GE(marker->BeginValue, 6675 + 30 * 0.25F);
    }
}

TEST_F(OverlaySignals, a_signal_of_before_the_first_bar_stands_in_no_bar) {
    ASSERT_TRUE(connect());
    const std::int64_t first_ns = overlay_start_ns - (bars_before - 1) * overlay_minute_ns;
    peer.say_all([&](BatchWriter& writer) {
        add_signal(writer, 1, first_ns - 1, 26700, 0.9);
        add_signal(writer, 2, overlay_start_ns - 300 * overlay_minute_ns, 26700, 0.8);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawn(DRAWING_MARKER).size(), 2U) << "Sierra draws them where the chart has no bars";
    EXPECT_EQ(value(subgraph::signal_score, 0), 0);
    peer.say([&](BatchWriter& writer) { add_signal(writer, 3, first_ns, 26700, 0.7); });
    ASSERT_TRUE(hear());
    EXPECT_FLOAT_EQ(value(subgraph::signal_score, 0), 0.7F) << "the first bar's own is in it";
}

TEST_F(OverlaySignals, a_score_leaves_its_bar_with_its_signal) {
    namespace scope = wire::clear_scope;
    ASSERT_TRUE(connect());
    const auto say_both = [](BatchWriter& writer) {
        add_signal(writer, 1, overlay_start_ns - overlay_minute_ns, 26700, 0.9);
        add_signal(writer, 2, overlay_start_ns, 26700, -0.5);
    };
    const auto all_zero = [&] {
        const auto& scores = line(subgraph::signal_score);
        return std::all_of(scores.begin(), scores.end(), [](float each) { return each == 0; });
    };
    for (const std::uint32_t what : {scope::signals, scope::everything}) {
        peer.say_all(say_both);
        ASSERT_TRUE(hear());
        EXPECT_FLOAT_EQ(value(subgraph::signal_score, bars_before - 1), -0.5F);
        append_bar();
        peer.say([&](BatchWriter& writer) { add_clear(writer, what); });
        ASSERT_TRUE(hear());
        EXPECT_TRUE(all_zero()) << "after a Clear of " << what;
    }
    peer.say_all(say_both);
    ASSERT_TRUE(hear());
    peer.say_all([](BatchWriter& writer) {
        add_signal(writer, 1, overlay_start_ns - overlay_minute_ns, 26700, 0.9);
    });
    ASSERT_TRUE(hear());
    EXPECT_FLOAT_EQ(value(subgraph::signal_score, bars_before - 2), 0.9F);
    EXPECT_EQ(value(subgraph::signal_score, bars_before - 1), 0) << "not current any more";
}

TEST_F(OverlaySignals, a_score_comes_to_its_bar_when_a_replay_comes_to_its_time) {
    ASSERT_TRUE(connect());
    peer.say_all([](BatchWriter& writer) {
        add_signal(writer, 1, overlay_start_ns + 5 * overlay_minute_ns, 26700, 0.9);
    });
    ASSERT_TRUE(hear());
    for (int i = 0; i < 7; ++i) {
        append_bar();
        host.update(3);
    }
    EXPECT_FLOAT_EQ(value(subgraph::signal_score, bars_before + 4), 0.9F);
}

}  // namespace
}  // namespace mia::studies

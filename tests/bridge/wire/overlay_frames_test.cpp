#include "bridge/wire/overlay_frames.hpp"

#include "tests/bridge/wire/round_trip.hpp"

namespace mia::wire {
namespace {

TEST(OverlayFrames, LevelKeepsItsPriceUnrounded) {
    RoundTrip<Level> sent;
    sent.head.id = 4;
    sent.head.price_ticks = 20001;
    sent.head.price_raw = 5000.31;
    set_text(sent.head.name, "gamma.call_wall");
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.id, 4U);
    EXPECT_EQ(received.price_raw, 5000.31);
    EXPECT_EQ(get_text(received.name), "gamma.call_wall");
}

TEST(OverlayFrames, SignalKeepsItsScore) {
    RoundTrip<Signal> sent;
    sent.head.score = -0.75;
    sent.head.side = 2;
    set_text(sent.head.text, "absorption at the bid");
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.score, -0.75);
    EXPECT_EQ(received.side, 2U);
    EXPECT_EQ(get_text(received.text), "absorption at the bid");
}

TEST(OverlayFrames, ClearNamesWhatGoes) {
    RoundTrip<Clear> sent;
    sent.head.scope = 3;
    sent.head.id = 4;
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.scope, 3U);
    EXPECT_EQ(received.id, 4U);
}

TEST(OverlayFrames, RegimeKeepsItsSideAndItsTime) {
    RoundTrip<Regime> sent;
    sent.head.gamma = gamma_regime::negative;
    sent.head.valid_from_ns = 1'773'239'700'000'000'000;
    set_text(sent.head.text, "negative gamma");
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.gamma, 2U);
    EXPECT_EQ(received.valid_from_ns, 1'773'239'700'000'000'000);
    EXPECT_EQ(get_text(received.text), "negative gamma");
}

}  // namespace
}  // namespace mia::wire

#include "bridge/wire/chart_frames.hpp"

#include "tests/bridge/wire/round_trip.hpp"

#include <cmath>
#include <limits>

namespace mia::wire {
namespace {

TEST(ChartFrames, StudyCatalogNamesItsSubgraphs) {
    RoundTrip<StudyCatalog> sent;
    sent.head.study = 11;
    set_text(sent.head.name_displayed, "VWAP");
    sent.entries.resize(2);
    sent.entries[1].subgraph = 60;
    set_text(sent.entries[1].name, "Top Band 1");
    const auto received = round_trip(sent);
    EXPECT_EQ(received.head.study, 11U);
    EXPECT_EQ(get_text(received.head.name_displayed), "VWAP");
    ASSERT_EQ(received.entries.size(), 2U);
    EXPECT_EQ(received.entries[1].subgraph, 60U);
    EXPECT_EQ(get_text(received.entries[1].name), "Top Band 1");
}

// The wire judges nothing: what is no number crosses as it is and is counted by the reader.
TEST(ChartFrames, StudyValuesStayUnroundedAndUnrepaired) {
    using Limits = std::numeric_limits<double>;
    RoundTrip<StudyValue> sent;
    sent.entries = {
        {1, 0, 0, 5003.123456789012},
        {1, 1, 0, Limits::quiet_NaN()},
        {1, 2, 0, -Limits::infinity()},
        {1, 3, 0, -static_cast<double>(std::numeric_limits<float>::max())}};
    const auto received = round_trip(sent).entries;
    ASSERT_EQ(received.size(), 4U);
    EXPECT_EQ(received[0].value, 5003.123456789012);
    EXPECT_TRUE(std::isnan(received[1].value));
    EXPECT_EQ(received[2].value, -Limits::infinity());
    EXPECT_EQ(received[3].value, sent.entries[3].value);
}

TEST(ChartFrames, BarKeepsTicksAndRawPricesApart) {
    RoundTrip<Bar> sent;
    sent.head.close_ticks = 20001;
    sent.head.close_raw = 5000.3;
    sent.head.flags = bar_flag::closed | bar_flag::off_grid;
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.close_ticks, 20001);
    EXPECT_EQ(received.close_raw, 5000.3);
    EXPECT_EQ(received.flags, 3U);
}

TEST(ChartFrames, VolumeAtPriceMayHaveNegativePrices) {
    RoundTrip<VolumeAtPrice> sent;
    sent.entries = {{-37, 10, 4, 6, 3}};
    const auto received = round_trip(sent).entries;
    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received[0].price_ticks, -37);
    EXPECT_EQ(received[0].volume, received[0].bid_volume + received[0].ask_volume);
}

}  // namespace
}  // namespace mia::wire

#include "bridge/wire/detail_frames.hpp"

#include "bridge/wire/market_frames.hpp"

#include "tests/bridge/wire/round_trip.hpp"

namespace mia::wire {
namespace {

TEST(DetailFrames, StudyInputKeepsNumbersAndTextsApart) {
    RoundTrip<StudyInput> sent;
    sent.head.study = 2;
    sent.head.input_count = 2;
    sent.entries.resize(2);
    sent.entries[0].type = input_type::number;
    sent.entries[0].number = 0.7;
    set_text(sent.entries[0].name, "Value Area Percentage");
    sent.entries[1].input = 127;
    sent.entries[1].type = input_type::study_reference;
    set_text(sent.entries[1].text, "8;1;3");
    const auto received = round_trip(sent);
    EXPECT_EQ(received.head.study, 2U);
    ASSERT_EQ(received.entries.size(), 2U);
    EXPECT_EQ(received.entries[0].number, 0.7);
    EXPECT_EQ(get_text(received.entries[0].name), "Value Area Percentage");
    EXPECT_EQ(received.entries[1].input, 127U);
    EXPECT_EQ(get_text(received.entries[1].text), "8;1;3");
}

TEST(DetailFrames, ChartStateSaysWhatIsLeftOut) {
    RoundTrip<ChartState> sent;
    sent.head.chart = 8;
    sent.head.condition = chart_condition::missing;
    sent.head.studies_left_out = 44;
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.chart, 8);
    EXPECT_EQ(received.condition, chart_condition::missing);
    EXPECT_EQ(received.studies_left_out, 44U);
}

TEST(DetailFrames, StackPullMayBeNegative) {
    RoundTrip<StackPull> sent;
    sent.head.bid_sum = -12.0;
    sent.entries = {{26700, -31, book_side::bid, 0, 0}, {-5, 8, book_side::ask, 0, 0}};
    const auto received = round_trip(sent);
    EXPECT_EQ(received.head.bid_sum, -12.0);
    ASSERT_EQ(received.entries.size(), 2U);
    EXPECT_EQ(received.entries[0].quantity, -31);
    EXPECT_EQ(received.entries[1].price_ticks, -5);
}

TEST(DetailFrames, TapeBreakHoldsNumbersOfAnySize) {
    RoundTrip<TapeBreak> sent;
    sent.head.sequence_before = 0xFFFF'FFFFU;
    sent.head.sequence_after = 1;
    sent.head.reason = tape_break::restarted;
    const auto received = round_trip(sent).head;
    EXPECT_EQ(received.sequence_before, 0xFFFF'FFFFU);
    EXPECT_EQ(received.sequence_after, 1U);
    EXPECT_EQ(received.reason, tape_break::restarted);
}

}  // namespace
}  // namespace mia::wire

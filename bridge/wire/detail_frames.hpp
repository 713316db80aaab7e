// Frames that tell what the others leave open: which of two like studies is which, how a chart is, what pulls and
// stacks in the book, where the tape has a hole.
#pragma once

#include "bridge/wire/layout.hpp"

namespace mia::wire {

namespace input_type {
inline constexpr std::uint16_t number = 1;
inline constexpr std::uint16_t text = 2;
inline constexpr std::uint16_t study_reference =
    3;  // points to a study: chart;study;subgraph in the text
}  // namespace input_type

struct StudyInput {
    FrameHeader frame;
    std::int32_t chart;
    std::uint16_t instrument;
    std::uint16_t reserved;
    std::uint32_t study;
    std::uint32_t input_count;
};

struct InputValue {
    std::uint16_t input;
    std::uint16_t type;
    std::uint32_t reserved;
    double number;
    char name[48];
    char text[56];
};

template <>
struct Layout<StudyInput> {
    static constexpr Kind kind = Kind::study_input;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "StudyInput";
    static constexpr std::string_view meaning =
        "What the user set in one study, behind its StudyCatalog: it tells two of a kind apart.";
    using Entry = InputValue;
    static constexpr std::array fields{
        MIA_FIELD(StudyInput, chart, "", "Sierra's chart number"),
        MIA_FIELD(StudyInput, instrument, "", "index of the chart's instrument"),
        MIA_FIELD(StudyInput, reserved, "", "zero"),
        MIA_FIELD(StudyInput, study, "", "study id"),
        MIA_FIELD(StudyInput, input_count, "inputs", "how many the study has"),
    };
    static constexpr std::array entry_fields{
        MIA_FIELD(InputValue, input, "", "index from 0; Sierra's dialog counts from 1"),
        MIA_FIELD(
            InputValue, type, "", "1 number, 2 text, 3 a study: chart;study;subgraph as text"
        ),
        MIA_FIELD(InputValue, reserved, "", "zero"),
        MIA_FIELD(InputValue, number, "", "the value; of a choice its index; 0 for a text"),
        MIA_FIELD(InputValue, name, "text", "name of the input"),
        MIA_FIELD(InputValue, text, "text", "the value of a text, cut when too long"),
    };
};

namespace chart_condition {
inline constexpr std::uint8_t sent = 1;
inline constexpr std::uint8_t missing = 2;
inline constexpr std::uint8_t empty = 3;
inline constexpr std::uint8_t downloading = 4;
inline constexpr std::uint8_t other_time_zone = 5;
inline constexpr std::uint8_t no_tick_size = 6;
}  // namespace chart_condition

struct ChartState {
    FrameHeader frame;
    std::int32_t chart;
    std::uint16_t instrument;
    std::uint8_t condition;
    std::uint8_t reserved;
    std::uint32_t study_count;
    std::uint32_t value_count;
    std::uint32_t studies_left_out;
    std::uint32_t values_left_out;
    char time_zone[64];
};

template <>
struct Layout<ChartState> {
    static constexpr Kind kind = Kind::chart_state;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "ChartState";
    static constexpr std::string_view meaning =
        "Whether a chart can be told of and how much of it is, in snapshots and when it changes.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(ChartState, chart, "", "Sierra's chart number"),
        MIA_FIELD(ChartState, instrument, "", "index of the chart's instrument"),
        MIA_FIELD(
            ChartState, condition, "",
            "1 it is sent, 2 not in the chartbook, 3 no complete bar, 4 downloads its history, 5 "
            "in "
            "another time zone than the study's chart, so its bars cannot be placed, 6 its tick "
            "size is unknown, so its studies are sent and its bars not"
        ),
        MIA_FIELD(ChartState, reserved, "", "zero"),
        MIA_FIELD(ChartState, study_count, "studies", "listed"),
        MIA_FIELD(
            ChartState, value_count, "subgraphs", "named or drawn ones whose values are sent"
        ),
        MIA_FIELD(ChartState, studies_left_out, "studies", "for which there was no room"),
        MIA_FIELD(ChartState, values_left_out, "subgraphs", "for which there was no room"),
        MIA_FIELD(ChartState, time_zone, "text", "as Sierra names it; empty when it does not"),
    };
};

struct StackPull {
    FrameHeader frame;
    double bid_sum;
    double ask_sum;
};

struct StackPullLevel {
    std::int64_t price_ticks;
    std::int32_t quantity;
    std::uint8_t side;
    std::uint8_t reserved_a;
    std::uint16_t reserved_b;
};

template <>
struct Layout<StackPull> {
    static constexpr Kind kind = Kind::stack_pull;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "StackPull";
    static constexpr std::string_view meaning = "Sierra's own count of orders stacked and pulled "
                                                "at the levels of the book, those that changed.";
    using Entry = StackPullLevel;
    static constexpr std::array fields{
        MIA_FIELD(StackPull, bid_sum, "contracts", "of all bids, as Sierra has it"),
        MIA_FIELD(StackPull, ask_sum, "contracts", "of all asks, as Sierra has it"),
    };
    static constexpr std::array entry_fields{
        MIA_FIELD(StackPullLevel, price_ticks, "ticks", "price"),
        MIA_FIELD(StackPullLevel, quantity, "contracts", "above 0 stacked, below 0 pulled"),
        MIA_FIELD(StackPullLevel, side, "", "1 bid, 2 ask"),
        MIA_FIELD(StackPullLevel, reserved_a, "", "zero"),
        MIA_FIELD(StackPullLevel, reserved_b, "", "zero"),
    };
};

namespace tape_break {
inline constexpr std::uint32_t restarted = 1;
inline constexpr std::uint32_t overrun = 2;
inline constexpr std::uint32_t shortened = 3;
}  // namespace tape_break

struct TapeBreak {
    FrameHeader frame;
    std::uint64_t sequence_before;
    std::uint64_t sequence_after;
    std::int64_t time_before_ns;
    std::uint32_t reason;
    std::uint32_t reserved;
};

template <>
struct Layout<TapeBreak> {
    static constexpr Kind kind = Kind::tape_break;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "TapeBreak";
    static constexpr std::string_view meaning =
        "The trades behind this frame do not follow those before it: why, and between which.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(TapeBreak, sequence_before, "", "of the last record that was sent"),
        MIA_FIELD(TapeBreak, sequence_after, "", "of the first record behind the break"),
        MIA_FIELD(TapeBreak, time_before_ns, "ns UTC", "of the last record that was sent"),
        MIA_FIELD(
            TapeBreak, reason, "",
            "1 Sierra or a replay began to number anew, 2 more came between two calls than Sierra "
            "keeps, 3 more waited than a snapshot takes"
        ),
        MIA_FIELD(TapeBreak, reserved, "", "zero"),
    };
};

}  // namespace mia::wire

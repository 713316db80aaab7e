// Frames on the way back, from the host to the chart: levels, signals and the regime to draw, and
// what to remove, about the instrument whose Instrument frame comes first in their batch; and what
// the host made of a publisher's studies.
#pragma once

#include "bridge/wire/layout.hpp"

namespace mia::wire {

namespace level_style {
inline constexpr std::uint16_t solid = 0;
inline constexpr std::uint16_t thick = 1;
inline constexpr std::uint16_t dotted = 2;
inline constexpr std::uint16_t dashed = 3;
inline constexpr std::uint16_t thin = 4;
}  // namespace level_style

namespace level_flag {
inline constexpr std::uint16_t stale = 1;
}  // namespace level_flag

struct Level {
    FrameHeader frame;
    std::uint32_t id;
    std::uint16_t style;
    std::uint16_t flags;
    std::int64_t price_ticks;
    double price_raw;
    std::int64_t valid_from_ns;
    std::uint32_t colour_rgb;
    std::uint32_t reserved;
    char name[32];
    char text[64];
};

template <>
struct Layout<Level> {
    static constexpr Kind kind = Kind::level;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Level";
    static constexpr std::string_view meaning =
        "A price level to draw; the same id again moves it.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(Level, id, "", "stable number of the line"),
        MIA_FIELD(
            Level, style, "",
            "0 solid, 1 thick, 2 dotted, 3 dashed, 4 thin; not read for the names that have a look "
            "of their own"
        ),
        MIA_FIELD(Level, flags, "bits", "1 stale"),
        MIA_FIELD(Level, price_ticks, "ticks", "price, nearest tick"),
        MIA_FIELD(Level, price_raw, "price", "price, unrounded; this one is drawn"),
        MIA_FIELD(Level, valid_from_ns, "ns UTC", "when the level was computed; 0 is unknown"),
        MIA_FIELD(Level, colour_rgb, "0xRRGGBB", "colour; 0 is none said"),
        MIA_FIELD(Level, reserved, "", "zero"),
        MIA_FIELD(Level, name, "text", "what it is, for example gamma.call_wall"),
        MIA_FIELD(Level, text, "text", "label to show"),
    };
};

namespace signal_side {
inline constexpr std::uint8_t buy = 1;
inline constexpr std::uint8_t sell = 2;
}  // namespace signal_side

struct Signal {
    FrameHeader frame;
    std::uint64_t id;
    std::int64_t time_ns;
    std::int64_t price_ticks;
    double score;
    std::uint8_t side;
    std::uint8_t reserved_a;
    std::uint16_t reserved_b;
    std::uint32_t reserved_c;
    char text[64];
};

template <>
struct Layout<Signal> {
    static constexpr Kind kind = Kind::signal;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Signal";
    static constexpr std::string_view meaning = "A signal to mark on the chart.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(Signal, id, "", "number of the signal in this run of the host"),
        MIA_FIELD(Signal, time_ns, "ns UTC", "data time of the decision"),
        MIA_FIELD(Signal, price_ticks, "ticks", "price to mark"),
        MIA_FIELD(Signal, score, "", "between -1 and 1"),
        MIA_FIELD(Signal, side, "", "1 buy, 2 sell"),
        MIA_FIELD(Signal, reserved_a, "", "zero"),
        MIA_FIELD(Signal, reserved_b, "", "zero"),
        MIA_FIELD(Signal, reserved_c, "", "zero"),
        MIA_FIELD(Signal, text, "text", "label to show"),
    };
};

namespace gamma_regime {
inline constexpr std::uint8_t unknown = 0;
inline constexpr std::uint8_t positive = 1;
inline constexpr std::uint8_t negative = 2;
}  // namespace gamma_regime

struct Regime {
    FrameHeader frame;
    std::int64_t valid_from_ns;
    std::uint8_t gamma;
    std::uint8_t reserved_a;
    std::uint16_t reserved_b;
    std::uint32_t reserved_c;
    char text[64];
};

template <>
struct Layout<Regime> {
    static constexpr Kind kind = Kind::regime;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Regime";
    static constexpr std::string_view meaning =
        "Which way dealers hedge, as the background of the chart from then on.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(Regime, valid_from_ns, "ns UTC", "when it was computed; 0 is unknown"),
        MIA_FIELD(Regime, gamma, "", "0 unknown, 1 positive, 2 negative"),
        MIA_FIELD(Regime, reserved_a, "", "zero"),
        MIA_FIELD(Regime, reserved_b, "", "zero"),
        MIA_FIELD(Regime, reserved_c, "", "zero"),
        MIA_FIELD(Regime, text, "text", "words to show"),
    };
};

namespace clear_scope {
inline constexpr std::uint32_t everything = 0;
inline constexpr std::uint32_t levels = 1;
inline constexpr std::uint32_t signals = 2;
inline constexpr std::uint32_t level = 3;
}  // namespace clear_scope

struct Clear {
    FrameHeader frame;
    std::uint32_t scope;
    std::uint32_t id;
};

template <>
struct Layout<Clear> {
    static constexpr Kind kind = Kind::clear;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Clear";
    static constexpr std::string_view meaning = "Removes what was drawn.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(
            Clear, scope, "", "0 everything, 1 all levels, 2 all signals, 3 the level with this id"
        ),
        MIA_FIELD(Clear, id, "", "level id for scope 3, else zero"),
    };
};

struct Recognition {
    FrameHeader frame;
    std::uint64_t publisher;
    char text[720];
};

template <>
struct Layout<Recognition> {
    static constexpr Kind kind = Kind::recognition;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Recognition";
    static constexpr std::string_view meaning =
        "What the host recognised in a publisher's charts. It goes up the feed's own socket, to "
        "all publishers; each takes what names it.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(Recognition, publisher, "", "whose studies it is about"),
        MIA_FIELD(Recognition, text, "text", "lines to show on the study's panel"),
    };
};

}  // namespace mia::wire

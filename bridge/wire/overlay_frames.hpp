// Frames on the way back, from the host to the chart: levels and signals to draw, and what to
// remove.
#pragma once

#include "bridge/wire/layout.hpp"

namespace mia::wire {

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
        MIA_FIELD(Level, style, "", "0 solid, 1 thick, 2 dotted, 3 dashed"),
        MIA_FIELD(Level, flags, "bits", "1 stale"),
        MIA_FIELD(Level, price_ticks, "ticks", "price, nearest tick"),
        MIA_FIELD(Level, price_raw, "price", "price, unrounded"),
        MIA_FIELD(Level, valid_from_ns, "ns UTC", "when the level was computed"),
        MIA_FIELD(Level, colour_rgb, "0xRRGGBB", "colour"),
        MIA_FIELD(Level, reserved, "", "zero"),
        MIA_FIELD(Level, name, "text", "what it is, for example gamma.call_wall"),
        MIA_FIELD(Level, text, "text", "label to show"),
    };
};

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

}  // namespace mia::wire

// Frames about the market: trades, quotes, the book. Prices are integer ticks; the raw double
// travels beside them.
#pragma once

#include "bridge/wire/layout.hpp"

namespace mia::wire {

namespace price_flag {
inline constexpr std::uint8_t off_grid =
    1;  // the raw price is not a multiple of the tick; ticks is the nearest
inline constexpr std::uint8_t invalid =
    2;  // the source gave no number; ticks and sizes mean nothing
inline constexpr std::uint8_t window_edge =
    4;  // left or entered the visible levels at the far end: nobody acted
}  // namespace price_flag

namespace book_side {
inline constexpr std::uint8_t bid = 1;
inline constexpr std::uint8_t ask = 2;
}  // namespace book_side

struct DepthLevel {
    std::int64_t price_ticks;
    double price_raw;
    std::uint32_t size;
    std::uint32_t order_count;
    std::uint8_t side;
    std::uint8_t flags;
    std::uint16_t level;
    std::uint32_t reserved;
};

inline constexpr std::array depth_level_fields{
    MIA_FIELD(DepthLevel, price_ticks, "ticks", "price as a multiple of the tick size"),
    MIA_FIELD(DepthLevel, price_raw, "price", "price as Sierra gave it"),
    MIA_FIELD(DepthLevel, size, "contracts", "resting size; 0 when the level is gone"),
    MIA_FIELD(DepthLevel, order_count, "orders", "resting orders; 0 when the feed does not say"),
    MIA_FIELD(DepthLevel, side, "", "1 bid, 2 ask"),
    MIA_FIELD(
        DepthLevel, flags, "bits",
        "1 off the tick grid, 2 invalid, 4 crossed the far edge of the visible levels"
    ),
    MIA_FIELD(DepthLevel, level, "", "0 is the best; of a level that is gone, where it last was"),
    MIA_FIELD(DepthLevel, reserved, "", "zero"),
};

struct DepthSnapshot {
    FrameHeader frame;
    std::uint16_t bid_count;
    std::uint16_t ask_count;
    std::uint32_t reserved;
};

template <>
struct Layout<DepthSnapshot> {
    static constexpr Kind kind = Kind::depth_snapshot;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "DepthSnapshot";
    static constexpr std::string_view meaning =
        "The whole book: bids from the best down, then asks from the best up.";
    using Entry = DepthLevel;
    static constexpr std::array fields{
        MIA_FIELD(DepthSnapshot, bid_count, "levels", "how many bids"),
        MIA_FIELD(DepthSnapshot, ask_count, "levels", "how many asks"),
        MIA_FIELD(DepthSnapshot, reserved, "", "zero"),
    };
    static constexpr auto entry_fields = depth_level_fields;
};

struct DepthDelta {
    FrameHeader frame;
    std::uint16_t bid_count;
    std::uint16_t ask_count;
    std::uint32_t reserved;
};

template <>
struct Layout<DepthDelta> {
    static constexpr Kind kind = Kind::depth_delta;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "DepthDelta";
    static constexpr std::string_view meaning =
        "The levels that differ from the book sent last; with them applied the counts below hold.";
    using Entry = DepthLevel;
    static constexpr std::array fields{
        MIA_FIELD(DepthDelta, bid_count, "levels", "bids in the book after this delta"),
        MIA_FIELD(DepthDelta, ask_count, "levels", "asks in the book after this delta"),
        MIA_FIELD(DepthDelta, reserved, "", "zero"),
    };
    static constexpr auto entry_fields = depth_level_fields;
};

namespace trade_side {
inline constexpr std::uint8_t unknown = 0;
inline constexpr std::uint8_t at_bid = 1;  // the seller was the aggressor
inline constexpr std::uint8_t at_ask = 2;  // the buyer was the aggressor
}  // namespace trade_side

struct Trade {
    FrameHeader frame;
    std::int64_t time_ns;
    std::uint64_t tape_sequence;
    std::int64_t price_ticks;
    double price_raw;
    std::int64_t bid_ticks;
    std::int64_t ask_ticks;
    std::uint32_t size;
    std::uint32_t bid_size;
    std::uint32_t ask_size;
    std::uint8_t side;
    std::uint8_t flags;
    std::uint16_t reserved;
};

template <>
struct Layout<Trade> {
    static constexpr Kind kind = Kind::trade;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Trade";
    static constexpr std::string_view meaning =
        "One trade of the tape, with the best bid and ask of that moment.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(Trade, time_ns, "ns UTC", "the trade's own time"),
        MIA_FIELD(
            Trade, tape_sequence, "",
            "Sierra's sequence; ascends with holes, restarts with Sierra or a replay"
        ),
        MIA_FIELD(Trade, price_ticks, "ticks", "price"),
        MIA_FIELD(Trade, price_raw, "price", "price as Sierra gave it"),
        MIA_FIELD(
            Trade, bid_ticks, "ticks",
            "best bid at that moment, nearest tick; none when bid_size is 0"
        ),
        MIA_FIELD(
            Trade, ask_ticks, "ticks",
            "best ask at that moment, nearest tick; none when ask_size is 0"
        ),
        MIA_FIELD(Trade, size, "contracts", "traded"),
        MIA_FIELD(Trade, bid_size, "contracts", "at the best bid; 0 when there was none"),
        MIA_FIELD(Trade, ask_size, "contracts", "at the best ask; 0 when there was none"),
        MIA_FIELD(
            Trade, side, "",
            "0 unknown, 1 at the bid (seller aggressor), 2 at the ask (buyer aggressor)"
        ),
        MIA_FIELD(Trade, flags, "bits", "1 off the tick grid, 2 invalid"),
        MIA_FIELD(Trade, reserved, "", "zero"),
    };
};

struct Quote {
    FrameHeader frame;
    std::int64_t time_ns;
    std::uint64_t tape_sequence;
    std::int64_t bid_ticks;
    std::int64_t ask_ticks;
    double bid_raw;
    double ask_raw;
    std::uint32_t bid_size;
    std::uint32_t ask_size;
    std::uint32_t bid_depth_total;
    std::uint32_t ask_depth_total;
    std::uint8_t flags;
    std::uint8_t reserved_a;
    std::uint16_t reserved_b;
    std::uint32_t reserved_c;
};

template <>
struct Layout<Quote> {
    static constexpr Kind kind = Kind::quote;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Quote";
    static constexpr std::string_view meaning =
        "A change of the best bid or ask as the tape records it.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(Quote, time_ns, "ns UTC", "the quote's own time"),
        MIA_FIELD(Quote, tape_sequence, "", "Sierra's sequence, shared with the trades"),
        MIA_FIELD(Quote, bid_ticks, "ticks", "best bid"),
        MIA_FIELD(Quote, ask_ticks, "ticks", "best ask"),
        MIA_FIELD(Quote, bid_raw, "price", "best bid as Sierra gave it"),
        MIA_FIELD(Quote, ask_raw, "price", "best ask as Sierra gave it"),
        MIA_FIELD(Quote, bid_size, "contracts", "at the best bid; 0 when there was none"),
        MIA_FIELD(Quote, ask_size, "contracts", "at the best ask; 0 when there was none"),
        MIA_FIELD(
            Quote, bid_depth_total, "contracts", "all visible bids; 0 when the feed does not say"
        ),
        MIA_FIELD(
            Quote, ask_depth_total, "contracts", "all visible asks; 0 when the feed does not say"
        ),
        MIA_FIELD(Quote, flags, "bits", "1 off the tick grid, 2 invalid"),
        MIA_FIELD(Quote, reserved_a, "", "zero"),
        MIA_FIELD(Quote, reserved_b, "", "zero"),
        MIA_FIELD(Quote, reserved_c, "", "zero"),
    };
};

}  // namespace mia::wire

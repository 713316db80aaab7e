// Frames about the connection itself: who sends, what it can send, how it is doing, where a
// snapshot begins and ends.
#pragma once

#include "bridge/wire/layout.hpp"

namespace mia::wire {

inline constexpr std::size_t token_size = 32;

struct Hello {
    FrameHeader frame;
    char token[token_size];
    std::uint64_t instance;
    char mia_version[16];
    std::uint32_t header_version;
    std::uint32_t update_interval_ms;
};

struct HelloKind {
    std::uint16_t kind;
    std::uint16_t revision;
    std::uint32_t head_size;
    std::uint64_t hash;
};

template <>
struct Layout<Hello> {
    static constexpr Kind kind = Kind::hello;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Hello";
    static constexpr std::string_view meaning =
        "In every snapshot before anything else is said: introduces the publisher and lists the "
        "layouts it sends.";
    using Entry = HelloKind;
    static constexpr std::array fields{
        MIA_FIELD(
            Hello, token, "bytes",
            "the host's secret; the host overwrites it before anything is journaled"
        ),
        MIA_FIELD(
            Hello, instance, "",
            "same for each start of one study instance; a new start replaces the old publisher"
        ),
        MIA_FIELD(Hello, mia_version, "text", "version of the study DLL"),
        MIA_FIELD(
            Hello, header_version, "",
            "SC_DLL_VERSION of the Sierra header the DLL was built with; 1 of MIA's own"
        ),
        MIA_FIELD(
            Hello, update_interval_ms, "ms", "Sierra's chart update interval; 0 when unknown"
        ),
    };
    static constexpr std::array entry_fields{
        MIA_FIELD(HelloKind, kind, "", "a kind this publisher may send"),
        MIA_FIELD(HelloKind, revision, "", "the revision it sends"),
        MIA_FIELD(HelloKind, head_size, "bytes", "size of the head, frame header included"),
        MIA_FIELD(HelloKind, hash, "", "hash of that revision's field tables"),
    };
};

namespace instrument_flag {
inline constexpr std::uint16_t has_depth = 1;
inline constexpr std::uint16_t has_tape = 2;
}  // namespace instrument_flag

struct Instrument {
    FrameHeader frame;
    std::uint16_t index;
    std::uint16_t flags;
    std::int32_t chart;
    char symbol[64];
    double tick_size;
    double price_multiplier;
    std::uint32_t bar_period_s;
    std::uint32_t reserved;
};

template <>
struct Layout<Instrument> {
    static constexpr Kind kind = Kind::instrument;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Instrument";
    static constexpr std::string_view meaning =
        "What a chart shows: symbol, tick size and bar period.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(Instrument, index, "", "what the other frames of this publisher call it"),
        MIA_FIELD(Instrument, flags, "bits", "1 its book is sent, 2 its tape is sent"),
        MIA_FIELD(Instrument, chart, "", "Sierra's chart number"),
        MIA_FIELD(Instrument, symbol, "text", "Sierra's symbol, exactly"),
        MIA_FIELD(Instrument, tick_size, "price", "one tick; prices are integer multiples of it"),
        MIA_FIELD(
            Instrument, price_multiplier, "",
            "real-time price multiplier, already applied to every price; 0 unknown, as "
            "of every chart but the study's own"
        ),
        MIA_FIELD(Instrument, bar_period_s, "s", "seconds per bar; 0 for bars not made of time"),
        MIA_FIELD(Instrument, reserved, "", "zero"),
    };
};

namespace connection {
inline constexpr std::uint8_t unknown = 0;
inline constexpr std::uint8_t connected = 1;
inline constexpr std::uint8_t connecting = 2;
inline constexpr std::uint8_t disconnected = 3;
inline constexpr std::uint8_t lost = 4;
}  // namespace connection

constexpr std::string_view connection_name(std::uint8_t state) {
    constexpr std::array<std::string_view, 5> names{
        "unknown", "connected", "connecting", "disconnected", "lost"};
    return state < names.size() ? names[state] : names[connection::unknown];
}

inline constexpr std::int32_t unknown_delay_s = -1;

struct Status {
    FrameHeader frame;
    std::uint8_t connection;
    std::uint8_t replay;
    std::uint16_t reserved;
    std::int32_t data_delay_s;
    std::int32_t chart_utc_offset_s;
    std::uint32_t trading_day;
    std::uint64_t calls;
    std::uint64_t batches_sent;
    std::uint64_t batches_dropped;
    std::uint64_t values_invalid;
    std::uint64_t tape_missed;
    std::uint32_t call_cost_median_ns;
    std::uint32_t call_cost_p99_ns;
    char last_error[96];
};

template <>
struct Layout<Status> {
    static constexpr Kind kind = Kind::status;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Status";
    static constexpr std::string_view meaning =
        "State of Sierra's connection and of the study, sent when it changes and in snapshots.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(
            Status, connection, "",
            "0 unknown, 1 connected, 2 connecting, 3 disconnected, 4 lost; a live book is used at "
            "1 only"
        ),
        MIA_FIELD(Status, replay, "", "0 live, 1 replay running, 2 replay paused"),
        MIA_FIELD(Status, reserved, "", "zero"),
        MIA_FIELD(
            Status, data_delay_s, "s",
            "delay of the exchange data; 0 real time, -1 unknown: no live order"
        ),
        MIA_FIELD(Status, chart_utc_offset_s, "s", "chart time minus UTC now"),
        MIA_FIELD(Status, trading_day, "yyyymmdd", "trading day of the newest bar; 0 unknown"),
        MIA_FIELD(Status, calls, "", "study calls since the start"),
        MIA_FIELD(Status, batches_sent, "", "batches handed to ZeroMQ"),
        MIA_FIELD(Status, batches_dropped, "", "batches that ZeroMQ would not take"),
        MIA_FIELD(
            Status, values_invalid, "",
            "prices that were no number and sizes that were no whole one, counted and not sent"
        ),
        MIA_FIELD(Status, tape_missed, "", "times the tape buffer was overrun between two calls"),
        MIA_FIELD(Status, call_cost_median_ns, "ns", "cost of a study call, median"),
        MIA_FIELD(Status, call_cost_p99_ns, "ns", "cost of a study call, 99th percentile"),
        MIA_FIELD(Status, last_error, "text", "what went wrong last; empty when nothing did"),
    };
};

struct Heartbeat {
    FrameHeader frame;
    std::uint64_t calls;
};

template <>
struct Layout<Heartbeat> {
    static constexpr Kind kind = Kind::heartbeat;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "Heartbeat";
    static constexpr std::string_view meaning =
        "Sent each second when nothing else was: the publisher lives.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(Heartbeat, calls, "", "study calls since the start"),
    };
};

namespace snapshot_reason {
inline constexpr std::uint16_t subscription = 1;
inline constexpr std::uint16_t request = 2;
inline constexpr std::uint16_t recalculation = 3;
}  // namespace snapshot_reason

struct SnapshotBegin {
    FrameHeader frame;
    std::uint32_t snapshot;
    std::uint16_t reason;
    std::uint16_t reserved;
};

template <>
struct Layout<SnapshotBegin> {
    static constexpr Kind kind = Kind::snapshot_begin;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "SnapshotBegin";
    static constexpr std::string_view meaning =
        "From here to SnapshotEnd the publisher says all it knows; what it does not say is gone.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(SnapshotBegin, snapshot, "", "number of this snapshot"),
        MIA_FIELD(
            SnapshotBegin, reason, "",
            "1 new subscriber, 2 asked for after a gap, 3 full recalculation"
        ),
        MIA_FIELD(SnapshotBegin, reserved, "", "zero"),
    };
};

struct SnapshotEnd {
    FrameHeader frame;
    std::uint32_t snapshot;
    std::uint32_t reserved;
};

template <>
struct Layout<SnapshotEnd> {
    static constexpr Kind kind = Kind::snapshot_end;
    static constexpr std::uint16_t revision = 1;
    static constexpr std::string_view name = "SnapshotEnd";
    static constexpr std::string_view meaning = "The snapshot is complete.";
    using Entry = NoEntry;
    static constexpr std::array fields{
        MIA_FIELD(SnapshotEnd, snapshot, "", "number given in SnapshotBegin"),
        MIA_FIELD(SnapshotEnd, reserved, "", "zero"),
    };
};

}  // namespace mia::wire

// The batch header and the frame header: the only two structs that can never change within a
// protocol major.
#pragma once

#include "bridge/wire/field.hpp"

#include <bit>

namespace mia::wire {

static_assert(
    std::endian::native == std::endian::little,
    "the wire is little endian and is never byte swapped"
);

// Bytes "MIAWIRE1" in memory order. Magic and publisher come first because ZeroMQ subscribes to a
// prefix.
inline constexpr std::uint64_t batch_magic = 0x314552495741494DULL;
inline constexpr std::uint16_t protocol_major = 1;
inline constexpr std::size_t batch_bytes_max = 256 * 1024;
inline constexpr std::size_t frame_alignment = 8;

namespace batch_flag {
inline constexpr std::uint16_t replay = 1;
inline constexpr std::uint16_t recalculation = 2;
inline constexpr std::uint16_t snapshot = 4;
inline constexpr std::uint16_t snapshot_first = 8;
inline constexpr std::uint16_t snapshot_last = 16;
inline constexpr std::uint16_t delayed = 32;
inline constexpr std::uint16_t hello = 64;  // a Hello is inside, so a token is too
}  // namespace batch_flag

struct BatchHeader {
    std::uint64_t magic;
    std::uint64_t publisher;
    std::uint16_t protocol_major;
    std::uint16_t flags;
    std::int32_t chart;
    std::uint32_t epoch;
    std::uint16_t instrument;
    std::uint16_t frame_count;
    std::uint64_t sequence;
    std::int64_t call_time_ns;
    std::int64_t send_time_ns;
    std::uint32_t length;
    std::uint32_t crc32c;
};

inline constexpr std::array batch_header_fields{
    MIA_FIELD(BatchHeader, magic, "", "the bytes MIAWIRE1"),
    MIA_FIELD(
        BatchHeader, publisher, "",
        "random for each start of a study; with the magic the prefix to subscribe to"
    ),
    MIA_FIELD(BatchHeader, protocol_major, "", "only an unknown major makes a batch unreadable"),
    MIA_FIELD(
        BatchHeader, flags, "bits",
        "1 replay, 2 recalculation, 4 snapshot, 8 first part, 16 last part, 32 delayed data, 64 "
        "holds a Hello"
    ),
    MIA_FIELD(BatchHeader, chart, "", "Sierra's chart number"),
    MIA_FIELD(BatchHeader, epoch, "", "counts the full recalculations of this publisher"),
    MIA_FIELD(BatchHeader, instrument, "", "index into this publisher's Instrument frames"),
    MIA_FIELD(BatchHeader, frame_count, "frames", "how many frames follow"),
    MIA_FIELD(BatchHeader, sequence, "", "1, 2, 3 ... for each publisher; a hole is a gap"),
    MIA_FIELD(
        BatchHeader, call_time_ns, "ns UTC",
        "Sierra's time of the study call; the book of this batch has this time"
    ),
    MIA_FIELD(
        BatchHeader, send_time_ns, "ns UTC",
        "system time when handed to ZeroMQ; only for measuring latency"
    ),
    MIA_FIELD(BatchHeader, length, "bytes", "the whole batch, this header included"),
    MIA_FIELD(BatchHeader, crc32c, "", "CRC32C of the whole batch with this field zero"),
};
static_assert(sizeof(BatchHeader) == 64 && std::is_trivially_copyable_v<BatchHeader>);
static_assert(tiles(batch_header_fields, 0, sizeof(BatchHeader)));

struct FrameHeader {
    std::uint16_t kind;
    std::uint16_t revision;
    std::uint32_t length;
};

inline constexpr std::array frame_header_fields{
    MIA_FIELD(
        FrameHeader, kind, "",
        "what the frame is; an unknown kind is skipped by its length and counted"
    ),
    MIA_FIELD(FrameHeader, revision, "", "of the kind's layout"),
    MIA_FIELD(
        FrameHeader, length, "bytes", "this header, the head and all entries; a multiple of 8"
    ),
};
static_assert(sizeof(FrameHeader) == 8 && std::is_trivially_copyable_v<FrameHeader>);
static_assert(tiles(frame_header_fields, 0, sizeof(FrameHeader)));

}  // namespace mia::wire

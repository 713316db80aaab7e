// What became of a batch as a whole. Each has a name that users and counters see.
#pragma once

#include "bridge/wire/batch_reader.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace mia::market {

enum class Outcome : std::uint8_t {
    ok,
    // The bytes are no batch: the reasons of wire::DecodeError, in its order.
    too_short,
    bad_magic,
    unknown_major,
    bad_length,
    bad_crc,
    bad_frame_length,
    frame_overrun,
    bad_frame_count,
    layout_mismatch,  // or its hello lists a known revision with another hash
    // A sound batch that may not count.
    bad_time,           // the call time is no time of this century
    unknown_publisher,  // no hello came first
    bad_token,          // its hello holds another token
    too_many_publishers,
    replaced,  // its study was started again and is another publisher now
    late,      // a sequence that was seen or passed over before
    gap,       // batches before it are missing: nothing of it can be applied
    stale,     // after a gap, before the snapshot that repairs it
};
inline constexpr std::size_t outcome_count = 18;

constexpr std::string_view outcome_name(Outcome outcome) {
    constexpr std::array<std::string_view, outcome_count> names{
        "ok",
        "too-short",
        "bad-magic",
        "unknown-major",
        "bad-length",
        "bad-crc",
        "bad-frame-length",
        "frame-overrun",
        "bad-frame-count",
        "layout-mismatch",
        "bad-time",
        "unknown-publisher",
        "bad-token",
        "too-many-publishers",
        "replaced",
        "late",
        "gap",
        "stale",
    };
    return names[static_cast<std::size_t>(outcome)];
}

constexpr Outcome outcome_of(wire::DecodeError error) {
    return static_cast<Outcome>(error);
}
static_assert(outcome_of(wire::DecodeError::layout_mismatch) == Outcome::layout_mismatch);

}  // namespace mia::market

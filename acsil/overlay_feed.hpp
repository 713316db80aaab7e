// What comes from the host's overlay socket, batch by batch, onto the board of one chart. Every number that is missing
// is a gap, and a gap asks the host for everything again. It knows sockets and the wire, and nothing of Sierra.
#pragma once

#include "acsil/level_board.hpp"
#include "bridge/transport/subscriber.hpp"
#include "bridge/wire/batch_reader.hpp"

namespace mia::acsil {

// Symbols are the same when Sierra writes them the same, byte for byte: "ESH26_FUT_CME" is neither "ESM26_FUT_CME" nor
// "esh26_fut_cme", and nothing is taken off or added.
struct OverlayFeed {
    std::uint64_t publisher;
    std::uint64_t sequence;
    std::uint32_t is_known;     // whether any publisher was heard
    std::uint32_t wants_all;    // the host must say everything again
    std::uint32_t in_snapshot;  // and nothing of it was missed so far
    std::uint32_t reserved;
    std::int64_t heard_ns;  // of the machine's steady clock; 0 never
    std::int64_t asked_ns;
    std::uint64_t batches;
    std::uint64_t lost;       // numbers that never came
    std::uint64_t refused;    // batches that are none
    std::uint64_t elsewhere;  // frames about other symbols, or about none
    wire::DecodeError last_refusal;

    void
    take(std::span<const std::byte> bytes, std::string_view symbol, LevelBoard& board) noexcept;
    // The chart shows another symbol, or nothing is known for another reason.
    void start_over(LevelBoard& board) noexcept;

private:
    bool is_news(const wire::BatchHeader& header, LevelBoard& board) noexcept;
    void
    take_frames(wire::BatchReader& reader, std::string_view symbol, LevelBoard& board) noexcept;
};

// Takes in what has come, a bounded part of it, and asks when something is missing, at most once a second.
void hear_host(
    transport::Subscriber& socket, OverlayFeed& feed, std::string_view symbol, LevelBoard& board,
    std::span<std::byte> buffer, std::int64_t steady_ns
) noexcept;

// Whether the host was heard lately: it says something at least once a second.
[[nodiscard]] bool is_heard(const OverlayFeed& feed, std::int64_t steady_ns) noexcept;

}  // namespace mia::acsil
